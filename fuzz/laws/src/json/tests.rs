//! Documents and their kinds, and outcomes that the law must not let pass.

use std::panic::catch_unwind;

use super::*;

#[test]
fn bytes_are_json_or_a_text_or_neither() {
    for (data, kind) in [
        ("1", "JSON"),
        (r#" {"a":[]} "#, "JSON"),
        (r#""a""#, "a text"),
        (r#" "\u0061" "#, "a text"),
        (r#""\ud800""#, "a text that is not Unicode"),
        ("", "no JSON"),
        ("01", "no JSON"),
        (r#"1,"a":2"#, "no JSON"),
        (r#"1,"id":"2""#, "no JSON"),
        (r#"1,"id":"2",x"#, "no JSON"),
        ("1}", "no JSON"),
    ] {
        assert_eq!(json(data.as_bytes()), kind, "{data}");
    }
    for (depth, kind) in [(31, "JSON"), (32, "JSON"), (33, "no JSON")] {
        let data = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(json(data.as_bytes()), kind, "{depth}");
    }
}

#[test]
fn a_string_that_says_another_text_breaks_the_law() {
    let is_copied = |text: Option<&str>| catch_unwind(|| is_copied(br#""a\n""#, text)).is_ok();
    assert!(is_copied(Some("a\n")));
    assert!(!is_copied(Some("a")) && !is_copied(None) && !is_copied(Some(&"a".repeat(321))));
    let is_compared = |text: &str| catch_unwind(|| is_compared(br#""gdplabs""#, text)).is_ok();
    assert!(is_compared("gdplabs"));
    assert!(!is_compared("gdplab") && !is_compared("GDPLABS") && !is_compared("other"));
}

#[test]
fn a_string_of_more_than_320_bytes_is_cut_to_a_name() {
    for length in [320, 321] {
        assert_eq!(json(format!("\"{}\"", "a".repeat(length)).as_bytes()), "a text", "{length}");
    }
}

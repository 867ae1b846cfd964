//! Texts that the laws must tell apart, worked out by hand.

use super::*;

#[test]
fn a_callback_gives_a_text_back_cut_to_256_bytes_or_nothing_where_an_escape_is_bad() {
    for (raw, text) in [
        ("", Ok(String::new())),
        ("a+b%20c", Ok("a b c".to_owned())),
        ("%C3%A9=?", Ok("é=?".to_owned())),
        (&"é".repeat(129), Ok("é".repeat(128))),
        ("%", Ok(String::new())),
        ("a%4g", Ok(String::new())),
        ("%C3", Ok(String::new())),
        (&("a".repeat(256) + "b%"), Ok("a".repeat(256))),
        (&"a".repeat(8_192), Err(Stray::TooLong)),
    ] {
        assert_eq!(description(raw), text, "{raw}");
    }
}

#[test]
fn bytes_are_a_form_if_every_name_and_value_has_whole_escapes() {
    for (data, kind) in [
        ("", "a form"),
        ("a=b&c+%64", "a form"),
        ("#=%23", "a form"),
        ("state=x", "a form"),
        ("a=%", "a bad escape"),
        ("%=a", "a bad escape"),
        ("a=b&c=%f", "a bad escape"),
    ] {
        assert_eq!(form(data.as_bytes()), kind, "{data}");
    }
    assert_eq!(form(b"\xff"), "not text");
}

#[test]
fn bytes_are_a_text_if_their_escapes_are_whole_and_a_separator_is_one_of_its_characters() {
    for (data, kind) in [("a&b=c#d", "a text"), ("%26+|", "a text"), ("a&%", "a bad escape"), ("%ff", "a bad escape")] {
        assert_eq!(percent(data.as_bytes()), kind, "{data}");
    }
    assert_eq!(percent(b"\xff"), "not text");
}

//! Who judges the judges: a table for each, worked out by hand.

use super::*;

#[test]
fn a_document_is_as_deep_as_its_brackets_outside_of_strings() {
    for (document, deep) in [
        ("1", 0),
        ("[]", 1),
        ("{}", 1),
        (r#"[{"a":[]}]"#, 3),
        ("[[],[[]]]", 3),
        (r#"{"a":{},"b":{}}"#, 2),
        (r#""[[{""#, 0),
        (r#"["]}",[[]]]"#, 3),
        (r#"["\"[[[",{}]"#, 2),
        (r#"["\\",[[]]]"#, 3),
    ] {
        assert_eq!(depth(document.as_bytes()), deep, "{document}");
    }
}

/// An object of which `a`, `none`, `number`, `text` and `twice` are asked for.
fn read(document: &str) -> Option<Object> {
    Object::read(document.as_bytes(), &["a", "none", "number", "text", "twice"])
}

#[test]
fn a_document_of_32_brackets_is_json_and_an_object_and_one_of_33_is_neither() {
    for (depth, is_read) in [(31, true), (32, true), (33, false)] {
        let array = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(is_json(array.as_bytes()), is_read, "{depth}");
        for name in ["a", "b"] {
            let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
            assert_eq!(read(&format!(r#"{{"{name}":{open}{close}}}"#)).is_some(), is_read, "{depth}");
        }
    }
}

#[test]
fn what_is_no_document_is_not_json_however_flat() {
    for document in ["", "[", "{]", "[1,]", "nil", "{} {}", "{}}", "{\"b\n\":1}"] {
        assert!(!is_json(document.as_bytes()), "{document}");
        assert!(read(document).is_none(), "{document}");
    }
    assert!(is_json(b"1") && read("1").is_none(), "a number is no object");
}

#[test]
fn a_foreign_byte_may_be_in_a_member_that_nobody_asks_for_and_in_its_name() {
    for (document, is_read) in
        [(b"{\"a\":1,\"b\":\"\xff\"}".as_slice(), true), (b"{\"a\":1,\"b\xff\":1}", true), (b"{\"a\":\"\xff\"}", false)]
    {
        assert!(is_json(document));
        assert_eq!(Object::read(document, &["a"]).is_some(), is_read, "{}", String::from_utf8_lossy(document));
    }
}

#[test]
fn the_members_that_are_asked_for_are_told_by_their_names_as_they_stand() {
    let object =
        read(r#"{"number":1.50,"none":null,"twice":"a","te\u0078t":"\u0077","twice":"b","b":1}"#).expect("an object");
    assert!(object.has("number") && object.has("none") && object.has("twice") && object.has("text"));
    assert!(!object.has("a") && !object.has("b"), "nobody asks for b");
    assert_eq!(object.get("number"), Some("1.50"));
    assert_eq!(object.get("twice"), Some(r#""a""#));
    assert_eq!(object.get("text"), Some(r#""\u0077""#));
    assert_eq!([object.get("none"), object.get("a"), object.get("b")], [None; 3]);
}

#[test]
fn a_member_that_is_asked_for_is_there_twice_or_not() {
    for (document, has_twice) in [
        ("{}", false),
        (r#"{"a":1}"#, false),
        (r#"{"a":1,"text":1}"#, false),
        (r#"{"b":1,"b":1,"a":1}"#, false),
        (r#"{"a":{"text":1},"text":1}"#, false),
        (r#"{"a":1,"a":1}"#, true),
        (r#"{"a":null,"text":1,"\u0061":2}"#, true),
        (r#"{"text":1,"a":1,"a":1,"a":1}"#, true),
    ] {
        assert_eq!(read(document).expect("an object").has_twice(), has_twice, "{document}");
    }
}

#[test]
fn a_text_is_absent_or_passes_or_is_an_error() {
    let object = read(r#"{"none":null,"number":1,"text":"w\u006frds","a":"\ud800"}"#).expect("an object");
    for absent in ["twice", "none"] {
        assert_eq!(object.text(absent, |_| panic!("there is nothing to pass")), Ok(None));
    }
    assert_eq!(object.text("text", |text| text == "words"), Ok(Some("words".into())));
    assert_eq!(object.text("text", |text| text != "words"), Err(()));
    assert_eq!(object.text("number", |_| true), Err(()));
    assert_eq!(object.text("a", |_| true), Err(()), "it is not Unicode");
}

#[test]
fn what_is_no_object_and_what_is_no_name_is_refused_as_such() {
    let told = Members(&[]).deserialize(&mut serde_json::Deserializer::from_str("[]")).map(drop);
    let told = told.expect_err("an array").to_string();
    assert!(told.contains("expected an object"), "{told}");
    let told = serde_json::from_str::<Name>("1").map(drop).expect_err("a number").to_string();
    assert!(told.contains("expected a name"), "{told}");
}

#[test]
fn seconds_are_digits_and_perhaps_a_point_and_digits_as_a_number_or_a_text() {
    for (value, expected) in [
        ("0", Some(0)),
        ("3600", Some(3_600)),
        ("3600.9", Some(3_600)),
        ("0.5", Some(0)),
        ("10.0", Some(10)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", Some(u64::MAX)),
        ("", None),
        ("soon", None),
        ("00", None),
        ("03600", None),
        ("3600.", None),
        (".5", None),
        ("1.5.5", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("1.5e3", None),
        ("true", None),
        (" 1", None),
    ] {
        assert_eq!(seconds(value), expected, "{value}");
        assert_eq!(seconds(&format!(r#""{value}""#)), expected, "{value} as a text");
    }
    assert_eq!(seconds(r#""36\u00300""#), Some(3_600), "its escapes are undone");
}

#[test]
fn a_form_text_is_what_its_escapes_say_or_nothing() {
    for (raw, text) in [
        ("", Some("")),
        ("plain", Some("plain")),
        ("a+b%20c", Some("a b c")),
        ("%2B+%2b", Some("+ +")),
        ("%C3%A9é", Some("éé")),
        ("a%26b%3Dc&d=e", Some("a&b=c&d=e")),
        ("%41%4a", Some("AJ")),
        ("%", None),
        ("%4", None),
        ("a%4", None),
        ("%4g", None),
        ("%g4", None),
        ("%+1", None),
        ("%%41", None),
        ("%C3", None),
        ("%C3x", None),
        ("%ff", None),
    ] {
        assert_eq!(form_text(raw).as_deref(), text, "{raw}");
    }
}

#[test]
fn a_token_of_three_parts_has_a_payload() {
    for (token, text) in [
        ("e30.eHl6.c2ln", Some("xyz")),
        ("..", Some("")),
        ("e30.eHl6", None),
        ("e30.eHl6.c2ln.", None),
        ("e30.eHl6.c2ln.c2ln", None),
        ("e30.eHl6=.c2ln", None),
        ("?.eHl6.c2ln", None),
        ("", None),
    ] {
        assert_eq!(payload(token).as_deref(), text.map(str::as_bytes), "{token}");
    }
}

#[test]
fn what_is_visible_has_nothing_but_printable_ascii_and_something() {
    for text in ["!", "~", "!a~"] {
        assert!(is_visible(text), "{text}");
    }
    for text in ["", " ", "a b", "\u{7f}", "é", "a\n"] {
        assert!(!is_visible(text), "{text}");
    }
}

#[test]
fn a_space_is_a_vschar_too() {
    for text in ["!", "~", "!a~", " ", "a b"] {
        assert!(is_vschar(text), "{text}");
    }
    for text in ["", "\u{1f}", "\u{7f}", "é", "a\n"] {
        assert!(!is_vschar(text), "{text}");
    }
}

#[test]
fn a_text_is_cut_before_the_first_character_that_is_not_whole() {
    for (longest, kept) in [(0, ""), (1, "a"), (2, "a"), (3, "aé"), (4, "aé"), (6, "aé"), (7, "aé😀"), (9, "aé😀")]
    {
        assert_eq!(cut("aé😀", longest), kept, "{longest}");
    }
}

//! Who judges the judges: a table for each, worked out by hand.

use std::format;
use std::string::ToString as _;

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

#[test]
fn a_document_of_32_brackets_is_json_and_an_object_and_one_of_33_is_neither() {
    for (depth, is_read) in [(31, true), (32, true), (33, false)] {
        let array = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(is_json(array.as_bytes()), is_read, "{depth}");
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        let object = format!(r#"{{"a":{open}{close}}}"#);
        assert_eq!(Object::read(object.as_bytes()).is_some(), is_read, "{depth}");
    }
}

#[test]
fn what_is_no_document_is_not_json_however_flat() {
    for document in ["", "[", "{]", "[1,]", "nil", "{} {}"] {
        assert!(!is_json(document.as_bytes()), "{document}");
        assert!(Object::read(document.as_bytes()).is_none(), "{document}");
    }
    assert!(is_json(b"1") && Object::read(b"1").is_none(), "a number is no object");
    assert!(is_json(br#""\ud800""#) && Object::read(br#"{"a":"\ud800"}"#).is_none(), "a lone surrogate");
}

#[test]
fn the_members_of_an_object_are_told_by_their_names() {
    let object = Object::read(br#"{"one":1,"none":null,"twice":"a","text":"words","twice":"b"}"#).expect("an object");
    assert!(object.has("one") && object.has("none") && object.has("twice") && !object.has("other"));
    assert_eq!(object.get("one"), Some(&Value::from(1)));
    assert_eq!(object.get("twice"), Some(&Value::from("a")));
    assert_eq!([object.get("none"), object.get("other")], [None, None]);
    for (names, has_twice) in
        [(&["one"][..], false), (&["other"], false), (&["twice"], true), (&["one", "twice"], true)]
    {
        assert_eq!(object.has_twice(names), has_twice, "{names:?}");
    }
    let thrice = Object::read(br#"{"a":1,"a":2,"a":3}"#).expect("an object");
    assert!(thrice.has_twice(&["a"]), "and once more");
}

#[test]
fn a_text_is_absent_or_passes_or_is_an_error() {
    let object = Object::read(br#"{"none":null,"number":1,"text":"words"}"#).expect("an object");
    for absent in ["other", "none"] {
        assert_eq!(object.text(absent, |_| panic!("there is nothing to pass")), Ok(None));
    }
    assert_eq!(object.text("text", |text| text == "words"), Ok(Some("words")));
    assert_eq!(object.text("text", |text| text != "words"), Err(()));
    assert_eq!(object.text("number", |_| true), Err(()));
}

#[test]
fn what_is_no_object_is_refused_by_name() {
    let told = serde_json::from_slice::<Object>(b"[]").map(drop).expect_err("an array").to_string();
    assert!(told.contains("expected an object"), "{told}");
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

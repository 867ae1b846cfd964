//! Strings and names, and what is known of them once they were read.

use alloc::format;

use super::*;

/// What is found out about a document.
fn of<T>(document: impl AsRef<[u8]>, find: impl FnOnce(&mut Reader<'_>) -> T) -> T {
    find(&mut Reader::new(&mut document.as_ref().to_vec()))
}

#[test]
fn half_of_a_surrogate_pair_and_bytes_that_are_no_utf_8_are_no_text() {
    let halves = [r"\ud83d", r"\ude00", r"\ud83dx", r"\ud83d\n", r"\ud83d\u0041", r"\ud83d\ud83d", r"\ude00\ud83d"];
    let foreign = [b"\xff".as_slice(), b"\xc3", b"a\\n\xc3", b"\xed\xa0\x80"];
    for raw in halves.map(str::as_bytes).into_iter().chain(foreign) {
        of([b"\"", raw, b"\""].concat(), |reader| {
            let mut value = reader.value();
            reader.unescape(&mut value);
            assert_eq!((value.kind, value.text_in(reader.document())), (Kind::Garbled, None), "{raw:?}");
        });
    }
}

#[test]
fn a_string_is_compared_without_being_changed() {
    for (says, document) in [
        (true, r#""tenant""#),
        (true, r#""\u0074enant""#),
        (true, r#""\u0074\u0065\u006E\u0061\u006e\u0074""#),
        (false, r#""tenan""#),
        (false, r#""tenants""#),
        (false, r#""tenant\u0000""#),
        (false, r#""Tenant""#),
        (false, r#""\ud83denant""#),
        (false, r#""t\u0000nant""#),
        (false, r#""""#),
    ] {
        of(document, |reader| {
            let value = reader.value();
            assert_eq!(reader.says(value, "tenant"), says, "{document}");
            assert_eq!(reader.document(), document.as_bytes());
        });
    }
}

#[test]
#[cfg(not(target_pointer_width = "32"))]
fn names_as_most_are_written_are_read_without_a_detour() {
    let read = |text: &str| {
        of(text, |json| {
            let name = json.short_name();
            (name.map(|name| (name.start, name.end)), json.offset())
        })
    };
    let forty = "a".repeat(40);
    assert_eq!(read(r#""":1"#), (Some((1, 1)), 3));
    assert_eq!(read(r#""name":1"#), (Some((1, 5)), 7));
    assert_eq!(read(&format!(r#""{forty}":1"#)), (Some((1, 41)), 43));
    for other in
        ["", "name", r#""name"#, r#""name""#, r#""name" :1"#, r#""na\u006de":1"#, r#""a name":1"#, r#""é":1"#, "1:1"]
    {
        assert_eq!(read(other), (None, 0), "{other}");
    }
    assert_eq!(read(&format!(r#""{forty}a":1"#)), (None, 0));
}

#[test]
#[cfg(not(target_pointer_width = "32"))]
fn a_long_string_of_other_characters_is_noted_and_nothing_else() {
    let is_unusual = |text: &str| {
        of(text, |json| {
            json.value();
            assert!(json.end(), "{text}");
            json.unusual
        })
    };
    let (short, long) = ("a".repeat(39), "a".repeat(40));
    for text in ["1", r#"" ""#, r#""\n""#, r#""é""#, &format!(r#""{long}{long}""#), &format!(r#"" {short}""#)] {
        assert!(!is_unusual(text), "{text}");
    }
    for character in [" ", "!", "\u{7f}", r"\n", "é"] {
        assert!(is_unusual(&format!(r#""{character}{long}""#)), "{character} in front");
        assert!(is_unusual(&format!(r#"["{long}{character}",1]"#)), "{character} behind");
    }
}

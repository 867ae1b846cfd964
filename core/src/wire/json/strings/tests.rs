//! Strings and names, and what the reader knows of them.

use alloc::string::String;

use super::*;

/// Reads a document with `find`.
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
fn what_a_string_says_is_told_without_changing_it() {
    let mut buffer = heapless::String::<6>::new();
    for (matches, document) in [
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
            assert_eq!(reader.text(value, &mut buffer) == Some(b"tenant"), matches, "{document}");
            assert_eq!(reader.document(), document.as_bytes());
        });
    }
}

#[test]
fn every_byte_at_every_place_of_a_string_is_judged_as_serde_json_judges_it() {
    for (byte, place) in (0..=u8::MAX).flat_map(|byte| [0, 1, 7, 8, 20, 40].map(|place| (byte, place))) {
        let mut inside = [b'a'; 41];
        inside[place] = byte;
        let document = [b"\"".as_slice(), &inside, b"\""].concat();
        let judged = serde_json::from_slice::<String>(&document).ok();
        of(&document, |reader| {
            let mut value = reader.value();
            let is_read = reader.end();
            reader.unescape(&mut value);
            let text = value.text_in(reader.document()).filter(|_| is_read);
            assert_eq!(text, judged.as_deref(), "{byte:#x} at {place}");
            assert_eq!(
                text.is_some() && reader.is_printable(value, b'!'),
                text.is_some() && byte.is_ascii_graphic(),
                "{byte:#x}"
            );
        });
    }
}

#[test]
fn what_can_be_printed_is_known_with_and_without_escapes() {
    for (is_visible, text) in [
        (true, r#""""#),
        (true, r#""!token~""#),
        (true, r#""to\u006ben""#),
        (true, r#""to\/ken""#),
        (false, r#""a token""#),
        (false, r#""tok\u0020en""#),
        (false, r#""tok\nen""#),
        (false, r#""tokén""#),
        (false, r#""tok\u00e9n""#),
    ] {
        of(text, |reader| {
            let mut value = reader.value();
            reader.unescape(&mut value);
            assert_eq!(reader.is_printable(value, b'!'), is_visible, "{text}");
            let has_spaces = text.contains([' ', '2']);
            assert_eq!(reader.is_printable(value, b' '), is_visible || has_spaces, "{text}");
        });
    }
}

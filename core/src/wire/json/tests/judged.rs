//! Documents by the thousand, judged by `serde_json`.

use alloc::format;
use alloc::string::{String, ToString as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde::de::IgnoredAny;

use super::{Seen, is_json, read, text};
use crate::wire::json::{Reader, WINDOW};

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// A JSON string of this text, with some of its characters escaped.
fn escaped(value: &str, is_escaped: &[bool]) -> String {
    let is_escaped = is_escaped.iter().chain(core::iter::repeat(&false));
    let character = |(character, is_escaped): (char, &bool)| {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units);
        if *is_escaped || character.is_control() || matches!(character, '"' | '\\') {
            units.iter().map(|unit| format!("\\u{unit:04X}")).collect()
        } else {
            String::from(character)
        }
    };
    format!("\"{}\"", value.chars().zip(is_escaped).map(character).collect::<String>())
}

/// How deep the brackets of a document are nested.
fn depth(document: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in document {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

proptest! {
    #[test]
    fn a_document_in_base64url_is_judged_as_it_is_without(json in any_json(), spaces in 0..400_usize, at: prop::sample::Index, with in "[\\[\\]{}:,\"\\\\0-9 x]?") {
        let mut document = [" ".repeat(spaces), json.to_string()].concat();
        let at = at.index(document.len());
        if document.is_char_boundary(at) {
            document.insert_str(at, &with);
        }
        let mut bytes = document.clone().into_bytes();
        let mut reader = Reader::new(&mut bytes);
        let kind = reader.value().kind;
        let is_read = reader.end();
        let text = URL_SAFE_NO_PAD.encode(&document);
        let mut window = [0; WINDOW];
        let mut encoded = Reader::of_base64url(text.as_bytes(), &mut window);
        let encoded_kind = encoded.value().kind;
        prop_assert_eq!((encoded.end(), encoded.stopped_at()), (is_read, reader.stopped_at()), "{}", document);
        if is_read {
            prop_assert_eq!(encoded_kind, kind);
        }
    }

    #[test]
    fn a_document_is_read_without_a_change_whatever_its_bytes(
        document in prop_oneof![
            any_json().prop_map(|json| json.to_string().into_bytes()),
            prop::collection::vec(prop_oneof![prop::sample::select(b"[]{}:,\"\\0e.".to_vec()), any::<u8>()], 0..24),
        ],
    ) {
        let mut body = document.clone();
        let mut reader = Reader::new(&mut body);
        reader.value();
        let is_json = reader.end();
        prop_assert_eq!(reader.document(), document.as_slice());
        prop_assert_eq!(is_json, serde_json::from_slice::<IgnoredAny>(&document).is_ok());
    }

    #[test]
    fn a_document_is_read_exactly_if_it_is_no_deeper_than_32(open in 0..40_usize, close in 0..40_usize, again in 0..3_usize) {
        let one = format!("{}1{}", "[".repeat(open), "]".repeat(close));
        let document = if again == 0 { one } else { format!("[{one}{}]", format!(",{one}").repeat(again)) };
        let is_json = serde_json::from_str::<IgnoredAny>(&document).is_ok() && depth(document.as_bytes()) <= 32;
        prop_assert_eq!(super::is_json(&document), is_json);
    }

    #[test]
    fn a_string_says_its_ascii_text_however_it_is_escaped_if_that_fits(
        value in "[\\x00-\\x7f]{0,60}",
        is_escaped in prop::collection::vec(any::<bool>(), 0..60),
        spaces in 0..400_usize,
    ) {
        let document = [" ".repeat(spaces), escaped(&value, &is_escaped)].concat();
        let mut body = document.clone().into_bytes();
        let mut buffer = heapless::String::<40>::new();
        let mut reader = Reader::new(&mut body);
        let string = reader.value();
        let fits = value.len() <= buffer.capacity();
        // A string without escapes needs no buffer.
        let expected = (fits || string.kind == super::Kind::String).then_some(value.as_bytes());
        prop_assert_eq!(reader.text(string, &mut buffer), expected);
        prop_assert_eq!(reader.document(), document.as_bytes());
        let (encoded, mut window) = (URL_SAFE_NO_PAD.encode(&document), [0; WINDOW]);
        let mut reader = Reader::of_base64url(encoded.as_bytes(), &mut window);
        let string = reader.value();
        let expected = reader.text(string, &mut buffer);
        prop_assert!(expected == Some(value.as_bytes()) || (expected.is_none() && !fits), "{:?}", expected);
    }

    #[test]
    fn a_long_text_is_the_same_with_some_of_its_characters_escaped(
        value in "(?s).{0,300}",
        is_escaped in prop::collection::vec(any::<bool>(), 0..300),
    ) {
        let document = escaped(&value, &is_escaped);
        prop_assert_eq!(serde_json::from_str::<String>(&document).ok(), Some(value.clone()));
        prop_assert_eq!(read(&document), Ok(text(&value)));
    }

    #[test]
    fn serde_json_calls_the_same_things_json(document in r#"[\[\]{}:,"\\u0-9a-f.E+ntrsl -]{0,14}"#) {
        prop_assert_eq!(is_json(&document), serde_json::from_str::<IgnoredAny>(&document).is_ok());
    }

    #[test]
    fn serde_json_judges_a_damaged_document_alike(json in any_json(), at: prop::sample::Index, with in "[\\[\\]{}:,\"\\\\0-9 x]?") {
        let mut document = json.to_string();
        prop_assert!(is_json(&document));
        let at = at.index(document.len());
        if document.is_char_boundary(at) && document.is_char_boundary(at + 1) {
            document.replace_range(at..=at, &with);
        }
        prop_assert_eq!(is_json(&document), serde_json::from_str::<IgnoredAny>(&document).is_ok(), "{}", document);
    }

    #[test]
    fn a_text_is_the_same_however_it_is_escaped(value: String) {
        let hex: String = value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        prop_assert_eq!(read(&format!("\"{hex}\"")), Ok(text(&value)));
        prop_assert_eq!(read(&serde_json::to_string(&value).unwrap()), Ok(text(&value)));
    }

    #[test]
    fn serde_json_undoes_escapes_alike(inside in r#"(\\u[d0][8-9a-f0][0-9a-f]{2}|\\[bfnrt"/\\]|[aé😀]){0,6}"#) {
        let document = format!("\"{inside}\"");
        prop_assert_eq!(read(&document).ok(), serde_json::from_str(&document).ok().map(Seen::Text));
    }

    #[test]
    fn a_whole_number_is_what_serde_json_says(number: u64) {
        prop_assert_eq!(read(&number.to_string()), Ok(Seen::Number(serde_json::from_str(&number.to_string()).ok())));
    }
}

//! Documents and their values: one table.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;

mod judged;

/// A value that a test can compare.
#[derive(PartialEq, Debug)]
enum Seen {
    Null,
    Bool,
    Number(Option<u64>),
    Text(String),
    Container,
}

fn text(text: &str) -> Seen {
    Seen::Text(text.to_owned())
}

fn table() -> Vec<(Seen, &'static str)> {
    let number = |secs| Seen::Number(Some(secs));
    Vec::from([
        (Seen::Null, "null"),
        (Seen::Bool, "true"),
        (Seen::Bool, "false"),
        (number(0), "0"),
        (number(3600), "3600"),
        (number(3600), "3600.0"),
        (number(3600), "3600.9"),
        (number(u64::MAX), "18446744073709551615"),
        (number(u64::MAX), "18446744073709551616"),
        (number(12), "12.5"),
        (Seen::Number(None), "-0"),
        (Seen::Number(None), "1.5e3"),
        (Seen::Number(None), "-1"),
        (Seen::Number(None), "1e400"),
        (Seen::Number(None), "1E-2"),
        (Seen::Number(None), "0.5e+1"),
        (text(""), r#""""#),
        (text("é😀"), r#""é😀""#),
        (text("\"\\/\u{8}\u{c}\n\r\t"), r#""\"\\\/\b\f\n\r\t""#),
        (text("a\u{0}é€😀b"), r#""a\u0000\u00e9\u20AC\ud83d\uDE00b""#),
        (Seen::Container, "{}"),
        (Seen::Container, "[]"),
        (Seen::Container, r#" [ 1 , [ ] , { "a" : [ { } ] , "b" : null } , "]" , true ] "#),
        (Seen::Container, r#"{"a":{"b":{"c":[[[]],{}]}},"d":"}","e":-0.1e9}"#),
    ])
}

/// The document is not JSON, or its string is not text.
#[derive(PartialEq, Debug)]
struct Malformed;

/// Reads a document of one value.
fn read(document: &str) -> Result<Seen, Malformed> {
    let mut body = document.as_bytes().to_vec();
    let mut reader = Reader::new(&mut body);
    let mut value = reader.value();
    if !reader.end() {
        return Err(Malformed);
    }
    reader.unescape(&mut value);
    Ok(match value.kind {
        Kind::Null => Seen::Null,
        Kind::Bool => Seen::Bool,
        Kind::Number => Seen::Number(reader.whole(value)),
        Kind::String => Seen::Text(value.text_in(reader.document()).unwrap().to_owned()),
        Kind::Object | Kind::Array => Seen::Container,
        Kind::Absent | Kind::Escaped | Kind::Garbled => return Err(Malformed),
    })
}

/// Reads a document of one value from base64url.
fn read_encoded(document: &str) -> Result<Seen, Malformed> {
    let text = URL_SAFE_NO_PAD.encode(document);
    let mut window = [0; WINDOW];
    let mut reader = Reader::of_base64url(text.as_bytes(), &mut window);
    let value = reader.value();
    if !reader.end() {
        return Err(Malformed);
    }
    Ok(match value.kind {
        Kind::Null => Seen::Null,
        Kind::Bool => Seen::Bool,
        Kind::Number => Seen::Number(reader.whole(value)),
        // A document in base64url keeps its escapes: `text` compares it.
        Kind::String | Kind::Escaped => Seen::Text(String::new()),
        Kind::Object | Kind::Array => Seen::Container,
        Kind::Absent | Kind::Garbled => return Err(Malformed),
    })
}

#[test]
fn a_document_in_base64url_says_the_same_wherever_its_windows_end() {
    for (expected, document) in table() {
        let expected = if matches!(expected, Seen::Text(_)) { text("") } else { expected };
        for spaces in (0..6).chain(280..300).chain(370..390) {
            let document = [" ".repeat(spaces).as_str(), document].concat();
            assert_eq!(read_encoded(&document).as_ref(), Ok(&expected), "{spaces} spaces before {document}");
            for junk in ["]", "x", "\0"] {
                assert_eq!(read_encoded(&[&document, junk].concat()), Err(Malformed), "{document}{junk}");
            }
        }
    }
}

#[test]
fn names_and_values_that_lie_in_two_windows_are_compared_whole() {
    for spaces in (0..4).chain(260..300).chain(360..390) {
        let document = format!(r#"{{{}"ten\u0061nt":"gdp\u006cabs","exp":1700000000}}"#, " ".repeat(spaces));
        let text = URL_SAFE_NO_PAD.encode(document);
        let (mut window, mut buffer) = ([0; WINDOW], heapless::String::<7>::new());
        let mut reader = Reader::of_base64url(text.as_bytes(), &mut window);
        reader.open(b'{');
        let name = reader.member().unwrap();
        assert_eq!(reader.text(name, &mut buffer), Some(b"tenant".as_slice()), "{spaces}");
        let tenant = reader.value();
        let name = reader.member().unwrap();
        assert_eq!(reader.text(name, &mut buffer), Some(b"exp".as_slice()), "{spaces}");
        let exp = reader.value();
        assert!(reader.member().is_none() && reader.end());
        // The reader goes back to values that it read before.
        assert_eq!(reader.text(tenant, &mut buffer), Some(b"gdplabs".as_slice()), "{spaces}");
        assert_eq!(reader.text(tenant, &mut heapless::String::<6>::new()), None, "it does not fit");
        assert_eq!(reader.whole(exp), Some(1_700_000_000));
    }
}

#[test]
fn a_value_of_an_earlier_window_and_one_longer_than_a_window_are_told_whole() {
    for spaces in 0..400 {
        let long = "gdplabs-".repeat(16);
        let escaped: String = long.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
        let document = format!(r#"{{"plain":"gdplabs","long":"{escaped}",{}"exp":1}}"#, " ".repeat(spaces));
        let text = URL_SAFE_NO_PAD.encode(document);
        let (mut window, mut buffer) = ([0; WINDOW], heapless::String::<128>::new());
        let mut reader = Reader::of_base64url(text.as_bytes(), &mut window);
        reader.open(b'{');
        let values: Vec<_> = core::iter::from_fn(|| reader.member().map(|_| reader.value())).collect();
        assert!(reader.end(), "{spaces}");
        assert_eq!(reader.text(values[0], &mut buffer), Some(b"gdplabs".as_slice()), "{spaces}");
        assert_eq!(reader.text(values[1], &mut buffer), Some(long.as_bytes()), "{spaces}");
        assert_eq!(reader.whole(values[2]), Some(1), "{spaces}");
    }
}

/// Is it one document of the grammar?
fn is_json(document: &str) -> bool {
    let mut body = document.as_bytes().to_vec();
    let mut reader = Reader::new(&mut body);
    reader.value();
    reader.end()
}

#[test]
fn a_document_says_what_it_says() {
    for (meaning, document) in table() {
        assert_eq!(read(document), Ok(meaning), "{document}");
    }
}

#[test]
fn white_space_around_a_document_does_not_matter() {
    for (meaning, document) in table() {
        assert_eq!(read(&format!(" \t\r\n{document}\n\r\t ")), Ok(meaning));
    }
}

#[test]
fn every_prefix_of_a_document_is_refused() {
    for (meaning, document) in table() {
        let document = document.trim();
        let ends = document.char_indices().map(|(end, _)| end);
        for end in ends.filter(|_| !matches!(meaning, Seen::Number(_))) {
            assert_eq!(read(&document[..end]), Err(Malformed), "{}", &document[..end]);
        }
    }
}

#[test]
fn trailing_junk_is_refused() {
    for (_, document) in table() {
        for junk in [" x", "}", "]", ",", ":", " null", "\"", "\0", "\u{a0}", "//"] {
            assert_eq!(read(&format!("{document}{junk}")), Err(Malformed), "{document}{junk}");
        }
    }
}

#[test]
fn what_is_almost_json_is_refused() {
    let almost = [
        "nul",
        "True",
        "NaN",
        "Infinity",
        "undefined",
        "'a'",
        "\u{feff}null", // words
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1.e1",
        "1e",
        "1e+",
        "--1",
        "0x10",
        "1_000", // numbers
        "\"\n\"",
        "\"\t\"",
        "\"\u{0}\"",
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\""#, // strings
        "[,]",
        "[1,]",
        "[1 2]",
        "[1:2]",
        "[}",
        "[1}",
        "[[]", // arrays
        "{,}",
        "{1:2}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        r#"{"a":1]"#,
        "{]",
        r#"{a:1}"#, // objects
    ];
    for document in almost {
        assert_eq!(read(document), Err(Malformed), "{document}");
        assert!(!is_json(document), "{document}: the grammar alone refuses it");
    }
}

#[test]
fn thirty_two_levels_are_read_and_thirty_three_are_not() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[0,{"a":["#, "]}]")] {
        let levels = |count: usize| {
            let count = count / open.matches(['[', '{']).count();
            format!("{}1{}", open.repeat(count), close.repeat(count))
        };
        assert_eq!(read(&levels(if open.len() > 6 { 30 } else { 32 })), Ok(Seen::Container));
        assert_eq!(read(&levels(33)), Err(Malformed));
    }
    assert!(!is_json(&"[".repeat(1_000_000)));
}

#[test]
fn an_object_hands_out_each_member_once_and_in_order() {
    let mut body = br#" { "a" : 1 , "\u0062" : { "a" : [ 2 ] } , "c" : [ 3 , { } ] , "a" : null } "#.to_vec();
    let mut reader = Reader::new(&mut body);
    let mut members = Vec::new();
    reader.open(b'{');
    while let Some(mut name) = reader.member() {
        reader.unescape(&mut name);
        let name = name.text_in(reader.document()).unwrap().to_owned();
        members.push((name, reader.value().kind));
    }
    let members: Vec<_> = members.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    assert_eq!(members, [("a", Kind::Number), ("b", Kind::Object), ("c", Kind::Array), ("a", Kind::Null)]);
    assert!(reader.end());
}

#[test]
fn an_array_hands_out_each_element_and_containers_nest_in_the_readers_hands() {
    let mut body = br#"[[1,2],[],[3]]"#.to_vec();
    let mut reader = Reader::new(&mut body);
    let mut numbers = Vec::new();
    reader.open(b'[');
    while reader.has_next(b']') {
        reader.open(b'[');
        while reader.has_next(b']') {
            let value = reader.value();
            numbers.push(reader.whole(value));
        }
    }
    assert_eq!((numbers, reader.end()), (Vec::from([Some(1), Some(2), Some(3)]), true));
}

#[test]
fn the_offset_says_where_a_document_went_wrong() {
    for (document, at) in [("", 0), ("x", 0), (r#"{"a":1,x"#, 7), (r#"{"name":"value" 1}"#, 16), (r#"["\x"]"#, 2)] {
        let mut body = document.as_bytes().to_vec();
        let mut reader = Reader::new(&mut body);
        reader.value();
        assert_eq!(reader.stopped_at(), Some(at), "{document}");
    }
}

#[test]
fn a_number_may_stand_in_a_string_of_its_own() {
    for (secs, document) in [
        (Some(3600), r#""3600.9""#),
        (Some(3600), r#""3600""#),
        (None, r#""""#),
        (None, r#"" 1""#),
        (None, r#""1x""#),
        (None, r#""1e3""#),
        (None, r#""-1""#),
        (None, r#""01""#),
        (None, "true"),
        (None, "[1]"),
    ] {
        let mut body = document.as_bytes().to_vec();
        let mut reader = Reader::new(&mut body);
        let value = reader.value();
        assert_eq!(reader.whole(value), secs, "{document}");
    }
}

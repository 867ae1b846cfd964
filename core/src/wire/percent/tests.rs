//! Values and their encoded forms: one table for the writer and the reader.

use alloc::format;
use alloc::string::{String, ToString as _};

use super::*;

const TABLE: [(&str, &str); 9] = [
    ("", ""),
    ("AZaz09-._~", "AZaz09-._~"),
    (" +", "%20%2B"),
    ("100%", "100%25"),
    ("\0\n\r\u{7f}", "%00%0A%0D%7F"),
    ("https://app.example.com/cb?x=1&y#z", "https%3A%2F%2Fapp.example.com%2Fcb%3Fx%3D1%26y%23z"),
    ("é€😀", "%C3%A9%E2%82%AC%F0%9F%98%80"),
    ("\u{80}\u{7ff}\u{800}\u{ffff}\u{10ffff}", "%C2%80%DF%BF%E0%A0%80%EF%BF%BF%F4%8F%BF%BF"),
    ("Siti <siti@example.com>", "Siti%20%3Csiti%40example.com%3E"),
];

fn decode(raw: &str) -> Result<String, BadEscape> {
    FormChars::new(raw).collect()
}

#[test]
fn a_value_is_written_with_everything_escaped_but_the_unreserved() {
    for (value, bytes) in TABLE {
        let mut written = String::new();
        write_encoded(&mut written, value).unwrap();
        assert_eq!(written, bytes);
    }
}

#[test]
fn tokens_are_made_of_the_unreserved_without_the_tilde() {
    for byte in 0..=u8::MAX {
        let expected = byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        assert_eq!(is_in_tokens(byte), expected, "{byte:#x}");
    }
}

#[test]
fn every_character_of_ascii_is_judged_alike_alone_and_among_many() {
    for character in '\0'..='\x7f' {
        let unreserved = character.is_ascii_alphanumeric() || "-._~".contains(character);
        let escaped = if unreserved { character.to_string() } else { format!("%{:02X}", u32::from(character)) };
        for around in ["", "ab", "0123456789abcdef"] {
            let mut written = String::new();
            write_encoded(&mut written, &format!("{around}{character}{around}")).unwrap();
            assert_eq!(written, format!("{around}{escaped}{around}"));
        }
    }
}

#[test]
fn what_was_written_is_read_back() {
    for (value, bytes) in TABLE {
        assert_eq!(decode(bytes).as_deref(), Ok(value));
    }
}

#[test]
fn a_plus_lower_case_hex_and_needless_escapes_are_read_too() {
    for (raw, value) in [("a+b", "a b"), ("%c3%a9", "é"), ("%C3%a9", "é"), ("%61%62", "ab"), ("é", "é")] {
        assert_eq!(decode(raw).as_deref(), Ok(value));
    }
}

#[test]
fn every_prefix_of_an_encoding_is_a_prefix_of_the_value_or_is_refused() {
    for (value, bytes) in TABLE {
        for end in 0..bytes.len() {
            if let Ok(read) = decode(&bytes[..end]) {
                assert!(value.starts_with(&read) && read.len() < value.len(), "{}", &bytes[..end]);
            }
        }
    }
}

#[test]
fn an_escape_that_is_none_or_no_utf_8_is_refused_wherever_it_stands() {
    let broken = [
        "%",
        "%4",
        "%zz",
        "%4g",
        "%+1",
        "%%41",
        "%é0", // not two hex digits
        "%C3",
        "%C3%",
        "%C3%4",
        "%C3x",
        "%E2%82",
        "%F0%9F%98", // cut
        "%80",
        "%BF",
        "%C3%C3",
        "%E2%28%A1", // not a sequence
        "%C0%80",
        "%C1%BF",
        "%E0%80%80",
        "%F0%80%80%80", // overlong
        "%ED%A0%80",
        "%F4%90%80%80",
        "%F5%80%80%80",
        "%FF", // beyond Unicode
    ];
    for raw in broken {
        assert_eq!(decode(raw), Err(BadEscape), "{raw}");
        for (_, bytes) in TABLE {
            let with_junk: String = [bytes, raw].into_iter().collect();
            assert_eq!(decode(&with_junk), Err(BadEscape), "{with_junk}");
        }
    }
}

#[test]
fn what_stays_unescaped_is_for_the_caller_to_say() {
    let mut written = String::new();
    write_escaping(&mut written, "Aa/é", &Ascii::of(b"abcdefghijklmnopqrstuvwxyz/")).unwrap();
    assert_eq!(written, "%41a/%C3%A9");
}

//! What no public type shows, and how two secrets are compared.

use alloc::format;

use super::*;

#[test]
fn a_secret_shows_nothing_of_itself_and_not_even_its_length() {
    for text in ["planted", ""] {
        let secret = Secret::new(text);
        assert_eq!(format!("{secret:?} {secret:#?}"), "[redacted] [redacted]");
        assert_eq!(secret.expose(), text);
    }
}

#[test]
fn two_texts_are_the_same_only_if_every_byte_is() {
    for (one, other, alike) in [
        ("", "", true),
        ("token", "token", true),
        ("token", "tokem", false),
        ("token", "Token", false),
        ("token", "toke", false),
        ("token", "tokens", false),
        ("token", "", false),
    ] {
        assert_eq!(constant_time_eq(one.as_bytes(), other.as_bytes()), alike, "{one} {other}");
        assert_eq!(constant_time_eq(other.as_bytes(), one.as_bytes()), alike, "{other} {one}");
    }
}

#[test]
fn what_somebody_else_said_is_cut_at_a_character_and_shown_as_its_length() {
    for (text, kept) in [("", ""), ("abcd", "abcd"), ("abcde", "abcd"), ("abcé", "abc"), ("é😀", "é"), ("😀x", "😀")]
    {
        let quoted = Quoted::<4>::cut(text);
        assert_eq!(quoted.as_str(), kept);
        assert_eq!(format!("{quoted:?}"), format!("[{} bytes]", kept.len()));
    }
}

//! Bytes and their text: the vectors of RFC 4648, section 10, and the `base64` crate as a judge.

use alloc::vec;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

use super::*;

const TABLE: [(&[u8], &str); 9] = [
    (b"", ""),
    (b"f", "Zg"),
    (b"fo", "Zm8"),
    (b"foo", "Zm9v"),
    (b"foob", "Zm9vYg"),
    (b"fooba", "Zm9vYmE"),
    (b"foobar", "Zm9vYmFy"),
    (b"\xff\xef\xbe", "_---"),
    (b"\x00\x10\x83\x10\x51\x87", "ABCDEFGH"),
];

/// The bytes of a text, the same in a place of their length, a longer one and a shorter one.
fn bytes_of(text: &[u8]) -> Option<Vec<u8>> {
    if !is_canonical(text) {
        return None;
    }
    let mut bytes = vec![0; decoded_len(text)];
    decode_to(text, &mut bytes);
    let mut longer = vec![1; bytes.len() + 4];
    decode_to(text, &mut longer);
    assert_eq!(longer, [bytes.as_slice(), &[0; 4]].concat(), "zeros come after the end");
    for length in 0..bytes.len() {
        let mut shorter = vec![0; length];
        decode_to(text, &mut shorter);
        assert_eq!(shorter, bytes[..length], "the first {length}");
    }
    Some(bytes)
}

#[test]
fn bytes_are_written_without_padding() {
    for (bytes, text) in TABLE {
        assert_eq!(encode::<8>(bytes), text);
    }
}

#[test]
fn what_was_written_is_read_back() {
    for (bytes, text) in TABLE {
        assert_eq!(bytes_of(text.as_bytes()).as_deref(), Some(bytes));
    }
    assert_eq!(decode::<2, 1>("Zg"), Some(*b"f"));
    assert_eq!(decode::<3, 2>("Zm8"), Some(*b"fo"));
    assert_eq!(decode::<8, 6>("Zm9vYmFy"), Some(*b"foobar"));
}

#[test]
fn every_prefix_gives_a_prefix_of_the_bytes_or_is_refused() {
    for (bytes, text) in TABLE {
        for end in 0..text.len() {
            if let Some(read) = bytes_of(&text.as_bytes()[..end]) {
                assert_eq!(read, &bytes[..end * 3 / 4]);
            }
            assert!(end % 4 != 1 || bytes_of(&text.as_bytes()[..end]).is_none());
            assert_eq!(decode::<8, 6>(&text[..end]), None);
        }
    }
}

#[test]
fn trailing_junk_padding_and_the_other_alphabet_are_refused() {
    for junk in ["=", "==", " ", "\n", ".", "+", "/", "\0", "é"] {
        for (_, text) in TABLE {
            assert_eq!(bytes_of([text, junk].concat().as_bytes()), None, "{text}{junk}");
        }
    }
    assert_eq!(decode::<8, 6>("Zm9vYmFyZg"), None);
}

#[test]
fn bytes_have_one_text_alone() {
    for other in ["Zh", "Zi", "Zv", "Zm9", "Zm_", "Zm9vZh"] {
        assert_eq!(bytes_of(other.as_bytes()), None, "{other} ends in bits that say nothing");
    }
    assert_eq!(decode::<2, 1>("Zh"), None);
    assert_eq!(decode::<3, 2>("Zm9"), None);
}

proptest! {
    #[test]
    fn the_base64_crate_writes_and_reads_the_same(bytes: [u8; 32]) {
        let text = URL_SAFE_NO_PAD.encode(bytes);
        prop_assert_eq!(encode::<43>(&bytes), text.as_str());
        prop_assert_eq!(decode::<43, 32>(&text), Some(bytes));
    }

    #[test]
    fn the_base64_crate_judges_every_text_alike(text in "[A-Za-z0-9_=+/. -]{0,12}|[A-Za-z0-9_-]{0,12}") {
        prop_assert_eq!(bytes_of(text.as_bytes()), URL_SAFE_NO_PAD.decode(&text).ok());
        let fixed = URL_SAFE_NO_PAD.decode(&text).ok().and_then(|bytes| <[u8; 6]>::try_from(bytes).ok());
        prop_assert_eq!(decode::<8, 6>(&text), fixed);
    }

    #[test]
    fn any_bytes_at_all_are_no_reason_to_panic(text: Vec<u8>) {
        prop_assert_eq!(bytes_of(&text), URL_SAFE_NO_PAD.decode(&text).ok());
    }
}

//! Bytes and their text: the vectors of RFC 4648, section 10, judged by the `base64` crate.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, URL_SAFE_NO_PAD};
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

fn stream(text: &str) -> Option<Vec<u8>> {
    Decode::new(text.as_bytes()).map(Iterator::collect)
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
        assert_eq!(stream(text).as_deref(), Some(bytes));
    }
    assert_eq!(decode::<2, 1>("Zg"), Some(*b"f"));
    assert_eq!(decode::<3, 2>("Zm8"), Some(*b"fo"));
    assert_eq!(decode::<8, 6>("Zm9vYmFy"), Some(*b"foobar"));
}

#[test]
fn every_prefix_gives_a_prefix_of_the_bytes_or_is_refused_for_its_length() {
    for (bytes, text) in TABLE {
        for end in 0..text.len() {
            match stream(&text[..end]) {
                Some(read) => assert_eq!(read, &bytes[..end * 3 / 4]),
                None => assert_eq!(end % 4, 1),
            }
            assert_eq!(decode::<8, 6>(&text[..end]), None);
        }
    }
}

#[test]
fn trailing_junk_padding_and_the_other_alphabet_are_refused() {
    for junk in ["=", "==", " ", "\n", ".", "+", "/", "\0", "é"] {
        for (_, text) in TABLE {
            assert_eq!(stream(&[text, junk].concat()), None, "{text}{junk}");
        }
    }
    assert_eq!(decode::<8, 6>("Zm9vYmFyZg"), None);
}

#[test]
fn a_text_of_fixed_length_has_one_form_alone() {
    assert_eq!(decode::<2, 1>("Zg"), Some(*b"f"));
    for other in ["Zh", "Zi", "Zv", "ZG"] {
        assert_ne!(decode::<2, 1>(other), Some(*b"f"), "{other}");
    }
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
        // A token's payload may end in stray bits: nobody else decides what it says.
        let lenient = GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));
        prop_assert_eq!(stream(&text), lenient.decode(&text).ok());
        let fixed = URL_SAFE_NO_PAD.decode(&text).ok().and_then(|bytes| <[u8; 6]>::try_from(bytes).ok());
        prop_assert_eq!(decode::<8, 6>(&text), fixed);
    }

    #[test]
    fn any_bytes_at_all_are_no_reason_to_panic(text: Vec<u8>) {
        let shown = String::from_utf8_lossy(&text);
        prop_assert_eq!(Decode::new(&text).map(Iterator::collect::<Vec<u8>>).is_some(), stream(&shown).is_some());
    }
}

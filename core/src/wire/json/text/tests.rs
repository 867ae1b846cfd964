//! Many bytes at a time, judged by one byte at a time.

use alloc::vec;
use alloc::vec::Vec;

use super::*;

/// Plain and usual bytes at the start.
fn one_at_a_time(text: &[u8]) -> [usize; 2] {
    let plain = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..=0x1f | 0x80..)).unwrap_or(text.len());
    if !scan::BY_CHUNKS {
        return [plain, plain];
    }
    [plain, text.iter().take(plain).position(|byte| matches!(byte, b' ' | b'!' | 0x7f)).unwrap_or(plain)]
}

fn many_at_a_time(text: &[u8]) -> [usize; 2] {
    [plain(text), usual(text)]
}

#[test]
fn every_byte_at_every_place_of_a_word_and_behind_it_is_told_as_one_at_a_time() {
    for around in [b'a', b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff] {
        for (byte, place) in (0..=u8::MAX).flat_map(|byte| (0..83).map(move |place| (byte, place))) {
            let mut text = vec![around; 83];
            text[place] = byte;
            assert_eq!(many_at_a_time(&text), one_at_a_time(&text), "{byte:#x} at {place} among {around:#x}");
        }
    }
}

#[test]
fn of_two_bytes_that_are_not_plain_the_first_counts_whatever_stands_between() {
    let ends = [b'"', b'\\', 0, 0x1f, b' ', b'!', b'#', b']', 0x80, 0xa2, 0xff];
    let pairs = ends.iter().flat_map(|first| ends.map(|between| [*first, between]));
    for ([first, between], last) in pairs.flat_map(|pair| ends.map(|last| (pair, last))) {
        let text: Vec<u8> = [b"ab".as_slice(), &[first, between, last], b"cdefghij"].concat();
        assert_eq!(many_at_a_time(&text), one_at_a_time(&text), "{text:?}");
    }
}

#[test]
fn a_text_of_any_length_is_plain_to_its_end() {
    for length in 0..700 {
        assert_eq!(many_at_a_time(&vec![b'a'; length]), [length; 2]);
    }
}

#[test]
fn all_bytes_that_are_not_ascii_are_passed_at_once() {
    assert_eq!(foreign("é😀a".as_bytes()), 6);
    assert_eq!(foreign(b"a"), 0);
    assert_eq!(foreign(b"\xff\xfe"), 2);
}

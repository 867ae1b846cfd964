//! A word of bytes at a time, judged by one byte at a time.

use alloc::vec;
use alloc::vec::Vec;

use super::*;

fn one_at_a_time(text: &[u8]) -> usize {
    text.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..=0x1f)).unwrap_or(text.len())
}

#[test]
fn every_byte_at_every_place_of_a_word_and_behind_it_is_told_as_one_at_a_time() {
    for around in [b'a', b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff] {
        for (byte, place) in (0..=u8::MAX).flat_map(|byte| (0..19).map(move |place| (byte, place))) {
            let mut text = vec![around; 19];
            text[place] = byte;
            assert_eq!(plain(&text), one_at_a_time(&text), "{byte:#x} at {place} among {around:#x}");
        }
    }
}

#[test]
fn of_two_bytes_that_are_not_plain_the_first_counts_whatever_stands_between() {
    let ends = [b'"', b'\\', 0, 0x1f, b' ', b'!', b'#', b']', 0x80, 0xa2, 0xff];
    let pairs = ends.iter().flat_map(|first| ends.map(|between| [*first, between]));
    for ([first, between], last) in pairs.flat_map(|pair| ends.map(|last| (pair, last))) {
        let text: Vec<u8> = [b"ab".as_slice(), &[first, between, last], b"cdefghij"].concat();
        assert_eq!(plain(&text), one_at_a_time(&text), "{text:?}");
    }
}

#[test]
fn a_text_of_any_length_is_plain_to_its_end() {
    for length in 0..40 {
        assert_eq!(plain(&vec![b'a'; length]), length);
    }
}

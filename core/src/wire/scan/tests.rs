//! Many bytes at a time, judged by one at a time.

use alloc::vec;

use super::*;

#[test]
fn a_byte_is_found_wherever_it_stands_and_the_first_of_two_counts() {
    let lengths = (0..100).chain([150, 255, 256, 257, 258, 600]);
    for (length, other) in lengths.flat_map(|length| [b'a', b'/', b'.' | 0x80, 0xff].map(|other| (length, other))) {
        assert_eq!(position(&vec![other; length], b'.'), None);
        for first in 0..length {
            let mut bytes = vec![other; length];
            bytes[first] = b'.';
            assert_eq!(position(&bytes, b'.'), Some(first), "among {length} of {other:#x}");
            bytes[length - 1] = b'.';
            assert_eq!(position(&bytes, b'.'), Some(first), "and the last among {length} of {other:#x}");
        }
    }
}

#[test]
fn whole_chunks_end_before_the_one_that_has_another_byte() {
    let mut bytes = [b'a'; 200];
    assert_eq!(chunks_of::<64>(&bytes, |byte| byte == b'a'), 192);
    bytes[130] = b'b';
    assert_eq!(chunks_of::<64>(&bytes, |byte| byte == b'a'), 128);
    assert_eq!(chunks_of::<64>(&bytes[..63], |byte| byte == b'a'), 0);
}

#[test]
fn chunks_end_less_than_sixteen_bytes_before_the_one_that_has_another_byte() {
    for length in [0, 15, 16, 63, 64, 79, 80, 319, 320, 400, 1_000] {
        for end in 0..=length {
            let bytes = [vec![b'a'; end], vec![b'b'; length - end]].concat();
            let found = chunks(&bytes, |byte| byte == b'a');
            assert!(found <= end && end - found < 16, "{found} of {end} in {length}");
        }
    }
}

#[test]
fn a_byte_that_is_not_such_is_seen_wherever_it_stands() {
    for length in 0..150 {
        let mut bytes = vec![b'a'; length];
        assert!(all(&bytes, |byte| byte == b'a'), "{length}");
        for other in 0..length {
            bytes[other] = b'.';
            assert!(!all(&bytes, |byte| byte == b'a'), "{other} of {length}");
            bytes[other] = b'a';
        }
    }
}

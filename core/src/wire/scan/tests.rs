//! Searches of many bytes at a time give what a search byte by byte gives.

use alloc::vec;

use super::*;

#[test]
fn a_byte_is_found_wherever_it_is_and_the_first_of_two_counts() {
    let lengths = (0..70).chain([150, 256, 600]);
    for (length, other) in lengths.flat_map(|length| [b'a', b'/', b'.' | 0x80, 0xff].map(|other| (length, other))) {
        assert_eq!(position(b'.', &vec![other; length]), None);
        assert_eq!(position_of_either(b'.', b',', &vec![other; length]), None);
        for first in 0..length {
            let mut bytes = vec![other; length];
            bytes[first] = b'.';
            assert_eq!(position(b'.', &bytes), Some(first), "among {length} of {other:#x}");
            bytes[length - 1] = b'.';
            assert_eq!(position(b'.', &bytes), Some(first), "and the last among {length} of {other:#x}");
            assert_eq!(position_of_either(b'.', b',', &bytes), Some(first), "the one of two");
            assert_eq!(position_of_either(b',', b'.', &bytes), Some(first), "and the other");
        }
    }
}

#[test]
fn a_byte_of_another_kind_is_seen_wherever_it_is() {
    for length in (0..70).chain([255, 256, 257, 600]) {
        let mut bytes = vec![b'a'; length];
        assert!(all(&bytes, |byte| byte == b'a'), "{length}");
        for other in 0..length {
            bytes[other] = b'.';
            assert!(!all(&bytes, |byte| byte == b'a'), "{other} of {length}");
            bytes[other] = b'a';
        }
    }
}

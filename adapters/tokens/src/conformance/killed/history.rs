//! The records of a run: each is longer than a disk's block, and tells whether it is whole, who wrote it, and when.

use std::collections::HashMap;

use crate::store::Version;

pub(super) const PARENT: char = 'p';
pub(super) const CHILD: char = 'c';

/// How long a record is: more than one block of a disk, and no number of blocks.
const LENGTH: usize = 9_001;

/// The record with this number, which is one more than that of the record that it replaces.
pub(super) fn record(writer: char, number: u64) -> Vec<u8> {
    let word = format!("{writer} {number} ");
    word.bytes().cycle().take(LENGTH).collect()
}

/// The writer and the number of a record, if it is whole.
pub(super) fn read(bytes: &[u8]) -> Option<(char, u64)> {
    let head = core::str::from_utf8(bytes.get(..LENGTH.min(32))?).ok()?;
    let mut words = head.split(' ');
    let (writer, number) = (words.next()?.chars().next()?, words.next()?.parse().ok()?);
    (record(writer, number) == bytes).then_some((writer, number))
}

/// What was found under each version.
#[derive(Default)]
pub(super) struct History {
    versions: HashMap<Version, (char, u64)>,
    numbers: HashMap<u64, Version>,
    latest: u64,
}

impl History {
    /// The greatest number so far.
    pub(super) const fn latest(&self) -> u64 {
        self.latest
    }

    /// Notes what is under a version, and gives its number.
    pub(super) fn note(&mut self, version: Version, bytes: &[u8]) -> u64 {
        let found = read(bytes).unwrap_or_else(|| panic!("a record of {} bytes is not whole", bytes.len()));
        let (_, number) = found;
        assert!(number >= self.latest, "record {number} is there again, after record {}", self.latest);
        let same = *self.versions.entry(version).or_insert(found);
        assert!(same == found, "a version has come twice: for {same:?} and for {found:?}");
        let of_number = *self.numbers.entry(number).or_insert(version);
        assert!(of_number == version, "two swaps have replaced the same version: both are number {number}");
        self.latest = number;
        number
    }

    /// A version that was swapped away.
    pub(super) fn replaced(&self) -> Option<Version> {
        let numbers = self.numbers.iter().filter(|(number, _)| **number < self.latest);
        numbers.max_by_key(|(number, _)| **number).map(|(_, version)| *version)
    }
}

//! The roles of a user, packed in the place of their JSON.
//!
//! A packed role is one byte of flags, then the length and the text of each member. It is never longer than its JSON, so
//! it needs no memory of its own.

use core::fmt;

use super::identified::Identified;
use crate::reply::member::Body;
use crate::wire::json::{Kind, Value};

/// The most roles that are looked at.
const MAX_ROLES: usize = 64;

/// The flags in the first byte of a role.
const HAS_ID: u8 = 1;
const HAS_NAME: u8 = 2;
const NAME_FIRST: u8 = 4;

/// A role of the user's. Both members are optional.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Role<'b> {
    /// The role's id. One that is a whole number is its digits.
    pub id: Option<&'b str>,
    /// The role's name.
    pub name: Option<&'b str>,
}

/// The roles of a user, one after the other.
#[derive(Clone, Default)]
pub struct Roles<'b> {
    packed: &'b [u8],
    count: usize,
}

/// The place of the packed roles, and how many they are.
#[derive(Clone, Copy, Default)]
pub(super) struct Packed {
    start: usize,
    end: usize,
    count: usize,
}

impl Packed {
    /// Reads the next value, an array, and packs the roles among its first 64 values from its first byte on. Was something
    /// left out?
    pub(super) fn read(&mut self, body: &mut Body<'_>) -> bool {
        let mut omitted = false;
        self.start = body.json.offset();
        self.end = self.start;
        body.json.open(b'[');
        for _ in 0..MAX_ROLES {
            if !body.json.has_next(b']') {
                return omitted;
            }
            if body.json.peek() == b'{' {
                let mut role = Identified::default();
                omitted |= role.read(body);
                self.push(&role, body.json.read_mut());
            } else {
                omitted |= !body.json.value().is_nothing();
            }
        }
        omitted |= body.json.peek() != b']';
        body.json.close(Kind::Array);
        omitted
    }

    /// Overwrites the JSON that was read, which is longer. It keeps the order of the two texts, so that it reads each text
    /// before it overwrites it.
    fn push(&mut self, Identified { id, name }: &Identified, read: &mut [u8]) {
        let flag_of = |text: &Value, flag: u8| if text.is_nothing() { 0 } else { flag };
        let name_first = name.start() < id.start();
        let flags = flag_of(id, HAS_ID) | flag_of(name, HAS_NAME) | if name_first { NAME_FIRST } else { 0 };
        self.push_byte(read, flags);
        self.count = self.count.wrapping_add(1);
        for text in if name_first { [name, id] } else { [id, name] } {
            if text.is_nothing() {
                continue;
            }
            let [low, high, ..] = text.len().to_le_bytes();
            self.push_byte(read, low);
            self.push_byte(read, high);
            for index in 0..text.len() {
                let byte = read.get(text.start().wrapping_add(index)).copied().unwrap_or_default();
                self.push_byte(read, byte);
            }
        }
    }

    fn push_byte(&mut self, read: &mut [u8], byte: u8) {
        if let Some(place) = read.get_mut(self.end) {
            *place = byte;
        }
        self.end = self.end.wrapping_add(1);
    }

    pub(super) fn of(self, document: &[u8]) -> Roles<'_> {
        Roles { packed: document.get(self.start..self.end).unwrap_or_default(), count: self.count }
    }
}

impl<'b> Roles<'b> {
    fn text(&mut self) -> Option<&'b str> {
        let (length, rest) = self.packed.split_first_chunk()?;
        let (text, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        self.packed = rest;
        core::str::from_utf8(text).ok()
    }
}

impl<'b> Iterator for Roles<'b> {
    type Item = Role<'b>;

    fn next(&mut self) -> Option<Role<'b>> {
        let (flags, rest) = self.packed.split_first()?;
        self.packed = rest;
        self.count = self.count.saturating_sub(1);
        let is_set = |flag| flags & flag != 0;
        let mut role = Role::default();
        if is_set(HAS_NAME) && is_set(NAME_FIRST) {
            role.name = self.text();
        }
        if is_set(HAS_ID) {
            role.id = self.text();
        }
        if is_set(HAS_NAME) && !is_set(NAME_FIRST) {
            role.name = self.text();
        }
        Some(role)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count, Some(self.count))
    }
}

impl ExactSizeIterator for Roles<'_> {}

impl fmt::Debug for Roles<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

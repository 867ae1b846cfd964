//! JSON (RFC 8259), read once from front to back where it is, without an allocator.
//!
//! A value is told as the place where it is. [`Reader::unescape`] undoes a string's escapes in place; [`Reader::text`]
//! tells what it says and changes nothing.
//!
//! The first thing that is wrong stops the reader for good: from there on every call reads nothing and changes nothing,
//! and [`Reader::end`] and [`Reader::stopped_at`] tell. So calls have no results to be passed on: that is 1,000 bytes of
//! flash (bare-metal).

#[cfg(test)]
mod tests;
mod strings;
mod value;

use core::mem;

pub(crate) use value::{Kind, Value};

use super::{base64url, decimal};

/// How deep objects and arrays may stand inside each other.
const MAX_DEPTH: usize = 32;

/// Reads one document.
pub(crate) struct Reader<'d> {
    /// The document, or the part of it that was decoded last.
    bytes: &'d mut [u8],
    /// Where these bytes begin in the document.
    start: usize,
    /// A document in base64url; empty where it is there as it is read.
    encoded: &'d [u8],
    /// The next byte, among these bytes.
    at: usize,
    depth: usize,
    /// A container was opened, and nothing in it was read yet.
    fresh: bool,
    stopped_at: Option<usize>,
}

/// Where a document in base64url is decoded, part by part: the bytes of 512 characters.
pub(crate) type Window = [u8; 384];

/// How far before the place that is asked for decoding begins, in bytes.
const LOOK_BACK: usize = 96;

impl<'d> Reader<'d> {
    pub(crate) const fn new(document: &'d mut [u8]) -> Self {
        Self { bytes: document, start: 0, encoded: &[], at: 0, depth: 0, fresh: false, stopped_at: None }
    }

    /// Reads a document in [canonical](base64url::is_canonical) base64url, and does not change it.
    pub(crate) fn of_base64url(encoded: &'d [u8], window: &'d mut Window) -> Self {
        let mut reader = Self { encoded, ..Self::new(window) };
        reader.decode();
        reader
    }

    /// Bytes read so far.
    pub(crate) const fn offset(&self) -> usize {
        self.start.wrapping_add(self.at)
    }

    /// Where it stopped, because what follows is not JSON, or nested too deep.
    pub(crate) const fn stopped_at(&self) -> Option<usize> {
        self.stopped_at
    }

    pub(crate) const fn document(&self) -> &[u8] {
        self.bytes
    }

    pub(crate) const fn document_mut(&mut self) -> &mut [u8] {
        self.bytes
    }

    /// What was read so far, to be written over.
    pub(crate) fn read_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.at).unwrap_or_default()
    }

    /// The document, for good: nothing is left to be read.
    pub(crate) fn take_document(&mut self) -> &'d [u8] {
        let document: &mut _ = mem::take(&mut self.bytes);
        document
    }

    /// Reads nothing from here on.
    pub(crate) fn stop(&mut self) {
        if self.stopped_at.is_none() {
            self.stopped_at = Some(self.offset());
        }
        self.encoded = &[];
        self.at = self.bytes.len();
        self.depth = 0;
    }

    /// Reads the bracket that opens an object or array. Its members or elements follow: each is to be read whole.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.peek();
        self.expect(bracket);
        self.opened();
    }

    fn opened(&mut self) {
        self.fresh = true;
        self.depth = self.depth.wrapping_add(1);
        if self.depth > MAX_DEPTH {
            self.stop();
        }
    }

    /// Is there another element before `bracket`, which closes the container? Reads what stands between.
    pub(crate) fn goes_on(&mut self, bracket: u8) -> bool {
        let first = mem::take(&mut self.fresh);
        let next = self.peek();
        if next == bracket {
            self.advance();
            self.depth = self.depth.saturating_sub(1);
            return false;
        }
        if first || next == b',' {
            self.at = self.at.wrapping_add(usize::from(!first));
        } else {
            self.stop();
        }
        self.stopped_at.is_none()
    }

    /// The name of the object's next member, whose value comes next; `None` where the object ends.
    pub(crate) fn member(&mut self) -> Option<Value> {
        if self.goes_on(b'}') { Some(self.name()) } else { None }
    }

    /// The first byte of the value that comes next; 0, which begins none, if nothing does.
    pub(crate) fn peek(&mut self) -> u8 {
        loop {
            match self.byte() {
                b' ' | b'\t' | b'\n' | b'\r' => self.advance(),
                byte => return byte,
            }
        }
    }

    /// Reads the value that comes next, whatever it is.
    ///
    /// Containers are passed over without recursion: the kind of each open bracket is one bit.
    pub(crate) fn value(&mut self) -> Value {
        let outside = self.depth;
        let mut objects = 0_u32;
        let mut value = self.scalar_or_bracket();
        let mut kind = value.kind;
        loop {
            if matches!(kind, Kind::Object | Kind::Array) {
                objects = (objects << 1) | u32::from(kind == Kind::Object);
            }
            // Here a container has opened, or a value has ended, and perhaps the containers around it.
            while self.depth > outside && !self.goes_on(if objects & 1 == 1 { b'}' } else { b']' }) {
                objects >>= 1;
            }
            if self.depth <= outside {
                break;
            }
            if objects & 1 == 1 {
                self.name();
            }
            kind = self.scalar_or_bracket().kind;
        }
        if matches!(value.kind, Kind::Object | Kind::Array) {
            value.end = self.offset();
        }
        value
    }

    /// Nothing but white space is left, or the reader stops.
    pub(crate) fn end(&mut self) -> bool {
        if self.peek() != 0 || self.offset() < self.len() {
            self.stop();
        }
        self.stopped_at.is_none()
    }

    /// A number without its fraction, or that of a string that holds one. `None` for anything else, also for a number that
    /// is negative or has an exponent.
    pub(crate) fn whole(&mut self, value: Value) -> Option<u64> {
        let is_number = match value.kind {
            Kind::Number => true,
            // A number of JSON's has no zero before another digit.
            Kind::String => !matches!(value.of(self.document()), [b'0', b'0'..=b'9', ..]),
            _ => false,
        };
        if !is_number {
            return None;
        }
        self.look_at(value, |next| {
            let (whole, mut after) = decimal::take(next)?;
            if after == Some(b'.') {
                after = decimal::take(next)?.1;
            }
            if after.is_none() { Some(whole) } else { None }
        })
    }

    /// Looks at a value that was read before, byte by byte.
    fn look_at<T>(&mut self, value: Value, look: impl FnOnce(&mut dyn FnMut() -> Option<u8>) -> T) -> T {
        let here = self.offset();
        self.seek(value.start);
        let mut left = value.len();
        let seen = look(&mut || {
            left = left.checked_sub(1)?;
            let byte = self.byte();
            self.advance();
            Some(byte)
        });
        self.seek(here);
        seen
    }

    /// Reads a value, but of an object or array the opening bracket alone.
    fn scalar_or_bracket(&mut self) -> Value {
        let first = self.peek();
        let start = self.offset();
        let (word, kind): (&[u8], _) = match first {
            b'"' => return self.string(),
            b'{' | b'[' => {
                self.advance();
                self.opened();
                (b"", if first == b'{' { Kind::Object } else { Kind::Array })
            }
            b'n' => (b"null", Kind::Null),
            b't' => (b"true", Kind::Bool),
            b'f' => (b"false", Kind::Bool),
            _ => {
                self.number();
                (b"", Kind::Number)
            }
        };
        word.iter().for_each(|byte| self.expect(*byte));
        Value { kind, is_visible: false, start, end: self.offset() }
    }

    fn number(&mut self) {
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits();
        }
        if !matches!(self.byte(), b'.' | b'e' | b'E') {
            return;
        }
        if self.takes(b'.') {
            self.digits();
        }
        if let b'e' | b'E' = self.byte() {
            self.advance();
            let _ = self.takes(b'+') || self.takes(b'-');
            self.digits();
        }
    }

    /// Reads at least one digit.
    fn digits(&mut self) {
        let mut is_none = true;
        while self.byte().is_ascii_digit() {
            self.advance();
            is_none = false;
        }
        if is_none {
            self.stop();
        }
    }

    fn expect(&mut self, byte: u8) {
        if !self.takes(byte) {
            self.stop();
        }
    }

    #[inline]
    fn takes(&mut self, byte: u8) -> bool {
        let takes = self.byte() == byte;
        if takes {
            self.advance();
        }
        takes
    }

    /// The next byte; 0, which is nowhere in JSON, if there is none.
    #[inline]
    fn byte(&mut self) -> u8 {
        match self.bytes.get(self.at) {
            Some(byte) => *byte,
            None => self.next_window(),
        }
    }

    /// What can be looked at at once, from the next byte on.
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The first byte after what was decoded last; 0 if there is none.
    #[cold]
    fn next_window(&mut self) -> u8 {
        let here = self.offset();
        if here >= self.len() {
            return 0;
        }
        self.seek(here);
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    /// Goes to this place of the document.
    fn seek(&mut self, place: usize) {
        self.at = place.wrapping_sub(self.start);
        if self.at >= self.bytes.len() && !self.encoded.is_empty() {
            // From a little before, because a name that was just read is looked at next.
            self.start = (place / 3).saturating_sub(LOOK_BACK / 3).wrapping_mul(3);
            self.at = place.wrapping_sub(self.start);
            self.decode();
        }
    }

    fn decode(&mut self) {
        base64url::decode_to(self.encoded.get((self.start / 3).wrapping_mul(4)..).unwrap_or_default(), self.bytes);
    }

    const fn len(&self) -> usize {
        if self.encoded.is_empty() { self.bytes.len() } else { base64url::decoded_len(self.encoded) }
    }

    fn advance(&mut self) {
        self.at = self.at.wrapping_add(1);
    }
}

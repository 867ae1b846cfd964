//! JSON (RFC 8259), read once from front to back where it lies, without an allocator.
//!
//! A value is told as the place where it stands. A string stays as it is until it is asked for: [`Reader::says`]
//! compares it and changes nothing, [`Reader::unescape`] undoes its escapes in place.

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
///
/// Where it cannot go on, it stops for good: it has read nothing, nothing follows, and [`end`](Self::end) says so.
pub(crate) struct Reader<'d> {
    /// The document, or the part of it that was decoded last.
    bytes: &'d mut [u8],
    /// Where these bytes begin in the document.
    start: usize,
    /// A document in base64url; empty where it is there as it is read.
    encoded: &'d [u8],
    at: usize,
    depth: usize,
    /// A container was opened, and nothing in it was read yet.
    fresh: bool,
    stopped_at: Option<usize>,
}

/// Where a document in base64url is decoded, part by part: the bytes of 256 characters.
pub(crate) type Window = [u8; 192];

impl<'d> Reader<'d> {
    pub(crate) const fn new(document: &'d mut [u8]) -> Self {
        Self { bytes: document, start: 0, encoded: &[], at: 0, depth: 0, fresh: false, stopped_at: None }
    }

    /// Reads a document in [canonical](base64url::is_canonical) base64url, and does not change it.
    pub(crate) fn of_base64url(encoded: &'d [u8], window: &'d mut Window) -> Self {
        let mut reader = Self { encoded, ..Self::new(window) };
        reader.decode(0);
        reader
    }

    /// Bytes read so far.
    pub(crate) const fn offset(&self) -> usize {
        self.at
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

    /// The document, for good: nothing is left to be read.
    pub(crate) fn take_document(&mut self) -> &'d [u8] {
        let document: &mut _ = mem::take(&mut self.bytes);
        document
    }

    /// Reads nothing from here on.
    pub(crate) fn stop(&mut self) {
        if self.stopped_at.is_none() {
            self.stopped_at = Some(self.at);
        }
        self.at = self.len();
        self.depth = 0;
    }

    /// Reads the bracket that opens an object or array. Its members or elements follow: each is to be read whole.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.skip_space();
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
        self.skip_space();
        if self.takes(bracket) {
            self.depth = self.depth.saturating_sub(1);
            return false;
        }
        if !first {
            self.expect(b',');
        }
        self.stopped_at.is_none()
    }

    /// The name of the object's next member, whose value comes next; `None` where the object ends.
    pub(crate) fn member(&mut self) -> Option<Value> {
        if self.goes_on(b'}') { Some(self.name()) } else { None }
    }

    /// The first byte of the value that comes next; 0, which begins none, if nothing does.
    pub(crate) fn peek(&mut self) -> u8 {
        self.skip_space();
        self.byte()
    }

    /// Reads the value that comes next, whatever it is.
    ///
    /// Containers are passed over without recursion: the kind of each open bracket is one bit.
    pub(crate) fn value(&mut self) -> Value {
        if self.peek() == b'"' {
            return self.string();
        }
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
            value.end = self.at;
        }
        value
    }

    /// Nothing but white space is left, or the reader stops.
    pub(crate) fn end(&mut self) -> bool {
        self.skip_space();
        if self.at < self.len() {
            self.stop();
        }
        self.stopped_at.is_none()
    }

    /// A number without its fraction, or that of a string that holds one. `None` for anything else, also for a number that
    /// is negative or has an exponent.
    pub(crate) fn whole(&mut self, value: Value) -> Option<u64> {
        let is_number = match value.kind {
            Kind::Number => true,
            Kind::String => !self.has_leading_zero(value),
            _ => false,
        };
        if !is_number {
            return None;
        }
        let mut bytes = self.bytes(value);
        let (whole, next) = decimal::take(&mut bytes)?;
        match next {
            None => Some(whole),
            Some(b'.') => matches!(decimal::take(&mut bytes)?, (_, None)).then_some(whole),
            Some(_) => None,
        }
    }

    /// Is there a zero before another digit? No number of JSON's has one.
    fn has_leading_zero(&mut self, value: Value) -> bool {
        let mut bytes = self.bytes(value);
        bytes.next() == Some(b'0') && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
    }

    /// The bytes of a value.
    fn bytes(&mut self, value: Value) -> impl Iterator<Item = u8> {
        (value.start..value.end).map(|at| self.byte_at(at))
    }

    /// Reads a value, but of an object or array the opening bracket alone.
    fn scalar_or_bracket(&mut self) -> Value {
        let first = self.peek();
        let start = self.at;
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
        Value { kind, is_visible: false, start, end: self.at }
    }

    fn number(&mut self) {
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits();
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
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.advance();
        }
        if self.at == start {
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

    #[inline]
    fn skip_space(&mut self) {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.byte() {
            self.advance();
        }
    }

    /// The next byte; 0, which is nowhere in JSON, if there is none.
    #[inline]
    fn byte(&mut self) -> u8 {
        self.byte_at(self.at)
    }

    #[inline]
    fn byte_at(&mut self, at: usize) -> u8 {
        match self.bytes.get(at.wrapping_sub(self.start)) {
            Some(byte) => *byte,
            None => self.decode(at),
        }
    }

    /// What can be looked at at once, from the next byte on.
    fn chunk(&mut self) -> &[u8] {
        self.byte();
        self.bytes.get(self.at.wrapping_sub(self.start)..).unwrap_or_default()
    }

    /// Decodes the part of the document that has this place, and gives its byte; 0 if there is none.
    #[cold]
    fn decode(&mut self, at: usize) -> u8 {
        if at >= self.len() {
            return 0;
        }
        let within = at.checked_rem(self.bytes.len()).unwrap_or_default();
        self.start = at.wrapping_sub(within);
        self.bytes.fill(0);
        base64url::decode_to(self.encoded.get((self.start / 3).saturating_mul(4)..).unwrap_or_default(), self.bytes);
        self.bytes.get(within).copied().unwrap_or_default()
    }

    const fn len(&self) -> usize {
        if self.encoded.is_empty() { self.bytes.len() } else { base64url::decoded_len(self.encoded) }
    }

    fn advance(&mut self) {
        self.at = self.at.wrapping_add(1);
    }
}

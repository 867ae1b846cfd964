//! JSON (RFC 8259), read once from front to back, in place, without an allocator.
//!
//! A [`Value`] is a kind and a range of the document. [`Reader::unescape`] undoes a string's escapes in place;
//! [`Reader::text`] gives its text and changes nothing.
//!
//! The first mistake stops the reader for good. Every later call reads nothing and changes nothing, and [`Reader::end`]
//! and [`Reader::stopped_at`] report the stop. Without a `Result` for each call, flash is 1,000 bytes smaller
//! (tests/bare-metal).

#[cfg(test)]
mod tests;
mod strings;
mod value;

use core::mem;

pub(crate) use value::{Kind, Value};

use super::{base64url, decimal};

/// How deep objects and arrays may be nested.
const MAX_DEPTH: usize = 32;

/// Reads one document.
pub(crate) struct Reader<'d> {
    /// The document, or the window of it that was decoded last.
    bytes: &'d mut [u8],
    /// The offset of `bytes` in the document.
    start: usize,
    /// The document in base64url; empty for a document that needs no decoding.
    encoded: &'d [u8],
    /// The index of the next byte in `bytes`.
    at: usize,
    depth: usize,
    /// The last byte read opened a container: no comma comes before its first element.
    just_opened: bool,
    stopped_at: Option<usize>,
}

/// The size of a window, which holds a part of a document in base64url, decoded: the bytes of 512 characters.
pub(crate) const WINDOW: usize = 384;

/// A window begins this many bytes before the place that is read next.
const LOOK_BACK: usize = 96;

impl<'d> Reader<'d> {
    pub(crate) const fn new(document: &'d mut [u8]) -> Self {
        Self { bytes: document, start: 0, encoded: &[], at: 0, depth: 0, just_opened: false, stopped_at: None }
    }

    /// Reads a document in [canonical](base64url::is_canonical) base64url. The document itself does not change.
    pub(crate) fn of_base64url(encoded: &'d [u8], window: &'d mut [u8; WINDOW]) -> Self {
        let mut reader = Self { encoded, ..Self::new(window) };
        reader.decode();
        reader
    }

    /// The number of bytes read so far.
    pub(crate) const fn offset(&self) -> usize {
        self.start.wrapping_add(self.at)
    }

    /// Where the reader stopped, because the next bytes are not JSON, or are nested too deep.
    pub(crate) const fn stopped_at(&self) -> Option<usize> {
        self.stopped_at
    }

    pub(crate) const fn document(&self) -> &[u8] {
        self.bytes
    }

    pub(crate) const fn document_mut(&mut self) -> &mut [u8] {
        self.bytes
    }

    /// The bytes read so far. The caller may overwrite them.
    pub(crate) fn read_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..self.at).unwrap_or_default()
    }

    /// Takes the document out of the reader, which has nothing left to read.
    pub(crate) fn take_document(&mut self) -> &'d [u8] {
        let document: &mut _ = mem::take(&mut self.bytes);
        document
    }

    /// Stops the reader at this byte, unless it has stopped already.
    pub(crate) fn stop(&mut self) {
        if self.stopped_at.is_none() {
            self.stopped_at = Some(self.offset());
        }
        self.encoded = &[];
        self.at = self.bytes.len();
        self.depth = 0;
    }

    /// Reads the bracket that opens an object or array. The caller then reads each member or element whole.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.peek();
        self.expect(bracket);
        self.opened();
    }

    fn opened(&mut self) {
        self.just_opened = true;
        self.depth = self.depth.wrapping_add(1);
        if self.depth > MAX_DEPTH {
            self.stop();
        }
    }

    /// Does another element come before `bracket`, which closes the container? Reads the comma or the bracket.
    pub(crate) fn has_next(&mut self, bracket: u8) -> bool {
        let first = mem::take(&mut self.just_opened);
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

    /// Reads the name of the object's next member; its value comes next. `None` at the end of the object.
    pub(crate) fn member(&mut self) -> Option<Value> {
        if self.has_next(b'}') { Some(self.name()) } else { None }
    }

    /// The first byte of the next value; 0, which begins no value, at the end of the document.
    pub(crate) fn peek(&mut self) -> u8 {
        loop {
            match self.byte() {
                b' ' | b'\t' | b'\n' | b'\r' => self.advance(),
                byte => return byte,
            }
        }
    }

    /// Reads the next value, of any kind.
    pub(crate) fn value(&mut self) -> Value {
        let mut value = self.scalar_or_bracket();
        if let Kind::Object | Kind::Array = value.kind {
            self.close(value.kind);
            value.end = self.offset();
        }
        value
    }

    /// Reads what is left of the object or array that was opened last.
    ///
    /// It reads nested containers without recursion: one bit of `objects` is the kind of each open bracket.
    pub(crate) fn close(&mut self, kind: Kind) {
        let outside = self.depth.saturating_sub(1);
        let mut objects = u32::from(kind == Kind::Object);
        loop {
            // A container has just opened, or a value has just ended and may have been the last one of its containers.
            while !self.has_next(if objects & 1 == 1 { b'}' } else { b']' }) {
                objects >>= 1;
                if self.depth <= outside {
                    return;
                }
            }
            if objects & 1 == 1 {
                self.name();
            }
            let kind = self.scalar_or_bracket().kind;
            if let Kind::Object | Kind::Array = kind {
                objects = (objects << 1) | u32::from(kind == Kind::Object);
            }
        }
    }

    /// Is only white space left? If not, the reader stops.
    pub(crate) fn end(&mut self) -> bool {
        if self.peek() != 0 || self.offset() < self.len() {
            self.stop();
        }
        self.stopped_at.is_none()
    }

    /// The whole part of a number, or of a string that holds a number. `None` for any other value, for a negative number
    /// and for one with an exponent.
    pub(crate) fn whole(&mut self, value: Value) -> Option<u64> {
        let is_number = match value.kind {
            Kind::Number => true,
            // In JSON, a number has no leading zero.
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

    /// Goes back to a value that was read before, and hands its bytes to `look` one by one.
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

    /// Reads a whole value, or only the bracket that opens an object or array.
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
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits();
        }
        if !matches!(self.byte(), b'.' | b'e' | b'E') {
            return;
        }
        if self.eat(b'.') {
            self.digits();
        }
        if let b'e' | b'E' = self.byte() {
            self.advance();
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits();
        }
    }

    /// Reads at least one digit.
    fn digits(&mut self) {
        let mut has_digit = false;
        while self.byte().is_ascii_digit() {
            self.advance();
            has_digit = true;
        }
        if !has_digit {
            self.stop();
        }
    }

    fn expect(&mut self, byte: u8) {
        if !self.eat(byte) {
            self.stop();
        }
    }

    /// Reads this byte, if it comes next.
    #[inline]
    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.byte() == byte;
        if is_next {
            self.advance();
        }
        is_next
    }

    /// The next byte; 0, which JSON never contains, at the end of the document.
    #[inline]
    fn byte(&mut self) -> u8 {
        match self.bytes.get(self.at) {
            Some(byte) => *byte,
            None => self.next_window(),
        }
    }

    /// The bytes from the next one to the end of the window.
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Decodes the next window, and gives its first byte; 0 at the end of the document.
    #[cold]
    fn next_window(&mut self) -> u8 {
        let here = self.offset();
        if here >= self.len() {
            return 0;
        }
        self.seek(here);
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    /// Makes the byte at this offset of the document the next one.
    fn seek(&mut self, place: usize) {
        self.at = place.wrapping_sub(self.start);
        if self.at >= self.bytes.len() && !self.encoded.is_empty() {
            // A little earlier, because the caller compares the name that was just read.
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

//! JSON (RFC 8259), read once from front to back where it lies, without an allocator.
//!
//! A value is told as the place where it stands. A string stays as it is until it is asked for: [`Reader::says`]
//! compares it and changes nothing, [`Reader::unescape`] undoes its escapes in place.

#[cfg(test)]
mod tests;
mod strings;
mod text;
mod value;

use core::mem;

pub(crate) use value::{Kind, Value};

use super::{decimal, scan};

/// How deep objects and arrays may stand inside each other.
const MAX_DEPTH: usize = 32;

/// Reads one document.
///
/// Where it cannot go on, it stops for good: it has read nothing, nothing follows, and [`end`](Self::end) says so.
pub(crate) struct Reader<'d> {
    document: &'d mut [u8],
    at: usize,
    depth: usize,
    /// A container was opened, and nothing in it was read yet.
    fresh: bool,
    /// A string that is longer than [`text::SHORT`] as it is written had another character than the [usual](text::usual) ones.
    /// Only known where [`scan::BY_CHUNKS`].
    unusual: bool,
    stopped_at: Option<usize>,
}

impl<'d> Reader<'d> {
    pub(crate) fn new(document: &'d mut [u8]) -> Self {
        Self { document, at: 0, depth: 0, fresh: false, unusual: false, stopped_at: None }
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
        self.document
    }

    pub(crate) const fn document_mut(&mut self) -> &mut [u8] {
        self.document
    }

    /// The document, for good: nothing is left to be read.
    pub(crate) fn take_document(&mut self) -> &'d [u8] {
        let document: &mut _ = mem::take(&mut self.document);
        document
    }

    /// Reads nothing from here on.
    #[cold]
    pub(crate) fn stop(&mut self) {
        if self.stopped_at.is_none() {
            self.stopped_at = Some(self.at);
        }
        self.at = self.document.len();
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
    #[inline]
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
    #[inline]
    pub(crate) fn member(&mut self) -> Option<Value> {
        if !self.goes_on(b'}') {
            return None;
        }
        let short = if scan::BY_CHUNKS { self.short_name() } else { None };
        Some(short.unwrap_or_else(|| self.name()))
    }

    /// The first byte of the value that comes next; 0, which begins none, if nothing does.
    pub(crate) fn peek(&mut self) -> u8 {
        self.skip_space();
        self.byte()
    }

    /// Reads the value that comes next, whatever it is.
    #[inline]
    pub(crate) fn value(&mut self) -> Value {
        // Most are strings.
        if scan::BY_CHUNKS && self.peek() == b'"' { self.string() } else { self.any_value() }
    }

    /// Containers are passed over without recursion: the kind of each open bracket is one bit.
    fn any_value(&mut self) -> Value {
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
        if self.at < self.document.len() {
            self.stop();
        }
        self.stopped_at.is_none()
    }

    /// A number without its fraction, or that of a string that holds one. `None` for anything else, also for a number that
    /// is negative or has an exponent.
    pub(crate) fn whole(&self, value: Value) -> Option<u64> {
        let text = value.of(self.document);
        let is_number = match value.kind {
            Kind::Number => true,
            Kind::String => !matches!(text, [b'0', b'0'..=b'9', ..]),
            _ => false,
        };
        if !is_number {
            return None;
        }
        let dot = text.iter().position(|byte| *byte == b'.');
        if let Some(dot) = dot {
            decimal::number(text.get(dot.wrapping_add(1)..)?)?;
        }
        decimal::number(text.get(..dot.unwrap_or(text.len()))?)
    }

    /// Reads a value, but of an object or array the opening bracket alone.
    #[inline]
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
        Value { kind, start, end: self.at }
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

    fn takes(&mut self, byte: u8) -> bool {
        let takes = self.byte() == byte;
        if takes {
            self.advance();
        }
        takes
    }

    fn skip_space(&mut self) {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.byte() {
            self.advance();
        }
    }

    fn rest(&self) -> &[u8] {
        self.document.get(self.at..).unwrap_or_default()
    }

    /// The next byte; 0, which stands nowhere in JSON, if there is none.
    fn byte(&self) -> u8 {
        self.document.get(self.at).copied().unwrap_or_default()
    }

    fn advance(&mut self) {
        self.at = self.at.wrapping_add(1);
    }
}

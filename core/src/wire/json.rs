//! JSON (RFC 8259), read once from front to back where it lies, without an allocator.
//!
//! A value is told as the place where it stands. A string stays as it is until it is asked for: [`Reader::says`]
//! compares it and changes nothing, [`Reader::unescape`] undoes its escapes in place.

#[cfg(test)]
mod tests;
mod text;

use core::mem;

use super::decimal;

/// How deep objects and arrays may stand inside each other.
const MAX_DEPTH: u8 = 32;

/// Not JSON, or nested too deep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Malformed;

pub(crate) type Result<T> = core::result::Result<T, Malformed>;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub(crate) enum Kind {
    /// Not there.
    Absent,
    Null,
    Bool,
    Number,
    Text,
    /// Text whose escapes are still to be [undone](Reader::unescape).
    Escaped,
    /// Text that is not Unicode.
    Garbled,
    Object,
    Array,
}

/// A value, and where it stands: a string between its quotes, anything else with all that belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    start: usize,
    end: usize,
}

impl Value {
    pub(crate) const ABSENT: Self = Self { kind: Kind::Absent, start: 0, end: 0 };

    /// Bytes of a string between its quotes.
    pub(crate) const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    pub(crate) const fn is_absent(self) -> bool {
        matches!(self.kind, Kind::Absent)
    }

    /// Is it not there, or null?
    pub(crate) const fn is_nothing(self) -> bool {
        matches!(self.kind, Kind::Absent | Kind::Null)
    }

    /// Where it begins in its document.
    pub(crate) const fn start(self) -> usize {
        self.start
    }

    /// A string whose escapes were [undone](Reader::unescape); `None` for anything else.
    pub(crate) fn text_in(self, document: &[u8]) -> Option<&str> {
        if self.kind == Kind::Text { core::str::from_utf8(self.of(document)).ok() } else { None }
    }

    /// The bytes of a document that it stands in.
    pub(crate) fn of(self, document: &[u8]) -> &[u8] {
        document.get(self.start..self.end).unwrap_or_default()
    }

    /// The same, to be changed.
    pub(crate) fn of_mut(self, document: &mut [u8]) -> &mut [u8] {
        document.get_mut(self.start..self.end).unwrap_or_default()
    }
}

fn has_four_hex_digits(text: &[u8]) -> bool {
    text.first_chunk::<4>().is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Reads one document.
pub(crate) struct Reader<'d> {
    document: &'d mut [u8],
    at: usize,
    depth: u8,
    /// A container was opened, and nothing in it was read yet.
    fresh: bool,
}

impl<'d> Reader<'d> {
    pub(crate) fn new(document: &'d mut [u8]) -> Self {
        Self { document, at: 0, depth: 0, fresh: false }
    }

    /// Bytes read so far: where a document went wrong.
    pub(crate) const fn offset(&self) -> usize {
        self.at
    }

    pub(crate) const fn document(&self) -> &[u8] {
        self.document
    }

    pub(crate) const fn document_mut(&mut self) -> &mut [u8] {
        self.document
    }

    /// The document, for good.
    pub(crate) fn into_document(self) -> &'d [u8] {
        self.document
    }

    /// Reads the bracket that opens an object or array. Its members or elements follow: each is to be read whole.
    pub(crate) fn open(&mut self, bracket: u8) -> Result<()> {
        self.skip_space();
        self.expect(bracket)?;
        self.fresh = true;
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH { Err(Malformed) } else { Ok(()) }
    }

    /// Is there another element before `bracket`, which closes the container? Reads what stands between.
    pub(crate) fn goes_on(&mut self, bracket: u8) -> Result<bool> {
        let first = mem::take(&mut self.fresh);
        self.skip_space();
        if self.takes(bracket) {
            self.depth = self.depth.saturating_sub(1);
            return Ok(false);
        }
        if first { Ok(true) } else { self.expect(b',').map(|()| true) }
    }

    /// The name of the object's next member, whose value comes next; `None` where the object ends.
    pub(crate) fn member(&mut self) -> Result<Option<Value>> {
        if self.goes_on(b'}')? { self.name().map(Some) } else { Ok(None) }
    }

    /// The first byte of the value that comes next.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.byte()
    }

    /// Reads the value that comes next, whatever it is.
    pub(crate) fn value(&mut self) -> Result<Value> {
        let first = self.peek();
        let start = self.at;
        let kind = match first {
            Some(b'"') => return self.string(),
            Some(b'{') => self.skip_container().map(|()| Kind::Object)?,
            Some(b'[') => self.skip_container().map(|()| Kind::Array)?,
            _ => self.scalar()?,
        };
        Ok(Value { kind, start, end: self.at })
    }

    /// Nothing but white space is left.
    pub(crate) fn end(&mut self) -> Result<()> {
        if self.peek().is_none() { Ok(()) } else { Err(Malformed) }
    }

    /// The whole seconds (units, anything) of a number, or of a string that holds one. `None` for all else, and for a
    /// number that is negative or has an exponent.
    pub(crate) fn whole(&mut self, value: Value) -> Option<u64> {
        match value.kind {
            Kind::Number => {}
            Kind::Text => {
                let mut number = Reader::new(value.of_mut(self.document));
                number.number().and_then(|()| number.end()).ok()?;
            }
            _ => return None,
        }
        let mut parts = value.of(self.document).split(|byte| *byte == b'.');
        let whole = decimal::number(parts.next()?)?;
        // An exponent may stand behind the fraction.
        parts.flatten().all(u8::is_ascii_digit).then_some(whole)
    }

    /// Does this string say `text`, which is ASCII?
    #[inline]
    pub(crate) fn says(&self, string: Value, text: &str) -> bool {
        // No escape is shorter than its character.
        string.len() >= text.len() && self.means(string, text)
    }

    fn means(&self, string: Value, text: &str) -> bool {
        let raw = string.of(self.document);
        match string.kind {
            Kind::Text => raw == text.as_bytes(),
            Kind::Escaped => text::says(raw, text),
            _ => false,
        }
    }

    /// Undoes the escapes of a string in place; whatever is no string stays as it is.
    pub(crate) fn unescape(&mut self, value: &mut Value) {
        if value.kind == Kind::Escaped {
            match text::unescape(value.of_mut(self.document)) {
                Ok(length) => value.end = value.start.saturating_add(length),
                Err(Malformed) => value.kind = Kind::Garbled,
            }
        }
        if matches!(value.kind, Kind::Text | Kind::Escaped) {
            let is_unicode = core::str::from_utf8(value.of(self.document)).is_ok();
            value.kind = if is_unicode { Kind::Text } else { Kind::Garbled };
        }
    }

    fn name(&mut self) -> Result<Value> {
        self.skip_space();
        let name = self.string()?;
        self.skip_space();
        self.expect(b':')?;
        Ok(name)
    }

    /// Reads a string, and checks the form of each escape on the way.
    #[inline]
    fn string(&mut self) -> Result<Value> {
        self.expect(b'"')?;
        let (start, mut kind) = (self.at, Kind::Text);
        loop {
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.escape()?;
                    kind = Kind::Escaped;
                }
                _ => self.plain()?,
            }
        }
        let end = self.at;
        self.advance();
        Ok(Value { kind, start, end })
    }

    /// Passes over the part of a string up to the next escape, or its end.
    fn plain(&mut self) -> Result<()> {
        match text::plain(self.document.get(self.at..).unwrap_or_default()) {
            0 => Err(Malformed),
            length => {
                self.at = self.at.saturating_add(length);
                Ok(())
            }
        }
    }

    fn escape(&mut self) -> Result<()> {
        let length = match self.document.get(self.at..).unwrap_or_default() {
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
            [b'\\', b'u', digits @ ..] if has_four_hex_digits(digits) => 6,
            _ => return Err(Malformed),
        };
        self.at = self.at.saturating_add(length);
        Ok(())
    }

    /// Passes over an object or array without recursion: the kind of each open bracket is one bit.
    fn skip_container(&mut self) -> Result<()> {
        let outside = self.depth;
        let mut objects = 0_u32;
        loop {
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.open(bracket)?;
                    objects = (objects << 1) | u32::from(bracket == b'{');
                }
                Some(b'"') => self.string().map(drop)?,
                _ => self.scalar().map(drop)?,
            }
            // Here a container has opened, or a value has ended, and perhaps the containers around it.
            while self.depth > outside && !self.goes_on(if objects & 1 == 1 { b'}' } else { b']' })? {
                objects >>= 1;
            }
            if self.depth == outside {
                return Ok(());
            }
            if objects & 1 == 1 {
                self.name()?;
            }
        }
    }

    /// Reads a value that is neither a string nor a container.
    #[inline]
    fn scalar(&mut self) -> Result<Kind> {
        let (word, kind): (&[u8], _) = match self.byte() {
            Some(b'n') => (b"null", Kind::Null),
            Some(b't') => (b"true", Kind::Bool),
            Some(b'f') => (b"false", Kind::Bool),
            _ => return self.number().map(|()| Kind::Number),
        };
        word.iter().try_for_each(|byte| self.expect(*byte)).map(|()| kind)
    }

    #[inline]
    fn number(&mut self) -> Result<()> {
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits()?;
        }
        match self.byte() {
            Some(b'.' | b'e' | b'E') => self.fraction(),
            _ => Ok(()),
        }
    }

    /// What may stand behind the whole part of a number.
    fn fraction(&mut self) -> Result<()> {
        if self.takes(b'.') {
            self.digits()?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let _ = self.takes(b'+') || self.takes(b'-');
            self.digits()?;
        }
        Ok(())
    }

    /// Reads at least one digit.
    #[inline]
    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.advance();
        }
        if self.at == start { Err(Malformed) } else { Ok(()) }
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.takes(byte) { Ok(()) } else { Err(Malformed) }
    }

    fn takes(&mut self, byte: u8) -> bool {
        let takes = self.byte() == Some(byte);
        if takes {
            self.advance();
        }
        takes
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.advance();
        }
    }

    fn byte(&self) -> Option<u8> {
        self.document.get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = self.at.wrapping_add(1);
    }
}

//! JSON (RFC 8259), read once from front to back, without an allocator.
//!
//! The grammar is written once over a [`Source`]: a reply's body, whose strings are handed out as slices of it with
//! their escapes undone in place ([`InPlace`]), or the payload of a JWT, decoded as it is read.

mod source;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use source::{InPlace, Source, Streamed};
pub(crate) use text::unescape;

/// How deep objects and arrays may stand inside each other.
const MAX_DEPTH: u8 = 32;

/// Not JSON, or nested too deep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Malformed;

pub(crate) type Result<T> = core::result::Result<T, Malformed>;

/// A value of which nothing is left to read, unless it is a container.
pub(crate) enum Value<R> {
    Null,
    Bool,
    /// The whole seconds (units, anything) of a number that is not negative and has no exponent.
    Number(Option<u64>),
    /// A string as it stands between its quotes: escapes are still to be undone.
    Text(R),
    /// Skipped.
    Container,
}

/// Reads one document.
pub(crate) struct Reader<S> {
    source: S,
    depth: u8,
}

impl<S: Source> Reader<S> {
    pub(crate) fn new(source: S) -> Self {
        Self { source, depth: 0 }
    }

    /// Bytes read so far: where a document went wrong.
    pub(crate) fn offset(&self) -> usize {
        self.source.offset()
    }

    /// Calls `member` with the raw name of each member of the object that comes next; it must read the value.
    pub(crate) fn object<E: From<Malformed>>(
        &mut self,
        mut member: impl FnMut(S::Raw, &mut Self) -> core::result::Result<(), E>,
    ) -> core::result::Result<(), E> {
        self.open(b'{')?;
        if self.closes(b'}') {
            return Ok(());
        }
        loop {
            let name = self.name()?;
            member(name, self)?;
            if !self.another(b'}')? {
                return Ok(());
            }
        }
    }

    /// Calls `element` before each element of the array that comes next; it must read the element.
    pub(crate) fn array<E: From<Malformed>>(
        &mut self,
        mut element: impl FnMut(&mut Self) -> core::result::Result<(), E>,
    ) -> core::result::Result<(), E> {
        self.open(b'[')?;
        if self.closes(b']') {
            return Ok(());
        }
        loop {
            element(self)?;
            if !self.another(b']')? {
                return Ok(());
            }
        }
    }

    /// The first byte of the value that comes next.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.source.peek()
    }

    /// Reads the value that comes next, whatever it is.
    pub(crate) fn value(&mut self) -> Result<Value<S::Raw>> {
        match self.peek().ok_or(Malformed)? {
            b'"' => self.string().map(Value::Text),
            b'{' | b'[' => self.skip_container().map(|()| Value::Container),
            b'n' => self.word(b"null").map(|()| Value::Null),
            b't' => self.word(b"true").map(|()| Value::Bool),
            b'f' => self.word(b"false").map(|()| Value::Bool),
            _ => self.number().map(Value::Number),
        }
    }

    /// Nothing but white space is left.
    pub(crate) fn end(&mut self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Malformed),
        }
    }

    /// A number of which the whole text is `self`'s document.
    pub(crate) fn lone_number(&mut self) -> Result<Option<u64>> {
        let number = self.number()?;
        self.source.peek().map_or(Ok(number), |_| Err(Malformed))
    }

    fn open(&mut self, bracket: u8) -> Result<()> {
        self.skip_space();
        self.expect(bracket)?;
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH { Err(Malformed) } else { Ok(()) }
    }

    /// Reads the closing bracket if it comes next.
    fn closes(&mut self, bracket: u8) -> bool {
        let closes = self.peek() == Some(bracket);
        if closes {
            self.source.advance();
            self.depth = self.depth.saturating_sub(1);
        }
        closes
    }

    /// Reads a comma (there is another one) or the closing bracket.
    fn another(&mut self, bracket: u8) -> Result<bool> {
        if self.closes(bracket) {
            return Ok(false);
        }
        self.expect(b',').map(|()| true)
    }

    fn name(&mut self) -> Result<S::Raw> {
        self.skip_space();
        let name = self.string()?;
        self.skip_space();
        self.expect(b':')?;
        Ok(name)
    }

    fn string(&mut self) -> Result<S::Raw> {
        self.expect(b'"')?;
        self.source.begin_raw();
        text::skip_body(&mut self.source)?;
        let raw = self.source.end_raw();
        self.expect(b'"')?;
        Ok(raw)
    }

    /// Passes over an object or array without recursion: the kind of each open bracket is one bit.
    fn skip_container(&mut self) -> Result<()> {
        let outside = self.depth;
        let mut objects = 0_u32;
        loop {
            // Here a value comes next.
            match self.peek().ok_or(Malformed)? {
                bracket @ (b'{' | b'[') => {
                    self.open(bracket)?;
                    objects = (objects << 1) | u32::from(bracket == b'{');
                    if !self.closes(closing(objects)) {
                        if objects & 1 == 1 {
                            self.name()?;
                        }
                        continue;
                    }
                    objects >>= 1;
                }
                _ => self.value().map(drop)?,
            }
            // Here a value has ended, and perhaps the containers around it.
            while self.depth > outside && !self.another(closing(objects))? {
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

    fn number(&mut self) -> Result<Option<u64>> {
        let negative = self.takes(b'-');
        let mut whole = match self.source.peek() {
            Some(b'0') => {
                self.source.advance();
                Some(0)
            }
            Some(b'1'..=b'9') => self.digits(Some(0))?,
            _ => return Err(Malformed),
        };
        if self.source.peek() == Some(b'.') {
            self.source.advance();
            self.digits(None)?;
        }
        if let Some(b'e' | b'E') = self.source.peek() {
            self.source.advance();
            let _ = self.takes(b'+') || self.takes(b'-');
            self.digits(None)?;
            whole = None;
        }
        Ok(whole.filter(|_| !negative))
    }

    /// Reads at least one digit, and appends what it reads to `whole` while that fits.
    fn digits(&mut self, mut whole: Option<u64>) -> Result<Option<u64>> {
        let mut any = false;
        while let Some(digit @ b'0'..=b'9') = self.source.peek() {
            self.source.advance();
            any = true;
            let digit = u64::from(digit.wrapping_sub(b'0'));
            whole = whole.and_then(|whole| whole.checked_mul(10)?.checked_add(digit));
        }
        any.then_some(whole).ok_or(Malformed)
    }

    fn word(&mut self, word: &[u8]) -> Result<()> {
        word.iter().try_for_each(|byte| self.expect(*byte))
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.takes(byte) { Ok(()) } else { Err(Malformed) }
    }

    fn takes(&mut self, byte: u8) -> bool {
        let takes = self.source.peek() == Some(byte);
        if takes {
            self.source.advance();
        }
        takes
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.source.peek() {
            self.source.advance();
        }
    }
}

impl<I: Iterator<Item = u8>, const N: usize> Reader<Streamed<I, N>> {
    /// The last name or string that was read; `None` if it was cut or is not Unicode.
    pub(crate) fn last_text(&mut self) -> Option<&str> {
        unescape(self.source.last_run()?).ok()
    }
}

const fn closing(objects: u32) -> u8 {
    if objects & 1 == 1 { b'}' } else { b']' }
}

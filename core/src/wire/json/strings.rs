//! Strings and names: read, compared, freed of their escapes.

#[cfg(test)]
mod tests;

use super::{Kind, Reader, Value, text};
use crate::wire::scan;

impl Reader<'_> {
    /// Reads a name as most are written: short, of usual characters, and with a colon right behind.
    #[inline]
    pub(super) fn short_name(&mut self) -> Option<Value> {
        let rest = self.rest().strip_prefix(b"\"")?;
        let length = text::short_and_usual(rest);
        if !rest.get(length..)?.starts_with(b"\":") {
            return None;
        }
        let start = self.at.wrapping_add(1);
        let end = start.wrapping_add(length);
        self.at = end.wrapping_add(2);
        Some(Value { kind: Kind::String, start, end })
    }

    /// Reads a name, whatever it is.
    // Out of line, because where speed counts it is rare.
    #[inline(never)]
    pub(super) fn name(&mut self) -> Value {
        self.skip_space();
        let name = self.string();
        self.skip_space();
        self.expect(b':');
        name
    }

    /// Reads a string, and checks the form of each escape on the way.
    #[inline]
    pub(super) fn string(&mut self) -> Value {
        self.expect(b'"');
        let (start, mut kind, mut usual) = (self.at, Kind::String, true);
        self.at = self.at.wrapping_add(text::usual(self.rest()));
        loop {
            let rest = self.rest();
            let length = match self.byte() {
                b'"' => break,
                b'\\' => {
                    kind = Kind::Escaped;
                    text::escapes(rest)
                }
                byte if byte.is_ascii() => text::plain(rest),
                _ => {
                    kind = Kind::Escaped;
                    text::foreign(rest)
                }
            };
            if length == 0 {
                self.stop();
                return Value::ABSENT;
            }
            usual = false;
            self.at = self.at.wrapping_add(length);
        }
        let value = Value { kind, start, end: self.at };
        self.unusual |= scan::BY_CHUNKS && !usual && value.len() > text::SHORT;
        self.advance();
        value
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
            Kind::String => raw == text.as_bytes(),
            Kind::Escaped => text::says(raw, text),
            _ => false,
        }
    }

    /// Is a string of visible ASCII alone?
    pub(crate) fn is_visible(&self, string: Value) -> bool {
        // Seen when it was read. Undone escapes make no string longer, so this one was none of the unusual.
        let was_seen = scan::BY_CHUNKS && !self.unusual && string.len() > text::SHORT;
        // One more, and as signed bytes: one comparison leaves out spaces, control characters and what is not ASCII.
        was_seen || scan::all(string.of(self.document), |byte| byte.wrapping_add(1).cast_signed() > 0x21)
    }

    /// Undoes the escapes of a string in place; whatever is no string stays as it is.
    pub(crate) fn unescape(&mut self, value: &mut Value) {
        if value.kind == Kind::Escaped {
            match text::unescape(value.of_mut(self.document)) {
                Some(length) => value.end = value.start.saturating_add(length),
                None => value.kind = Kind::Garbled,
            }
            let is_unicode = core::str::from_utf8(value.of(self.document)).is_ok();
            if value.kind == Kind::Escaped {
                value.kind = if is_unicode { Kind::String } else { Kind::Garbled };
            }
        }
    }
}

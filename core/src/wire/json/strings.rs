//! Strings and names: read, compared, freed of their escapes.

#[cfg(test)]
mod tests;

use core::cell::Cell;

use super::{Kind, Reader, Value};
use crate::wire::scan;

impl Reader<'_> {
    /// Reads a name, and the colon after it.
    pub(super) fn name(&mut self) -> Value {
        self.skip_space();
        let name = self.string();
        self.skip_space();
        self.expect(b':');
        name
    }

    /// Reads a string, and checks the form of each escape on the way.
    pub(super) fn string(&mut self) -> Value {
        self.expect(b'"');
        let (start, mut kind, mut is_visible) = (self.at, Kind::String, true);
        loop {
            let chunk = self.chunk();
            let end = scan::position_of_either(b'"', b'\\', chunk).unwrap_or(chunk.len());
            let (run, found) = chunk.split_at_checked(end).unwrap_or_default();
            let found = found.first().copied();
            if !is_all_visible(run) {
                is_visible = false;
                if !is_all_plain(run) {
                    // It may not be UTF-8, so it is looked at again as escapes are.
                    kind = Kind::Escaped;
                    if let Some(control) = run.iter().position(|byte| *byte < b' ') {
                        self.at = self.at.wrapping_add(control);
                        self.stop();
                        return Value::ABSENT;
                    }
                }
            }
            self.at = self.at.wrapping_add(end);
            match found {
                Some(b'"') => break,
                Some(_) => {
                    (kind, is_visible) = (Kind::Escaped, false);
                    self.escape();
                }
                None if self.at < self.len() => {}
                None => {
                    self.stop();
                    return Value::ABSENT;
                }
            }
        }
        let end = self.at;
        self.advance();
        Value { kind, is_visible, start, end }
    }

    /// Reads an escape (RFC 8259, section 7).
    fn escape(&mut self) {
        let backslash = self.at;
        self.advance();
        let kind = self.byte();
        self.advance();
        let is_whole = match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => true,
            b'u' => (0..4).all(|_| {
                let is_digit = self.byte().is_ascii_hexdigit();
                self.advance();
                is_digit
            }),
            _ => false,
        };
        if !is_whole {
            self.at = backslash;
            self.stop();
        }
    }

    /// Does this string say `text`, which is ASCII?
    pub(crate) fn matches(&mut self, string: Value, text: &str) -> bool {
        // No escape is shorter than its character.
        if !matches!(string.kind, Kind::String | Kind::Escaped) || string.len() < text.len() {
            return false;
        }
        let mut bytes = self.bytes(string);
        let mut next = || bytes.next();
        let mut is_next = |expected| match next() {
            Some(b'\\') => unescaped(&mut next) == Some(expected),
            // No byte of a longer character stands for an ASCII one.
            byte => byte.map(char::from) == Some(expected),
        };
        text.chars().all(&mut is_next) && next().is_none()
    }

    /// Is a string of visible ASCII alone?
    pub(crate) fn is_visible(&self, string: Value) -> bool {
        string.is_visible || is_all_visible(string.of(self.document()))
    }

    /// Undoes the escapes of a string in place; any other value stays as it is.
    pub(crate) fn unescape(&mut self, value: &mut Value) {
        if value.kind != Kind::Escaped {
            return;
        }
        value.kind = Kind::Garbled;
        if let Some(length) = unescape(value.of_mut(self.document_mut())) {
            value.end = value.start.saturating_add(length);
            if core::str::from_utf8(value.of(self.document())).is_ok() {
                value.kind = Kind::String;
            }
        }
    }
}

/// Is it visible ASCII alone, as tokens are?
#[inline]
fn is_all_visible(bytes: &[u8]) -> bool {
    // One more, and as signed bytes, so that one comparison leaves out spaces, control characters and what is not ASCII.
    scan::all(bytes, |byte| byte.wrapping_add(1).cast_signed() > 0x21)
}

/// Is it ASCII without control characters?
#[inline]
fn is_all_plain(bytes: &[u8]) -> bool {
    scan::all(bytes, |byte| byte.cast_signed() >= 0x20)
}

/// Undoes the escapes in place, and gives the new length, which is never longer. `None` for half of a surrogate pair.
fn unescape(raw: &mut [u8]) -> Option<usize> {
    let cells = Cell::from_mut(raw).as_slice_of_cells();
    let (mut bytes, mut places) = (cells.iter().map(Cell::get), cells.iter());
    let mut written = 0_usize;
    let mut put = |byte| {
        written = written.saturating_add(1);
        places.next().map(|place| place.set(byte))
    };
    while let Some(byte) = bytes.next() {
        if byte == b'\\' {
            let character = unescaped(&mut || bytes.next())?;
            character.encode_utf8(&mut [0; 4]).bytes().try_for_each(&mut put)?;
        } else {
            put(byte)?;
        }
    }
    Some(written)
}

/// The character that an escape stands for; what comes next are the bytes after its backslash.
fn unescaped(next: &mut dyn FnMut() -> Option<u8>) -> Option<char> {
    Some(match next()? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = utf16_unit(next)?;
            if unit & 0xfc00 != 0xd800 {
                // Half of a pair is no character.
                return char::from_u32(unit);
            }
            // A surrogate pair: `uXXXX\uXXXX`.
            if next()? != b'\\' || next()? != b'u' {
                return None;
            }
            let low = utf16_unit(next)?;
            if low & 0xfc00 != 0xdc00 {
                return None;
            }
            let above_bmp = ((unit & 0x3ff) << 10) | (low & 0x3ff);
            return char::from_u32(0x1_0000_u32.wrapping_add(above_bmp));
        }
        other => char::from(other),
    })
}

fn utf16_unit(next: &mut dyn FnMut() -> Option<u8>) -> Option<u32> {
    let mut unit = 0;
    for _ in 0..4 {
        unit = (unit << 4) | char::from(next()?).to_digit(16)?;
    }
    Some(unit)
}

//! Strings and names: read, compared, and their escapes undone.

#[cfg(test)]
mod tests;

use core::cell::Cell;

use heapless::string::StringView;

use super::{Kind, Reader, Value};
use crate::wire::scan;

impl Reader<'_> {
    /// Reads a member's name and the colon after it.
    pub(super) fn name(&mut self) -> Value {
        self.peek();
        let name = self.string();
        self.peek();
        self.expect(b':');
        name
    }

    /// Reads a string and checks the form of each escape.
    pub(super) fn string(&mut self) -> Value {
        self.expect(b'"');
        let (start, mut kind, mut is_visible) = (self.offset(), Kind::String, true);
        // Strings of one character cost most: 84 instructions a byte without this, 60 with it (tests/cost).
        if is_visible_inside(self.byte()) {
            self.advance();
        }
        loop {
            match self.byte() {
                b'"' => break,
                b'\\' => {
                    (kind, is_visible) = (Kind::Escaped, false);
                    self.escape();
                    continue;
                }
                0..b' ' => {
                    self.stop();
                    return Value::ABSENT;
                }
                _ => {}
            }
            let rest = self.rest();
            let end = scan::position_of_either(b'"', b'\\', rest).unwrap_or(rest.len());
            let run = rest.get(..end).unwrap_or_default();
            let mut length = run.len();
            if !is_all_visible(run) {
                is_visible = false;
                if !is_all_plain(run) {
                    // It may not be UTF-8: `unescape` checks it, as it does a string with escapes.
                    kind = Kind::Escaped;
                    length = run.iter().take_while(|byte| **byte >= b' ').count();
                }
            }
            self.at = self.at.wrapping_add(length);
        }
        let end = self.offset();
        self.advance();
        Value { kind, is_visible, start, end }
    }

    /// Reads an escape (RFC 8259, section 7).
    fn escape(&mut self) {
        let backslash = self.offset();
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
            self.seek(backslash);
            self.stop();
        }
    }

    /// The text of a string, in place or in the buffer; `None` if it does not fit there. Only ASCII text is exact: compare
    /// it with ASCII alone.
    pub(crate) fn text<'t>(&'t mut self, string: Value, buffer: &'t mut StringView) -> Option<&'t [u8]> {
        let place = string.start.wrapping_sub(self.start)..string.end.wrapping_sub(self.start);
        if string.kind == Kind::String && self.bytes.get(place.clone()).is_some() {
            return self.bytes.get(place);
        }
        buffer.clear();
        self.look_at(string, |next| {
            while let Some(byte) = next() {
                let character = if byte == b'\\' { unescaped(next)? } else { char::from(byte) };
                buffer.push(character).ok()?;
            }
            Some(())
        })?;
        Some(buffer.as_bytes())
    }

    /// Is a string ASCII from `least`, a space or the character after it, to `~`?
    pub(crate) fn is_printable(&self, string: Value, least: u8) -> bool {
        string.is_visible || scan::all(string.of(self.document()), |byte| (least <= byte) & (byte <= b'~'))
    }

    /// Undoes the escapes of a string in place. Other values stay as they are.
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

/// Is it visible ASCII, but neither a quote nor a backslash?
fn is_visible_inside(byte: u8) -> bool {
    byte > b' ' && byte != b'"' && byte != b'\\' && byte < 0x7f
}

/// Are all of them visible ASCII, as in tokens?
#[inline]
fn is_all_visible(bytes: &[u8]) -> bool {
    // Plus one, as a signed byte: then one comparison excludes spaces, control characters and everything beyond ASCII.
    scan::all(bytes, |byte| byte.wrapping_add(1).cast_signed() > 0x21)
}

/// Are all of them ASCII, and none a control character below the space?
#[inline]
fn is_all_plain(bytes: &[u8]) -> bool {
    scan::all(bytes, |byte| byte.cast_signed() >= 0x20)
}

/// Undoes the escapes in place and gives the new length, which never grows. `None` for half of a surrogate pair.
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

/// The character of an escape. `next` gives the bytes after its backslash.
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
                // `None` for half of a pair.
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

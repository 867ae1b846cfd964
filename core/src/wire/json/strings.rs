//! Strings and names: read, compared, freed of their escapes.

#[cfg(test)]
mod tests;

use core::cell::Cell;

use heapless::string::StringView;

use super::{Kind, Reader, Value};
use crate::wire::scan;

/// A string that is no longer, in bytes, is read without looking for its end.
const SHORT: usize = 1;

impl Reader<'_> {
    /// Reads a name, and the colon after it.
    pub(super) fn name(&mut self) -> Value {
        self.peek();
        let name = self.string();
        self.peek();
        self.expect(b':');
        name
    }

    /// Reads a string, and checks the form of each escape on the way.
    pub(super) fn string(&mut self) -> Value {
        self.expect(b'"');
        let (start, mut kind, mut is_visible) = (self.offset(), Kind::String, true);
        // A heap of the shortest strings costs most: 84 instructions a byte without this, 60 with it (tests/cost).
        let near = self.rest().iter().take(SHORT).take_while(|byte| is_visible_inside(**byte)).count();
        self.at = self.at.wrapping_add(near);
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
                    // It may not be UTF-8, so it is looked at again as escapes are.
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

    /// What a string says, where it is or in the buffer; `None` if it does not fit there. Of bytes that are not ASCII it
    /// may say something else.
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

/// Is it visible ASCII that ends no string and begins no escape?
fn is_visible_inside(byte: u8) -> bool {
    byte > b' ' && byte != b'"' && byte != b'\\' && byte < 0x7f
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

//! Percent-encoding (RFC 3986, section 2.1) and its form variant, in which `+` is a space.

#[cfg(test)]
mod tests;

use core::{fmt, slice};

use super::ascii::Ascii;
use super::{Out, scan};

/// An escape that is not `%` and two hex digits, or escapes that are not UTF-8 together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadEscape;

/// What may stand in a URL (RFC 3986, section 2), but `#`, because what we are given has no fragment.
pub(crate) static URL: Ascii = Ascii::alphanumeric_and(b"-._~:/?[]@!$&'()*+,;=%");

/// RFC 3986, section 2.3.
static UNRESERVED: Ascii = Ascii::alphanumeric_and(b"-._~");

/// Writes `text` with everything but RFC 3986's unreserved characters escaped, which every form decoder reads too.
pub(crate) fn write_encoded(out: &mut dyn Out, text: &str) -> fmt::Result {
    // Tokens have nothing to escape, and they are long.
    if scan::IS_CHEAP && scan::all(text.as_bytes(), stands_in_tokens) {
        return out.put(text);
    }
    write_escaping(out, text, &UNRESERVED)
}

/// The unreserved characters, without `~`: it is rare, and left to the slow way.
fn stands_in_tokens(byte: u8) -> bool {
    // From `-` to `9` there is one other character.
    byte.is_ascii_alphabetic() | ((byte.wrapping_sub(b'-') < 13) & (byte != b'/')) | (byte == b'_')
}

/// Writes `text` with every byte escaped that is not in `stays`.
pub(crate) fn write_escaping(out: &mut dyn Out, text: &str, stays: &Ascii) -> fmt::Result {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !stays.contains(byte) {
            // Nothing is between two bytes of one character.
            out.put(text.get(written..at).unwrap_or_default())?;
            out.put(&escape(byte))?;
            written = at.saturating_add(1);
        }
    }
    out.put(text.get(written..).unwrap_or_default())
}

fn escape(byte: u8) -> heapless::String<3> {
    let digit = |nibble: u8| b"0123456789ABCDEF".get(usize::from(nibble)).copied().unwrap_or_default();
    let mut escape = heapless::String::new();
    for character in [b'%', digit(byte >> 4), digit(byte & 0x0f)] {
        let _ = escape.push(char::from(character));
    }
    escape
}

/// The characters that a form-encoded value stands for.
///
/// Raw text is UTF-8 already, so a character made of escapes is made of escapes alone: invalid UTF-8 cannot come out.
#[derive(Clone)]
pub(crate) struct FormChars<'a> {
    rest: slice::Iter<'a, u8>,
}

impl<'a> FormChars<'a> {
    /// Stands in no UTF-8: what an escape that is none is read as.
    const NO_BYTE: u8 = 0xff;

    pub(crate) fn new(raw: &'a str) -> Self {
        Self { rest: raw.as_bytes().iter() }
    }

    fn byte(&mut self) -> Option<u8> {
        match *self.rest.next()? {
            b'+' => Some(b' '),
            b'%' => Some(self.escaped().unwrap_or(Self::NO_BYTE)),
            plain => Some(plain),
        }
    }

    fn escaped(&mut self) -> Option<u8> {
        let mut digit = || char::from(*self.rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        u8::try_from((high << 4) | low).ok()
    }
}

impl Iterator for FormChars<'_> {
    type Item = Result<char, BadEscape>;

    fn next(&mut self) -> Option<Self::Item> {
        let lead = self.byte()?;
        if lead.is_ascii() {
            return Some(Ok(char::from(lead)));
        }
        let width = lead.leading_ones();
        let mut scalar = u32::from(lead) & (0x7f >> width);
        for _ in 1..width {
            let byte = self.byte().unwrap_or(Self::NO_BYTE);
            scalar = if byte & 0xc0 == 0x80 { (scalar << 6) | u32::from(byte & 0x3f) } else { u32::MAX };
        }
        let shortest = |c: &char| !c.is_ascii() && c.len_utf8() == width as usize;
        Some(char::from_u32(scalar).filter(shortest).ok_or(BadEscape))
    }
}

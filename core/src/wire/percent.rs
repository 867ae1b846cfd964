//! Percent-encoding (RFC 3986, section 2.1) and its form variant, in which `+` is a space.

#[cfg(test)]
mod tests;

use core::{fmt, slice};

use super::ascii::Ascii;
use super::{Out, scan};

/// An escape that is not `%` and two hex digits, or escapes whose bytes are not UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadEscape;

/// The characters of a URL (RFC 3986, section 2) without `#`: our URLs have no fragment.
pub(crate) static URL: Ascii = Ascii::alphanumeric_and(b"-._~:/?[]@!$&'()*+,;=%");

/// The unreserved characters (RFC 3986, section 2.3).
static UNRESERVED: Ascii = Ascii::alphanumeric_and(b"-._~");

/// Writes `text` and escapes every byte that RFC 3986 does not call unreserved. Form decoders read the result too.
pub(crate) fn write_encoded(out: &mut dyn Out, text: &str) -> fmt::Result {
    // Tokens are long, and have nothing to escape.
    if scan::IS_CHEAP && scan::all(text.as_bytes(), is_in_tokens) {
        return out.put(text);
    }
    write_escaping(out, text, &UNRESERVED)
}

/// Is it unreserved? Not `~`, which is rare: it takes the slower path.
fn is_in_tokens(byte: u8) -> bool {
    // From `-` to `9`, only `/` is reserved.
    byte.is_ascii_alphabetic() | ((byte.wrapping_sub(b'-') < 13) & (byte != b'/')) | (byte == b'_')
}

/// Writes `text` and escapes every byte that is not in `unescaped`.
pub(crate) fn write_escaping(out: &mut dyn Out, text: &str, unescaped: &Ascii) -> fmt::Result {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !unescaped.contains(byte) {
            // Between two bytes of one character is no text.
            if written < at {
                out.put(text.get(written..at).unwrap_or_default())?;
            }
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

/// The characters of a form-encoded value, decoded.
///
/// The raw text is UTF-8 already, so a character with an escape has all its bytes escaped: the result is valid UTF-8.
#[derive(Clone)]
pub(crate) struct FormChars<'a> {
    rest: slice::Iter<'a, u8>,
}

impl<'a> FormChars<'a> {
    /// A broken escape is read as this byte, which UTF-8 never contains.
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

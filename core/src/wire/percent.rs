//! Percent-encoding (RFC 3986, section 2.1) and its form variant, in which `+` is a space.

#[cfg(test)]
mod tests;

use core::fmt;

/// An escape that is not `%` and two hex digits, or escapes that are not UTF-8 together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadEscape;

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// May this byte stand in a URL (RFC 3986, section 2)?
pub(crate) const fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// Writes `text` with everything but RFC 3986's unreserved characters escaped, which every form decoder reads too.
pub(crate) fn write_encoded(out: &mut dyn fmt::Write, text: &str) -> fmt::Result {
    write_escaping(out, text, is_unreserved)
}

/// Writes `text` with every byte escaped that `stays`, all of it ASCII, does not name.
pub(crate) fn write_escaping(out: &mut dyn fmt::Write, text: &str, stays: fn(u8) -> bool) -> fmt::Result {
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.bytes().position(|byte| !stays(byte)).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at_checked(run).unwrap_or((rest, ""));
        out.write_str(plain)?;
        let mut chars = tail.chars();
        if let Some(escaped) = chars.next() {
            for byte in escaped.encode_utf8(&mut [0; 4]).bytes() {
                let digit = |nibble: u8| char::from(nibble.wrapping_add(if nibble < 10 { b'0' } else { b'A' - 10 }));
                out.write_char('%')?;
                out.write_char(digit(byte >> 4))?;
                out.write_char(digit(byte & 0x0f))?;
            }
        }
        rest = chars.as_str();
    }
    Ok(())
}

/// The characters that a form-encoded value stands for.
///
/// Raw text is UTF-8 already, so a character made of escapes is made of escapes alone: invalid UTF-8 cannot come out.
#[derive(Clone)]
pub(crate) struct FormChars<'a> {
    rest: core::str::Chars<'a>,
}

impl<'a> FormChars<'a> {
    pub(crate) fn new(raw: &'a str) -> Self {
        Self { rest: raw.chars() }
    }

    fn escaped_byte(&mut self) -> Result<u8, BadEscape> {
        let mut digit = || self.rest.next().and_then(|c| c.to_digit(16)).ok_or(BadEscape);
        let (high, low) = (digit()?, digit()?);
        u8::try_from((high << 4) | low).map_err(|_| BadEscape)
    }

    /// The character whose UTF-8 form starts with `lead`; the rest of it stands in the escapes that follow.
    fn escaped_char(&mut self, lead: u8) -> Result<char, BadEscape> {
        let width = match lead {
            0x00..=0x7f => return Ok(char::from(lead)),
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        };
        let mut utf8 = [lead, 0, 0, 0];
        for byte in utf8.iter_mut().take(width).skip(1) {
            if self.rest.next() != Some('%') {
                return Err(BadEscape);
            }
            *byte = self.escaped_byte()?;
        }
        let utf8 = utf8.get(..width).ok_or(BadEscape)?;
        core::str::from_utf8(utf8).ok().and_then(|text| text.chars().next()).ok_or(BadEscape)
    }
}

impl Iterator for FormChars<'_> {
    type Item = Result<char, BadEscape>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.rest.next()? {
            '+' => Some(Ok(' ')),
            '%' => Some(self.escaped_byte().and_then(|lead| self.escaped_char(lead))),
            plain => Some(Ok(plain)),
        }
    }
}

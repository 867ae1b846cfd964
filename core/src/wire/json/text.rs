//! The inside of a JSON string.

use super::{Malformed, Result, Source};

/// Reads up to the closing quote, and checks the form of each escape on the way.
pub(super) fn skip_body(source: &mut impl Source) -> Result<()> {
    loop {
        match source.peek() {
            Some(b'"') => return Ok(()),
            Some(b'\\') => {
                source.advance();
                skip_escape(source)?;
            }
            None | Some(0x00..=0x1f) => return Err(Malformed),
            Some(_) => source.advance(),
        }
    }
}

/// Reads what follows a backslash.
fn skip_escape(source: &mut impl Source) -> Result<()> {
    let kind = source.peek().ok_or(Malformed)?;
    source.advance();
    match kind {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
        b'u' => (0..4).try_for_each(|_| {
            let digit = source.peek().filter(u8::is_ascii_hexdigit);
            source.advance();
            digit.map(drop).ok_or(Malformed)
        }),
        _ => Err(Malformed),
    }
}

/// Undoes the escapes of a string's inside, in place: what comes out is never longer.
///
/// `Err` for bytes that are not UTF-8, and for half of a surrogate pair.
pub(crate) fn unescape(raw: &mut [u8]) -> Result<&str> {
    let Some(first) = raw.iter().position(|byte| *byte == b'\\') else {
        return core::str::from_utf8(raw).map_err(|_| Malformed);
    };
    let (mut read, mut written) = (first, first);
    while let Some(byte) = raw.get(read).copied() {
        read = read.saturating_add(1);
        if byte != b'\\' {
            put(raw, &mut written, byte)?;
            continue;
        }
        let (character, length) = escaped(raw.get(read..).unwrap_or_default()).ok_or(Malformed)?;
        read = read.saturating_add(length);
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            put(raw, &mut written, byte)?;
        }
    }
    let text = raw.get(..written).ok_or(Malformed)?;
    core::str::from_utf8(text).map_err(|_| Malformed)
}

fn put(raw: &mut [u8], written: &mut usize, byte: u8) -> Result<()> {
    *raw.get_mut(*written).ok_or(Malformed)? = byte;
    *written = written.saturating_add(1);
    Ok(())
}

/// The character that an escape stands for, and the bytes it takes after the backslash.
fn escaped(rest: &[u8]) -> Option<(char, usize)> {
    let plain = match rest.first()? {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(rest),
        other => char::from(*other),
    };
    Some((plain, 1))
}

/// `uXXXX`, or a surrogate pair `uXXXX\uXXXX`.
fn unicode(rest: &[u8]) -> Option<(char, usize)> {
    let unit = utf16_unit(rest.get(1..5)?)?;
    if !(0xd800..0xdc00).contains(&unit) {
        return Some((char::from_u32(u32::from(unit))?, 5));
    }
    let pair = rest.get(5..11)?.strip_prefix(b"\\u")?;
    let character = char::decode_utf16([unit, utf16_unit(pair)?]).next()?.ok()?;
    Some((character, 11))
}

fn utf16_unit(digits: &[u8]) -> Option<u16> {
    let unit = digits.iter().try_fold(0_u32, |unit, digit| Some((unit << 4) | char::from(*digit).to_digit(16)?))?;
    u16::try_from(unit).ok()
}

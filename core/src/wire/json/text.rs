//! The inside of a JSON string.

#[cfg(test)]
mod tests;

use crate::wire::scan::{self, below, each, equal};

/// Most strings are no longer.
pub(super) const SHORT: usize = 40;

/// How many bytes come before the first that is not plain: a quote, a backslash, a control character, a byte that is not
/// ASCII, or the end.
pub(super) fn plain(text: &[u8]) -> usize {
    scan::prefix::<16>(text, not_plain, is_plain)
}

/// How many bytes come first of what tokens are made of: visible ASCII but `!`, a quote, or a backslash. Where vectors do
/// not pay, of what is plain.
#[inline]
pub(super) fn usual(text: &[u8]) -> usize {
    if !scan::BY_CHUNKS {
        return plain(text);
    }
    match short_and_usual(text) {
        SHORT.. => long_and_usual(text),
        found => found,
    }
}

/// Of the first [`SHORT`] bytes, how many come first of what tokens are made of.
#[inline]
pub(super) fn short_and_usual(text: &[u8]) -> usize {
    let start = text.get(..SHORT).unwrap_or(text);
    scan::words(start, not_usual, is_usual)
}

/// Out of line, because most strings are short.
#[inline(never)]
fn long_and_usual(text: &[u8]) -> usize {
    let found = scan::chunks(text, is_usual);
    found.wrapping_add(scan::words(text.get(found..).unwrap_or_default(), not_usual, is_usual))
}

fn is_plain(byte: u8) -> bool {
    // As signed bytes, because one comparison leaves out control characters and what is not ASCII.
    (byte.cast_signed() >= 0x20) & (byte != b'"') & (byte != b'\\')
}

fn is_usual(byte: u8) -> bool {
    // One more, so that the same comparison leaves out the last character of ASCII too.
    (byte.wrapping_add(1).cast_signed() > 0x23) & (byte != b'\\')
}

/// The lowest bit that is set is the highest of the first byte that is not plain.
const fn not_plain(word: usize) -> usize {
    (word | below(word, 0x20) | equal(word, b'"') | equal(word, b'\\')) & each(0x80)
}

/// The same for what is usual.
const fn not_usual(word: usize) -> usize {
    (word | word.wrapping_add(each(1)) | below(word, 0x23) | equal(word, b'\\')) & each(0x80)
}

/// How many bytes that are not ASCII come first.
pub(super) fn foreign(text: &[u8]) -> usize {
    text.iter().take_while(|byte| !byte.is_ascii()).count()
}

/// How many bytes of escapes come first; none if one has not the form of an escape.
pub(super) fn escapes(text: &[u8]) -> usize {
    let mut rest = text;
    while let [b'\\', ..] = rest {
        let Some(length) = escape(rest) else { return 0 };
        rest = rest.get(length..).unwrap_or_default();
    }
    text.len().wrapping_sub(rest.len())
}

fn escape(text: &[u8]) -> Option<usize> {
    match text {
        [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(2),
        [b'\\', b'u', digits @ ..] => {
            let digits = digits.first_chunk::<4>()?;
            if digits.iter().all(u8::is_ascii_hexdigit) { Some(6) } else { None }
        }
        _ => None,
    }
}

/// Does it say `text`, which is ASCII? Its escapes are well formed.
pub(super) fn says(mut raw: &[u8], text: &str) -> bool {
    for expected in text.chars() {
        let (character, length) = match raw {
            [b'\\', escape @ ..] => match escaped(escape) {
                Some((character, length)) => (character, length.saturating_add(1)),
                None => return false,
            },
            // No byte of a longer character stands for an ASCII one.
            [byte, ..] => (char::from(*byte), 1),
            [] => return false,
        };
        if character != expected {
            return false;
        }
        raw = raw.get(length..).unwrap_or_default();
    }
    raw.is_empty()
}

/// Undoes the escapes in place, and gives the new length, which is never longer. `None` for half of a surrogate pair.
pub(super) fn unescape(raw: &mut [u8]) -> Option<usize> {
    let (mut read, mut written) = (0_usize, 0_usize);
    while let Some(byte) = raw.get(read).copied() {
        read = read.saturating_add(1);
        if byte != b'\\' {
            put(raw, &mut written, byte)?;
            continue;
        }
        let (character, length) = escaped(raw.get(read..).unwrap_or_default())?;
        read = read.saturating_add(length);
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            put(raw, &mut written, byte)?;
        }
    }
    Some(written)
}

fn put(raw: &mut [u8], written: &mut usize, byte: u8) -> Option<()> {
    *raw.get_mut(*written)? = byte;
    *written = written.saturating_add(1);
    Some(())
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

/// `uXXXX`, or a surrogate pair `uXXXX\uXXXX` (RFC 8259, section 7).
fn unicode(rest: &[u8]) -> Option<(char, usize)> {
    let unit = utf16_unit(rest.get(1..5)?)?;
    if unit & 0xfc00 != 0xd800 {
        // Half of a pair is no character.
        return Some((char::from_u32(unit)?, 5));
    }
    let low = utf16_unit(rest.get(5..11)?.strip_prefix(b"\\u")?)?;
    if low & 0xfc00 != 0xdc00 {
        return None;
    }
    let character = 0x1_0000_u32.wrapping_add((unit & 0x3ff) << 10).wrapping_add(low & 0x3ff);
    Some((char::from_u32(character)?, 11))
}

fn utf16_unit(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |unit, digit| Some((unit << 4) | char::from(*digit).to_digit(16)?))
}

//! The head and the framing of an HTTP/1.1 reply (RFC 9112) that is whole in a buffer.

#[cfg(test)]
mod tests;

use super::ascii::Ascii;
use super::decimal;

/// The parts of a reply. The body is a part of the buffer, without its framing.
pub(crate) struct Parts<'b> {
    pub(crate) status: u16,
    pub(crate) head: &'b [u8],
    pub(crate) body: &'b mut [u8],
    /// The connection ended before the body did.
    pub(crate) cut_short: bool,
}

/// Takes a reply apart, and skips interim replies (1xx) before it.
///
/// `None` if the head is not whole or not HTTP/1, or if head or framing are ambiguous.
pub(crate) fn parse(mut buffer: &mut [u8]) -> Option<Parts<'_>> {
    loop {
        let Head { status, framing, length } = Head::read(buffer)?;
        let (head, body) = buffer.split_at_mut_checked(length)?;
        let framing = match status {
            // We never ask to switch protocols, so we cannot know what follows.
            101 => return None,
            100..200 => {
                buffer = body;
                continue;
            }
            204 | 304 => Framing::Length(0),
            _ => framing,
        };
        let (body, cut_short) = match framing {
            Framing::Length(length) => {
                let arrived = body.len().min(length);
                (body.get_mut(..arrived)?, arrived < length)
            }
            Framing::Chunked => unchunk(body)?,
            Framing::UntilClosed => (body, false),
            Framing::Ambiguous => return None,
        };
        return Some(Parts { status, head, body, cut_short });
    }
}

/// The fields of a head that [`parse`] accepted: names and values, already checked, without the status line.
pub(crate) fn fields(mut head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let _status = line(&mut head);
    core::iter::from_fn(move || split(line(&mut head)?))
}

struct Head {
    status: u16,
    framing: Framing,
    /// Its length in bytes, with the empty line at its end.
    length: usize,
}

/// Where the body ends (RFC 9112, section 6.3).
enum Framing {
    Length(usize),
    Chunked,
    UntilClosed,
    /// Two readers could find different ends, so we read none.
    Ambiguous,
}

impl Head {
    fn read(buffer: &[u8]) -> Option<Self> {
        let mut rest = buffer;
        let (version, status) = status(line(&mut rest)?)?;
        let mut framing = Framing::UntilClosed;
        while let Some((name, value)) = field(&mut rest)? {
            let found = if name.eq_ignore_ascii_case(b"content-length") {
                // Without a number that fits, the length is unknown.
                let length = decimal::number(value).filter(|length| *length < u64::MAX);
                length.and_then(|length| usize::try_from(length).ok()).map(Framing::Length)
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                // HTTP/1.0 has no transfer coding (section 6.1): a proxy of that version would read on.
                (value.eq_ignore_ascii_case(b"chunked") && version == b'1').then_some(Framing::Chunked)
            } else {
                continue;
            };
            framing = match (framing, found) {
                (Framing::UntilClosed, Some(found)) => found,
                _ => Framing::Ambiguous,
            };
        }
        Some(Self { status, framing, length: buffer.len().saturating_sub(rest.len()) })
    }
}

/// The minor version, and the status.
fn status(line: &[u8]) -> Option<(u8, u16)> {
    let rest = line.strip_prefix(b"HTTP/1.")?;
    let (version, code) = match rest {
        [version @ (b'0' | b'1'), b' ', code @ ..] => (*version, code),
        _ => return None,
    };
    let (code, reason) = code.split_at_checked(3)?;
    let code = decimal::number(code).filter(|code| *code >= 100)?;
    let ends = matches!(reason.first(), None | Some(b' '));
    if ends { Some((version, u16::try_from(code).ok()?)) } else { None }
}

/// Takes the next field off `rest`: a name with a colon right after it, and a value. `Some(None)` at the end of the head.
/// Readers disagree on folded lines and on spaces before a colon (RFC 9112, section 5), so both are refused.
fn field<'h>(rest: &mut &'h [u8]) -> Option<Option<(&'h [u8], &'h [u8])>> {
    let line = line(rest)?;
    if line.is_empty() {
        return Some(None);
    }
    let (name, value) = split(line)?;
    if NAME.contains_all(name) { Some(Some((name, value))) } else { None }
}

/// The name and the value on a line.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
    Some((name, value.get(1..)?.trim_ascii()))
}

/// The characters of a field's name (RFC 9110, section 5.6.2).
static NAME: Ascii = Ascii::alphanumeric_and(b"-!#$%&'*+.^_`|~");

/// Takes the next line off `rest`, without its CRLF. `None` for any other control character: readers disagree on a bare
/// line feed (RFC 9112, section 2.2).
fn line<'h>(rest: &mut &'h [u8]) -> Option<&'h [u8]> {
    let length = rest.iter().position(|byte| *byte != b'\t' && byte.is_ascii_control())?;
    let (line, end) = rest.split_at_checked(length)?;
    *rest = end.strip_prefix(b"\r\n")?;
    Some(line)
}

/// Joins the chunks (RFC 9112, section 7.1) in place. `true` if the last one is missing.
fn unchunk(body: &mut [u8]) -> Option<(&mut [u8], bool)> {
    let (mut read, mut written) = (0_usize, 0_usize);
    let mut complete = false;
    while let Some((size, start)) = chunk_size(body, read)? {
        if size == 0 {
            complete = true;
            break;
        }
        let end = start.checked_add(size)?;
        for from in start..end.min(body.len()) {
            let byte = *body.get(from)?;
            *body.get_mut(written)? = byte;
            written = written.saturating_add(1);
        }
        match body.get(end..end.checked_add(2)?) {
            Some(b"\r\n") => read = end.saturating_add(2),
            Some(_) => return None,
            None => break,
        }
    }
    Some((body.get_mut(..written)?, !complete))
}

/// Reads the size line at `at`: the chunk's size and where it starts. `Some(None)` if the line is not whole yet.
fn chunk_size(body: &[u8], at: usize) -> Option<Option<(usize, usize)>> {
    let mut rest = body.get(at..)?;
    let Some(line) = line(&mut rest) else {
        let unfinished = rest.iter().all(|byte| *byte != b'\n');
        return unfinished.then_some(None);
    };
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii_end();
    let mut size = 0_usize;
    for digit in digits {
        let digit = usize::try_from(char::from(*digit).to_digit(16)?).ok()?;
        size = size.checked_mul(16)?.checked_add(digit)?;
    }
    if digits.is_empty() { None } else { Some(Some((size, body.len().saturating_sub(rest.len())))) }
}

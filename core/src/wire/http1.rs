//! The head and the framing of an HTTP/1.1 reply (RFC 9112) that lies in a buffer as a whole.

#[cfg(test)]
mod tests;

use super::ascii::Ascii;
use super::decimal;

/// A reply taken apart. The body may lie anywhere in the buffer, freed of its framing.
pub(crate) struct Parts<'b> {
    pub(crate) status: u16,
    pub(crate) head: &'b [u8],
    pub(crate) body: &'b mut [u8],
    /// The connection ended before the body did.
    pub(crate) cut_short: bool,
}

/// Takes a reply apart; interim replies (1xx) before it are passed over.
///
/// `None` if the head is not whole, not HTTP/1, or could be read in two ways, or if its framing could.
pub(crate) fn parse(mut buffer: &mut [u8]) -> Option<Parts<'_>> {
    loop {
        let Head { status, framing, length } = Head::read(buffer)?;
        let (head, body) = buffer.split_at_mut_checked(length)?;
        let framing = match status {
            // Nobody asked to switch protocols, so nobody knows what follows.
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

/// The fields of a head that [`parse`] took: names and values, without the status line. Their form was checked.
pub(crate) fn fields(mut head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let _status = line(&mut head);
    core::iter::from_fn(move || split(line(&mut head)?))
}

struct Head {
    status: u16,
    framing: Framing,
    /// In bytes, with the empty line that ends it.
    length: usize,
}

/// Where the body ends (RFC 9112, section 6.3).
enum Framing {
    Length(usize),
    Chunked,
    UntilClosed,
    /// What could be read in two ways is not read at all.
    Ambiguous,
}

impl Head {
    fn read(buffer: &[u8]) -> Option<Self> {
        let mut rest = buffer;
        let (version, status) = status(line(&mut rest)?)?;
        let mut framing = Framing::UntilClosed;
        while let Some((name, value)) = field(&mut rest)? {
            let found = if name.eq_ignore_ascii_case(b"content-length") {
                // A length that is no number, or too high for one, could be anything.
                let length = decimal::number(value).filter(|length| *length < u64::MAX);
                length.and_then(|length| usize::try_from(length).ok()).map(Framing::Length)
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                // HTTP/1.0 knows no transfer coding (section 6.1): a proxy of its time would read on.
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

/// Takes the next field off `rest`: a name with its colon right behind it, and a value. `Some(None)` where the head ends.
/// Folded lines and spaces before a colon are where two readers part (RFC 9112, section 5).
fn field<'h>(rest: &mut &'h [u8]) -> Option<Option<(&'h [u8], &'h [u8])>> {
    let line = line(rest)?;
    if line.is_empty() {
        return Some(None);
    }
    let (name, value) = split(line)?;
    if NAME.contains_all(name) { Some(Some((name, value))) } else { None }
}

/// Name and value of a line that has both.
fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
    Some((name, value.get(1..)?.trim_ascii()))
}

/// What a field's name is made of (RFC 9110, section 5.6.2).
static NAME: Ascii = Ascii::alphanumeric_and(b"-!#$%&'*+.^_`|~");

/// Takes the next line off `rest`, without its CRLF. It has no other control character: a bare line feed is where two
/// readers part (RFC 9112, section 2.2).
fn line<'h>(rest: &mut &'h [u8]) -> Option<&'h [u8]> {
    let length = rest.iter().position(|byte| *byte != b'\t' && byte.is_ascii_control())?;
    let (line, end) = rest.split_at_checked(length)?;
    *rest = end.strip_prefix(b"\r\n")?;
    Some(line)
}

/// Moves the chunks (RFC 9112, section 7.1) together, and says whether the last one is missing.
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

/// The size line at `at`, and where its chunk starts; `Some(None)` if the line is not whole.
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

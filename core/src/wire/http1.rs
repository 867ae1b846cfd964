//! The head and the framing of an HTTP/1.1 reply (RFC 9112) that lies in a buffer as a whole.

use core::str;

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
/// `None` if the head is not whole, not HTTP/1, or its framing is ambiguous.
pub(crate) fn parse(mut buffer: &mut [u8]) -> Option<Parts<'_>> {
    loop {
        let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
        let (head, body) = buffer.split_at_mut_checked(end.saturating_add(4))?;
        let status = status(head)?;
        if (100..200).contains(&status) {
            buffer = body;
            continue;
        }
        let (body, cut_short) = match framing(head, status)? {
            Framing::Length(length) => {
                let arrived = body.len().min(length);
                (body.get_mut(..arrived)?, arrived < length)
            }
            Framing::Chunked => unchunk(body)?,
            Framing::UntilClosed => (body, false),
        };
        return Some(Parts { status, head, body, cut_short });
    }
}

/// The fields of a head: names and values, without the status line.
pub(crate) fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    lines(head).skip(1).filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at_checked(colon)?;
        Some((name, value.get(1..)?.trim_ascii()))
    })
}

fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn status(head: &[u8]) -> Option<u16> {
    let rest = lines(head).next()?.strip_prefix(b"HTTP/1.")?;
    let code = rest.get(2..5)?;
    let ends = matches!(rest.get(5), None | Some(b' '));
    let code = str::from_utf8(code).ok()?.parse().ok()?;
    (ends && (100..1000).contains(&code)).then_some(code)
}

enum Framing {
    Length(usize),
    Chunked,
    UntilClosed,
}

/// RFC 9112, section 6.3. What could be read in two ways is not read at all.
fn framing(head: &[u8], status: u16) -> Option<Framing> {
    if matches!(status, 204 | 304) {
        return Some(Framing::Length(0));
    }
    let mut framing = None;
    for (name, value) in fields(head) {
        let found = if name.eq_ignore_ascii_case(b"content-length") {
            Framing::Length(decimal(value)?)
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            value.eq_ignore_ascii_case(b"chunked").then_some(Framing::Chunked)?
        } else {
            continue;
        };
        if framing.replace(found).is_some() {
            return None;
        }
    }
    Some(framing.unwrap_or(Framing::UntilClosed))
}

fn decimal(digits: &[u8]) -> Option<usize> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(digits).ok()?.parse().ok()
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
    let rest = body.get(at..)?;
    let Some(length) = rest.windows(2).position(|window| window == b"\r\n") else {
        return Some(None);
    };
    let line = rest.get(..length)?;
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let size = usize::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    Some(Some((size, at.checked_add(length)?.checked_add(2)?)))
}

//! The head and the framing of an HTTP/1.1 reply (RFC 9112) that lies in a buffer as a whole.

#[cfg(test)]
mod tests;

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
/// `None` if the head is not whole, not HTTP/1, or could be read in two ways, or if its framing could.
pub(crate) fn parse(mut buffer: &mut [u8]) -> Option<Parts<'_>> {
    loop {
        let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
        let (head, body) = buffer.split_at_mut_checked(end.saturating_add(4))?;
        let status = status(head)?;
        // Nobody asked to switch protocols (101), so nobody knows what follows.
        if !is_unambiguous(head) || status == 101 {
            return None;
        }
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

/// The fields of a head that [`parse`] took: names and values, without the status line.
pub(crate) fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    lines(head).skip(1).filter_map(|line| split_field(line?))
}

/// Each line ends in CRLF and has no other control character, and each field is a name with its colon right behind
/// it. Bare line feeds, folded lines and spaces before a colon are where two readers part (RFC 9112, sections 2.2, 5).
fn is_unambiguous(head: &[u8]) -> bool {
    let mut lines = lines(head);
    let is_field =
        |line: &[u8]| is_plain(line) && (line.is_empty() || split_field(line).is_some_and(|(name, _)| is_name(name)));
    lines.next().flatten().is_some_and(is_plain) && lines.all(|line| line.is_some_and(is_field))
}

/// The lines of a head, without their CRLF; `None` for a line that ends otherwise.
fn lines(head: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    let head = head.strip_suffix(b"\n").unwrap_or(head);
    head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r"))
}

fn is_plain(line: &[u8]) -> bool {
    line.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control())
}

fn split_field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
    Some((name, value.get(1..)?.trim_ascii()))
}

/// RFC 9110, section 5.6.2.
fn is_name(name: &[u8]) -> bool {
    let is_letter = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => true,
        byte => b"!#$%&'*+.^_`|~".contains(byte),
    };
    !name.is_empty() && name.iter().all(is_letter)
}

fn status(head: &[u8]) -> Option<u16> {
    let rest = lines(head).next()??.strip_prefix(b"HTTP/1.")?;
    let ([b'0' | b'1', b' '], rest) = rest.split_at_checked(2)? else {
        return None;
    };
    let code = rest.get(..3)?;
    let ends = matches!(rest.get(3), None | Some(b' '));
    let code = decimal(code)?.try_into().ok()?;
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
            // HTTP/1.0 knows no transfer coding (section 6.1): a proxy of its time would read on.
            let known = value.eq_ignore_ascii_case(b"chunked") && !head.starts_with(b"HTTP/1.0");
            known.then_some(Framing::Chunked)?
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
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii_end();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) || !is_plain(line) {
        return None;
    }
    let size = usize::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    Some(Some((size, at.checked_add(length)?.checked_add(2)?)))
}

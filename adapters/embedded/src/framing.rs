//! Where a reply ends (RFC 9112, section 6.3), told as its bytes arrive: so nobody waits for a connection to close.
//!
//! It decides when to stop reading. Whether the reply can be believed is the core's to say, which reads it once it is here.

use core::cmp::Ordering;

use catapa_signin::reply::NotHttp;
use httparse::{EMPTY_HEADER, Status, parse_chunk_size, parse_headers};

/// The most fields of a head, and of what follows the last chunk. A head with more is no reply.
const FIELDS: usize = 64;

/// What to do after the bytes that have come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    /// Read on.
    Read,
    /// The reply is whole.
    Whole,
    /// The body is longer than the limit.
    OverLimit,
    /// More has come than the reply announced.
    Surplus,
}

/// How far a reply has come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Framing {
    /// The head that begins here is not whole.
    Head { at: usize },
    /// The reply ends here.
    Length { end: usize },
    /// The chunk that begins here is not whole; the chunks before it have `length` bytes of the body.
    Chunk { at: usize, length: usize },
    /// The fields after the last chunk, which begin here, are not whole.
    Trailer { at: usize },
    /// The body begins here, and ends where the connection does.
    UntilClosed { start: usize },
    /// The body is longer than the limit, wherever it ends.
    OverLimit,
}

impl Framing {
    /// The head is whole, and no interim reply.
    pub(crate) const fn has_head(self) -> bool {
        !matches!(self, Self::Head { .. })
    }

    /// Goes on through the bytes that have come so far, of which the first were there before.
    pub(crate) fn next(&mut self, bytes: &[u8], limit: usize) -> Result<Next, NotHttp> {
        loop {
            *self = match *self {
                Self::Head { at } => match after_head(bytes.get(at..).unwrap_or_default(), at, limit)? {
                    Some(framing) => framing,
                    None => return Ok(Next::Read),
                },
                Self::Length { end } => return Ok(at_end(bytes, end)),
                Self::Chunk { at, length } => {
                    let Some(rest) = bytes.get(at..) else { return Ok(Next::Read) };
                    let Status::Complete((line, size)) = parse_chunk_size(rest).map_err(|_| NotHttp)? else {
                        return Ok(Next::Read);
                    };
                    let size = usize::try_from(size).unwrap_or(usize::MAX);
                    let start = at.saturating_add(line);
                    let length = length.saturating_add(size);
                    match size {
                        0 => Self::Trailer { at: start },
                        _ if length > limit => Self::OverLimit,
                        _ => Self::Chunk { at: start.saturating_add(size).saturating_add(b"\r\n".len()), length },
                    }
                }
                Self::Trailer { at } => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    match parse_headers(rest, &mut [EMPTY_HEADER; FIELDS]).map_err(|_| NotHttp)? {
                        Status::Complete((length, _)) => Self::Length { end: at.saturating_add(length) },
                        Status::Partial => return Ok(Next::Read),
                    }
                }
                Self::UntilClosed { start } => {
                    if bytes.len().saturating_sub(start) <= limit {
                        return Ok(Next::Read);
                    }
                    Self::OverLimit
                }
                Self::OverLimit => return Ok(Next::OverLimit),
            };
        }
    }
}

/// What follows the head that `bytes` begin with, which begin at `at`. `None` if the head is not whole.
fn after_head(bytes: &[u8], at: usize, limit: usize) -> Result<Option<Framing>, NotHttp> {
    let mut fields = [EMPTY_HEADER; FIELDS];
    let mut head = httparse::Response::new(&mut fields);
    let Status::Complete(length) = head.parse(bytes).map_err(|_| NotHttp)? else { return Ok(None) };
    let start = at.saturating_add(length);
    let mut framing = match head.code {
        // We never ask to switch protocols, so we cannot know what follows.
        Some(101) => return Err(NotHttp),
        Some(100..200) => return Ok(Some(Framing::Head { at: start })),
        Some(204 | 304) => return Ok(Some(Framing::Length { end: start })),
        _ => Framing::UntilClosed { start },
    };
    for field in head.headers.iter() {
        let found = if field.name.eq_ignore_ascii_case("content-length") {
            let length: usize = str::from_utf8(field.value).ok().and_then(|text| text.parse().ok()).ok_or(NotHttp)?;
            if length > limit { Framing::OverLimit } else { Framing::Length { end: start.saturating_add(length) } }
        } else if field.name.eq_ignore_ascii_case("transfer-encoding") {
            Framing::Chunk { at: start, length: 0 }
        } else {
            continue;
        };
        // Two readers could find two ends.
        if !matches!(framing, Framing::UntilClosed { .. }) {
            return Err(NotHttp);
        }
        framing = found;
    }
    Ok(Some(framing))
}

fn at_end(bytes: &[u8], end: usize) -> Next {
    match bytes.len().cmp(&end) {
        Ordering::Less => Next::Read,
        Ordering::Equal => Next::Whole,
        Ordering::Greater => Next::Surplus,
    }
}

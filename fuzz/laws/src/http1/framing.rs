//! A judge of where the body of a reply ends (RFC 9112, section 6.3).

/// A body freed of its framing.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Judged {
    pub(super) body: Vec<u8>,
    pub(super) cut_short: bool,
}

/// The body of a reply that was taken: `rest` is what came behind its head. `None` if the judge does not know.
pub(super) fn judged(status: u16, head: &httparse::Response<'_, '_>, rest: &[u8]) -> Option<Judged> {
    if matches!(status, 204 | 304) {
        return Some(Judged { body: Vec::new(), cut_short: false });
    }
    let is = |field: &&httparse::Header<'_>, name: &str| field.name.eq_ignore_ascii_case(name);
    let framing: Vec<_> =
        head.headers.iter().filter(|field| is(field, "content-length") || is(field, "transfer-encoding")).collect();
    match framing.as_slice() {
        [] => Some(Judged { body: rest.to_owned(), cut_short: false }),
        [length] if is(length, "content-length") => {
            let length = str::from_utf8(length.value).ok().and_then(|length| length.parse().ok()).expect("a number");
            Some(Judged { body: rest[..rest.len().min(length)].to_owned(), cut_short: rest.len() < length })
        }
        [coding] => {
            assert!(
                coding.value.eq_ignore_ascii_case(b"chunked") && head.version == Some(1),
                "no other coding is taken"
            );
            unchunked(rest)
        }
        _ => panic!("two framings, and we took it"),
    }
}

/// The chunks, put together.
fn unchunked(mut rest: &[u8]) -> Option<Judged> {
    let mut body = Vec::new();
    let cut_short = loop {
        let (start, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(line)) => line,
            Ok(httparse::Status::Partial) => break true,
            // More digits than the judge reads, or a line that never came to its end.
            Err(httparse::InvalidChunkSize) => return None,
        };
        if size == 0 {
            break false;
        }
        let (chunk, size) = (&rest[start..], usize::try_from(size).expect("a size that there can be"));
        body.extend_from_slice(&chunk[..chunk.len().min(size)]);
        match chunk.get(size..).and_then(|end| end.split_at_checked(2)) {
            Some((b"\r\n", behind)) => rest = behind,
            Some(_) => panic!("a chunk goes on behind its size, and we took it"),
            None => break true,
        }
    };
    Some(Judged { body, cut_short })
}

//! Replies and their bytes: one table, and a judge (`httparse`) for every head.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

/// Status, body, and both on the wire, framed so that the end is marked.
const FRAMED: [(u16, &str, &str); 10] = [
    (200, "hello", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"),
    (200, "hello", "HTTP/1.0 200 OK\r\nServer: x\r\nContent-Length:5 \r\n\r\nhello"),
    (200, "", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
    (200, "hello", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nhel\r\n2;ext=\"1\"\r\nlo\r\n0\r\n\r\n"),
    (200, "0123456789", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n00A\r\n0123456789\r\n0\r\nx: y\r\n\r\n"),
    (400, "", "HTTP/1.1 400 Bad Request\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
    (204, "", "HTTP/1.1 204 No Content\r\n\r\n"),
    (304, "", "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n"),
    (429, "no", "HTTP/1.1 429\r\nretry-after: 5\r\ncontent-length: 2\r\n\r\nno"),
    (
        200,
        "ok",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    ),
];

/// Without a length: the body ends when the connection closes.
const UNTIL_CLOSED: [(u16, &str, &str); 3] = [
    (200, "hello", "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello"),
    (401, "", "HTTP/1.1 401 \r\n\r\n"),
    (503, "<html>\r\n\r\n</html>", "HTTP/1.0 503 Down\r\n\r\n<html>\r\n\r\n</html>"),
];

/// Status, body, and whether it was cut short.
fn read(reply: &[u8]) -> Option<(u16, Vec<u8>, bool)> {
    let mut buffer = reply.to_vec();
    parse(&mut buffer).map(|parts| (parts.status, parts.body.to_vec(), parts.cut_short))
}

fn whole(status: u16, body: &str) -> Option<(u16, Vec<u8>, bool)> {
    Some((status, body.into(), false))
}

#[test]
fn a_reply_is_taken_apart_by_length_by_chunks_or_by_its_end() {
    for (status, body, bytes) in FRAMED.into_iter().chain(UNTIL_CLOSED) {
        assert_eq!(read(bytes.as_bytes()), whole(status, body), "{bytes}");
    }
}

#[test]
fn every_prefix_of_a_framed_reply_is_no_reply_or_is_cut_short() {
    for (status, body, bytes) in FRAMED {
        for end in 0..bytes.len() {
            match read(&bytes.as_bytes()[..end]) {
                None => {}
                Some((_, part, true)) => assert!(body.as_bytes().starts_with(&part)),
                // The last chunk has arrived, so the body is complete.
                complete => assert!(bytes.contains("hunked") && complete == whole(status, body), "{}", &bytes[..end]),
            }
        }
    }
}

#[test]
fn trailing_junk_belongs_to_no_framed_reply() {
    for (status, body, bytes) in FRAMED {
        assert_eq!(read(format!("{bytes}HTTP/1.1 500 No\r\n\r\n").as_bytes()), whole(status, body));
    }
    for (status, body, bytes) in UNTIL_CLOSED {
        assert_eq!(read(format!("{bytes}junk").as_bytes()), whole(status, &format!("{body}junk")));
    }
}

#[test]
fn a_body_whose_length_could_be_read_in_two_ways_is_refused() {
    let ambiguous = [
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5\r\nContent-Length: 5",
        "content-length: 5, 5",
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: identity",
        "transfer-encoding:",
        "content-length:",
        "content-length: +5",
        "content-length: -5",
        "content-length: 0x5",
        "content-length: 5 5",
        "content-length: 18446744073709551616",
    ];
    for fields in ambiguous {
        assert_eq!(read(format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\nhello").as_bytes()), None, "{fields}");
    }
    assert_eq!(read(b"HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"), None);
}

#[test]
fn a_head_that_two_readers_would_read_differently_is_refused() {
    let ambiguous = [
        "content-length : 5",
        " content-length: 5",
        "x: y\r\n content-length: 5",
        "x: y\r\n\tz",
        "content-length\r\n: 5",
        "x: y\ncontent-length: 5",
        "x: y\n\ncontent-length: 5",
        "x: y\rcontent-length: 5",
        "x: y\0",
        "content-length: 5\u{b}",
        ": 5",
        "no colon",
        "content length: 5",
        "content-length\u{e9}: 5",
    ];
    for fields in ambiguous {
        assert_eq!(read(format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\nhello").as_bytes()), None, "{fields:?}");
        let interim = format!("HTTP/1.1 100 Continue\r\n{fields}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        assert_eq!(read(interim.as_bytes()), None, "{fields:?}");
    }
}

#[test]
fn what_is_no_status_line_is_no_reply() {
    let lines = [
        "",
        "OK",
        "HTTP/1.1",
        "HTTP/1.1 ",
        "HTTP/1.1 20",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 099 x",
        "HTTP/1.1 +20 x",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1.x 200 OK",
        "HTTP/2 200 OK",
        "HTTP/2.0 200 OK",
        "http/1.1 200 OK",
        " HTTP/1.1 200 OK",
        "HTTP/1.1 200\tOK",
        "HTTP/1.1 200 O\rK",
        "ICY 200 OK",
    ];
    for line in lines {
        assert_eq!(read(format!("{line}\r\n\r\n").as_bytes()), None, "{line:?}");
    }
}

#[test]
fn the_size_of_a_chunk_stands_on_a_line_of_its_own() {
    let chunked = |body: &str| read(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}").as_bytes());
    assert_eq!(chunked("2 ;x\r\n[]\r\n0\r\n\r\n"), whole(200, "[]"));
    for odd in ["\n2\r\n[]", " 2\r\n[]", "2\n;\r\n[]", "2;a\nb\r\n[]", "2;\u{0}\r\n[]", "+2\r\n[]", "0x2\r\n[]"] {
        assert_eq!(chunked(&format!("{odd}\r\n0\r\n\r\n")), None, "{odd:?}");
    }
}

#[test]
fn a_switch_of_protocols_that_nobody_asked_for_is_no_reply() {
    assert_eq!(read(b"HTTP/1.1 101 S\r\n\r\nHTTP/1.1 200 OK\r\n\r\n[]"), None);
    assert_eq!(read(b"HTTP/1.1 103 E\r\n\r\nHTTP/1.1 200 OK\r\n\r\n[]"), whole(200, "[]"));
}

#[test]
fn chunks_that_are_none_are_refused_and_chunks_that_end_early_are_cut_short() {
    let chunked = |body: &str| read(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{body}").as_bytes());
    for body in [
        "\r\n",
        "x\r\n",
        "-1\r\n",
        "0x1\r\n",
        "5\r\nhelloX\r\n",
        "1\r\nab\r\n",
        "ffffffffffffffff\r\n",
        "1ffffffffffffffff\r\n",
        ";x\r\n",
        "5\nhello",
    ] {
        let refused = matches!(chunked(body), None | Some((_, _, true)));
        assert!(refused, "{body:?}");
    }
    assert_eq!(chunked("5\r\nhelloX\r\n"), None);
    for (body, arrived) in [
        ("", ""),
        ("5", ""),
        ("5\r\n", ""),
        ("5\r\nhel", "hel"),
        ("5\r\nhello\r\n", "hello"),
        ("5\r\nhello\r\n0", "hello"),
    ] {
        assert_eq!(chunked(body), Some((200, arrived.into(), true)), "{body:?}");
    }
}

#[test]
fn fields_are_handed_out_in_order_and_without_the_space_around_them() {
    let mut buffer = b"HTTP/1.1 200 OK\r\nA: 1\r\nb:2\t\r\nA:\r\nd: x y \xe9\r\n\r\n".to_vec();
    let parts = parse(&mut buffer).unwrap();
    let expected: [(&[u8], &[u8]); 4] = [(b"A", b"1"), (b"b", b"2"), (b"A", b""), (b"d", b"x y \xe9")];
    assert!(fields(parts.head).eq(expected));
}

/// Status and fields.
type Head = (u16, Vec<(Vec<u8>, Vec<u8>)>);

/// The head as the judge reads it.
fn judged(reply: &[u8]) -> Option<Head> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(reply).ok().filter(httparse::Status::is_complete)?;
    let owned = |header: &httparse::Header<'_>| (header.name.as_bytes().to_vec(), header.value.to_vec());
    Some((response.code?, response.headers.iter().map(owned).collect()))
}

fn fields_of(reply: &[u8]) -> Option<Head> {
    let mut buffer = reply.to_vec();
    let parts = parse(&mut buffer)?;
    Some((parts.status, fields(parts.head).map(|(name, value)| (name.to_vec(), value.to_vec())).collect()))
}

proptest! {
    #[test]
    fn whatever_head_we_take_httparse_reads_alike(
        table in 0..UNTIL_CLOSED.len() + FRAMED.len() - 1,
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..2)), 0..3),
        lines in "(\r\n|\n|\r| |:|x: y|content-length: 5|transfer-encoding: chunked){0,6}",
    ) {
        let bytes: String = FRAMED.iter().take(FRAMED.len() - 1).chain(&UNTIL_CLOSED).nth(table).unwrap().2.into();
        let mut reply = bytes.replacen("\r\n", &format!("\r\n{lines}"), 1).into_bytes();
        for (at, with) in edits {
            let at = at.index(reply.len());
            reply.splice(at..=at, with);
        }
        if let Some(taken) = fields_of(&reply) {
            prop_assert_eq!(Some(taken), judged(&reply));
        }
    }

    #[test]
    fn chunks_of_any_size_come_together(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..6)) {
        let mut reply = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        for chunk in &chunks {
            reply.extend(format!("{:x}\r\n", chunk.len()).bytes());
            reply.extend(chunk);
            reply.extend(b"\r\n");
        }
        reply.extend(b"0\r\n\r\n");
        prop_assert_eq!(read(&reply), Some((200, chunks.concat(), false)));
    }

    #[test]
    fn a_reply_that_is_cut_anywhere_has_the_beginning_of_its_chunks(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 1..5),
        cut: prop::sample::Index,
    ) {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut framed = Vec::new();
        // The body's length after each byte of the framed text.
        let mut arrived = Vec::new();
        let mut count = 0;
        for chunk in &chunks {
            for byte in format!("{:x}\r\n", chunk.len()).bytes() {
                framed.push(byte);
                arrived.push(count);
            }
            for byte in chunk {
                framed.push(*byte);
                count += 1;
                arrived.push(count);
            }
            framed.extend(b"\r\n");
            arrived.extend([count; 2]);
        }
        let end = cut.index(framed.len());
        let body = chunks.concat();
        let expected = end.checked_sub(1).map_or(0, |last| arrived[last]);
        prop_assert_eq!(read(&[head.as_bytes(), &framed[..end]].concat()), Some((200, body[..expected].to_vec(), true)));
    }

    #[test]
    fn any_bytes_at_all_are_no_reason_to_panic(tail: Vec<u8>, chunked: bool) {
        let head = if chunked { "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" } else { "HTTP/1.1 200 OK\r\n" };
        let _ = read(&[head.as_bytes(), &tail].concat());
    }
}

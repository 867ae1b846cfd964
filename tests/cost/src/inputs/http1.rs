//! Whole replies, as they come from a socket.

use super::{Input, repeated};
use crate::reading::Reading;

pub(super) fn inputs(size: usize) -> Vec<Input> {
    let head = |start: &str, piece: &str, end: &str| {
        repeated(&format!("HTTP/1.1 200 OK\r\n{start}"), piece, &format!("{end}\r\n"), size)
    };
    let chunked = |start: &str, piece: &str, end: &str| {
        repeated(&format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{start}"), piece, end, size)
    };
    let last = "0\r\n\r\n";
    [
        ("one-byte fields", "ok", head("", "a:\r\n", "")),
        ("fields almost ours", "ok", head("", "content-lengt:1\r\n", "")),
        ("one long name", "ok", head("", "a", ":\r\n")),
        ("one long value", "ok", head("a:", "a", "\r\n")),
        ("a value of spaces", "ok", head("a:", " ", "\r\n")),
        ("a value of a space, and more", "ok", head("a:a", " ", "a\r\n")),
        ("dates to wait for", "ok", head("", "retry-after:Sun, 06 Nov 1994 08:49:37 GMT\r\n", "")),
        ("almost dates to wait for", "ok", head("", "retry-after:Sun, 06 Nov 1994 08:49:37 GM\r\n", "")),
        ("seconds to wait", "ok", head("", "retry-after:1\r\n", "")),
        ("waits that are none", "ok", head("", "retry-after:x\r\n", "")),
        ("one long wait", "ok", head("retry-after:", "1", "\r\n")),
        ("a length of zeros", "ok", head("content-length:", "0", "\r\n")),
        ("no end of the head", "reply.not_http", repeated("HTTP/1.1 200 OK\r\n", "a:\r\n", "", size)),
        ("interim replies", "ok", repeated("", "HTTP/1.1 100 \r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", size)),
        ("one-byte chunks", "ok", chunked("", "1\r\na\r\n", last)),
        ("chunks after zeros", "ok", chunked("", "0001\r\na\r\n", last)),
        ("chunks with extensions", "ok", chunked("", "1;a=a\r\na\r\n", last)),
        ("one long extension", "ok", chunked("1;", ";", &format!("\r\na\r\n{last}"))),
        ("one long size", "ok", chunked("", "0", &format!("1\r\na\r\n{last}"))),
        ("chunks without an end", "ok", chunked("", "1\r\na\r\n", "")),
    ]
    .map(|(name, outcome, text)| Input { reading: Reading::Http1, name, outcome, text })
    .into()
}

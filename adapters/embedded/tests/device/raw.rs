//! Against a server that sends any bytes.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use catapa_signin::{Explain as _, Method};
use catapa_signin_embedded::send;

use crate::connection::{OneByte, address_of, connect};
use crate::world::authorized;

/// What a server does after its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Then {
    Closes,
    /// The connection stays open until the client has its answer.
    Waits,
}

/// Asks a server that answers with these bytes, and says what came of it. The client may take them one by one.
fn answer(bytes: &[u8], then: Then, by_the_byte: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (client, tokens) = authorized(&format!("http://{}", listener.local_addr().unwrap()));
    let (done, waits) = mpsc::channel::<()>();
    let bytes = bytes.to_vec();
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut piece = [0; 200];
            let read = socket.read(&mut piece).unwrap();
            assert_ne!(read, 0, "the request is not whole");
            request.extend_from_slice(&piece[..read]);
        }
        socket.write_all(&bytes).unwrap();
        if then == Then::Waits {
            let _ = waits.recv();
        }
    });
    let authorized = client.resume_ref(&tokens).unwrap();
    let request = authorized.api_request(Method::Get, "/v1/x").unwrap().with_reply_limit(40);
    let mut buffer = [0; 512];
    let sent = smol::block_on(async {
        let connection = connect(address_of(&request)).await;
        if by_the_byte {
            send(&request, OneByte(connection), &mut buffer).await
        } else {
            send(&request, connection, &mut buffer).await
        }
    });
    let outcome = match sent.map(|reply| authorized.read_api(reply)) {
        Ok(Ok(reply)) => format!("{} {}", reply.status(), String::from_utf8_lossy(reply.body())),
        Ok(Err(why)) => why.code().to_owned(),
        Err(why) => {
            let cause = core::error::Error::source(&why).unwrap().to_string();
            format!("{}: {cause}", why.code())
        }
    };
    drop(done);
    server.join().unwrap();
    outcome
}

const HEAD: &str = "HTTP/1.1 200 OK\r\n";

#[test]
fn a_reply_that_says_how_long_it_is_ends_there_and_nobody_waits_for_the_connection_to_close() {
    let whole = [
        ("200 hello", format!("{HEAD}content-length: 5\r\n\r\nhello")),
        ("200 ", format!("{HEAD}content-length: 0\r\n\r\n")),
        ("204 ", "HTTP/1.1 204 No Content\r\n\r\n".to_owned()),
        ("200 hello", format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n")),
        ("200 hello", format!("{HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\nz: 1\r\n\r\n")),
        ("200 hello", format!("HTTP/1.1 103 Hints\r\nlink: a\r\n\r\n{HEAD}content-length: 5\r\n\r\nhello")),
        ("api.rate_limited", "HTTP/1.1 429 Slow\r\ncontent-length: 2\r\n\r\nno".to_owned()),
        ("reply.over_limit", format!("{HEAD}content-length: 41\r\n\r\nhel")),
        ("reply.over_limit", format!("{HEAD}transfer-encoding: chunked\r\n\r\n14\r\n{}\r\n15\r\n", "x".repeat(20))),
        ("reply.over_limit", format!("{HEAD}\r\n{}", "x".repeat(41))),
    ];
    for (outcome, reply) in whole {
        for by_the_byte in [false, true] {
            assert_eq!(answer(reply.as_bytes(), Then::Waits, by_the_byte), outcome, "{reply}");
        }
    }
}

#[test]
fn a_reply_without_a_length_ends_with_its_connection() {
    for (body, outcome) in
        [("hello", "200 hello"), ("", "200 "), (&*"x".repeat(40), &*format!("200 {}", "x".repeat(40)))]
    {
        for by_the_byte in [false, true] {
            assert_eq!(answer(format!("{HEAD}\r\n{body}").as_bytes(), Then::Closes, by_the_byte), outcome);
        }
    }
}

#[test]
fn a_reply_with_more_than_it_announced_is_not_believed() {
    let surplus = "send.ambiguous: more came than the reply announced";
    for reply in [
        format!("{HEAD}content-length: 5\r\n\r\nhello!"),
        format!("{HEAD}content-length: 5\r\n\r\nhello{HEAD}content-length: 5\r\n\r\nhello"),
        format!("{HEAD}content-length: 0\r\n\r\n\r\n"),
        "HTTP/1.1 204 No Content\r\n\r\n!".to_owned(),
        "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\nhello".to_owned(),
        format!("{HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n!"),
    ] {
        assert_eq!(answer(reply.as_bytes(), Then::Waits, false), surplus, "{reply}");
    }
}

#[test]
fn a_reply_that_ends_early_is_cut_short_or_no_reply() {
    let reply = format!("{HEAD}content-length: 5\r\n\r\nhello");
    let head = reply.len() - 5;
    for end in 0..reply.len() {
        let expected = match end {
            0 => "send.ambiguous: the connection ended early",
            end if end < head => "send.ambiguous: what came cannot be used",
            _ => "reply.cut_short",
        };
        assert_eq!(answer(&reply.as_bytes()[..end], Then::Closes, false), expected, "{end}");
    }
    let chunked = format!("{HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n");
    for end in [chunked.len() - 9, chunked.len() - 4, chunked.len()] {
        assert_eq!(answer(&chunked.as_bytes()[..end], Then::Closes, false), "reply.cut_short", "{end}");
    }
}

#[test]
fn what_two_readers_could_read_in_two_ways_is_no_reply() {
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: five\r\n\r\n",
        "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\ncontent-length: 5\n\n",
        "HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "220 mail.example.com\r\n",
    ] {
        let outcome = answer(format!("{head}hello").as_bytes(), Then::Waits, false);
        assert_eq!(outcome, "send.ambiguous: what came cannot be used", "{head}");
    }
}

#[test]
fn a_switch_of_protocols_that_nobody_asked_for_is_no_reply() {
    let outcome = answer(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", Then::Waits, false);
    assert_eq!(outcome, "send.ambiguous: what came cannot be used");
}

#[test]
fn a_head_that_does_not_fit_into_the_buffer_is_no_reply() {
    let long = format!("{HEAD}x: {}\r\ncontent-length: 0\r\n\r\n", "y".repeat(600));
    assert_eq!(answer(long.as_bytes(), Then::Closes, true), "send.ambiguous: the buffer is too small");
}

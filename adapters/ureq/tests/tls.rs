//! TLS: what was sent when it fails, and what its end says.

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use catapa_signin_http::CutShort;
use catapa_signin_ureq::{SendError, SenderOptions, UreqSender};

use support::{OK, RECORD, Server, Then, get, post};

fn trusted(script: impl Fn(usize, usize) -> Then + Send + Sync + 'static) -> (Server, UreqSender, String) {
    let (server, certificate) = Server::with_tls(script);
    let sender = UreqSender::with(SenderOptions::default().trust(certificate)).unwrap();
    let url = format!("https://127.0.0.1:{}", server.port);
    (server, sender, url)
}

#[test]
fn connections_are_kept_as_they_are_without_tls() {
    let (server, sender, url) =
        trusted(|connection, turn| if (connection, turn) == (0, 2) { Then::Cut("") } else { OK });
    for _ in 0..2 {
        assert_eq!(get(&sender, &url).unwrap().body(), b"ok");
    }
    // Its connection has ended, so it is asked once more.
    assert_eq!(get(&sender, &url).unwrap().body(), b"ok");
    post(&sender, &url).unwrap();
    assert_eq!(server.counts(), [3, 1, 1]);
}

#[test]
fn bytes_on_an_idle_connection_end_it() {
    let (server, sender, url) = trusted(|_, _| OK);
    get(&sender, &url).unwrap();
    server.write_stray(0, "no record of TLS");
    get(&sender, &url).unwrap();
    assert_eq!(server.counts(), [1, 1]);
}

#[test]
fn a_reply_with_more_than_it_announced_is_not_believed() {
    // In one record; in as many as a megabyte needs; and in one that has come, but is not deciphered when the reply ends.
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok{}", "!".repeat(1 << 20));
    let long: &'static str = long.leak();
    let next = format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok{RECORD}{}", "!".repeat(10_000));
    let next: &'static str = next.leak();
    for reply in ["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!", long, next] {
        let (_server, sender, url) = trusted(move |_, _| Then::Stay(reply));
        assert!(matches!(post(&sender, &url), Err(SendError::Ambiguous(_))));
    }
}

#[test]
fn a_body_without_a_length_is_whole_if_tls_says_so_and_else_cut_short() {
    for (then, is_whole) in [(Then::Close as fn(_) -> _, true), (Then::Cut, false)] {
        let (_server, sender, url) = trusted(move |_, _| then("HTTP/1.1 200 OK\r\n\r\nhalf of a table"));
        let reply = get(&sender, &url).unwrap();
        assert_eq!(reply.body(), b"half of a table");
        assert_eq!(reply.extensions().get::<CutShort>().is_none(), is_whole);
    }
}

#[test]
fn a_body_with_a_length_is_whole_even_if_tls_is_cut_afterwards() {
    let (_server, sender, url) = trusted(|_, _| Then::Cut("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwhole"));
    let reply = post(&sender, &url).unwrap();
    assert!(reply.extensions().get::<CutShort>().is_none());
}

/// Reads what comes first, and answers with this.
fn answering(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            drop(stream.read(&mut [0; 8_192]));
            drop(stream.write_all(answer));
        }
    });
    port
}

/// The alert `handshake_failure`.
const ALERT: &[u8] = &[21, 3, 3, 0, 2, 2, 40];

#[test]
fn a_handshake_that_fails_sends_nothing_however_it_fails() {
    for answer in [b"".as_slice(), ALERT, b"HTTP/1.1 400 Bad Request\r\n\r\n"] {
        let sent = post(&UreqSender::new().unwrap(), &format!("https://127.0.0.1:{}", answering(answer)));
        assert!(matches!(sent, Err(SendError::NotSent(_))), "{answer:?}");
    }
    let (server, _) = Server::with_tls(|_, _| OK);
    let sent = post(&UreqSender::new().unwrap(), &format!("https://127.0.0.1:{}", server.port));
    assert!(matches!(sent, Err(SendError::NotSent(why)) if why.to_string().contains("certificate")));
    assert_eq!(server.counts(), [0]);
}

#[test]
fn a_connect_that_fails_sends_nothing_however_it_fails() {
    for answer in [
        b"".as_slice(),
        b"HTTP/1.1 2",
        b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        b"no HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nno TLS",
    ] {
        let options = SenderOptions::default().proxy(format!("http://127.0.0.1:{}", answering(answer)));
        let sent = post(&UreqSender::with(options).unwrap(), "https://catapa.test");
        assert!(matches!(sent, Err(SendError::NotSent(_))), "{answer:?}");
    }
}

//! Which connection a request goes over, and that nobody gets another's reply.

mod support;

use core::error::Error as _;
use core::time::Duration;
use std::net::TcpListener;

use catapa_signin_http::CutShort;
use catapa_signin_ureq::{Connections, SendError, SenderOptions, UreqSender};
use http::Request;
use support::{OK, Server, Then, get, post, send};

fn sender() -> UreqSender {
    UreqSender::new().unwrap()
}

fn with(options: SenderOptions) -> UreqSender {
    UreqSender::with(options).unwrap()
}

fn defaults() -> SenderOptions {
    SenderOptions::default()
}

#[test]
fn gets_share_a_connection_and_clones_of_a_sender_share_it_too() {
    let server = Server::start(|_, _| OK);
    let sender = sender();
    for _ in 0..3 {
        assert_eq!(get(&sender.clone(), &server.origin()).unwrap().body(), b"ok");
    }
    assert_eq!(server.counts(), [3]);
}

#[test]
fn a_token_request_has_a_fresh_connection_and_the_next_get_goes_over_it() {
    let server = Server::start(|_, _| OK);
    let sender = sender();
    get(&sender, &server.origin()).unwrap();
    post(&sender, &server.origin()).unwrap();
    post(&sender, &server.origin()).unwrap();
    get(&sender, &server.origin()).unwrap();
    assert_eq!(server.counts(), [1, 1, 2]);
    assert!(server.requests()[1][0].ends_with("code=c"));
}

#[test]
fn a_request_longer_than_any_buffer_arrives_whole() {
    let server = Server::start(|_, _| OK);
    let body = "0123456789".repeat(10_000);
    let request = Request::post(server.origin()).body(body.clone().into_bytes()).unwrap();
    assert_eq!(send(&sender(), request).unwrap().status(), 200);
    assert!(server.requests()[0][0].ends_with(&body));
}

#[test]
fn each_request_has_a_connection_of_its_own_if_that_was_asked_for() {
    let server = Server::start(|_, _| OK);
    let sender = with(defaults().connections(Connections::Fresh));
    get(&sender, &server.origin()).unwrap();
    get(&sender, &server.origin()).unwrap();
    assert_eq!(server.counts(), [1, 1]);
    server.wait_for_end(0);
}

#[test]
fn a_connection_that_the_server_has_closed_is_not_used_again() {
    let server = Server::start(|_, _| OK);
    let sender = with(defaults().asks_again(false));
    get(&sender, &server.origin()).unwrap();
    server.close(0);
    get(&sender, &server.origin()).unwrap();
    assert_eq!(server.counts(), [1, 1]);
}

#[test]
fn a_reply_that_closes_its_connection_is_believed_and_the_connection_is_not_used_again() {
    let server =
        Server::start(|_, _| Then::Stay("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"));
    let sender = sender();
    get(&sender, &server.origin()).unwrap();
    get(&sender, &server.origin()).unwrap();
    assert_eq!(server.counts(), [1, 1]);
}

#[test]
fn a_get_whose_kept_connection_ends_before_a_byte_of_reply_is_asked_once_more() {
    let server = Server::start(|connection, turn| if (connection, turn) == (0, 1) { Then::Cut("") } else { OK });
    let sender = sender();
    get(&sender, &server.origin()).unwrap();
    assert_eq!(get(&sender, &server.origin()).unwrap().body(), b"ok");
    assert_eq!(server.counts(), [2, 1]);
}

#[test]
fn it_is_asked_no_more_than_twice() {
    let server = Server::start(|connection, turn| if (connection, turn) == (0, 0) { OK } else { Then::Cut("") });
    let sender = sender();
    get(&sender, &server.origin()).unwrap();
    assert!(matches!(get(&sender, &server.origin()), Err(SendError::Ambiguous(_))));
    assert_eq!(server.counts(), [2, 1]);
}

#[test]
fn it_is_asked_once_if_asking_again_is_switched_off() {
    let server = Server::start(|_, turn| if turn == 1 { Then::Cut("") } else { OK });
    let sender = with(defaults().asks_again(false));
    get(&sender, &server.origin()).unwrap();
    assert!(matches!(get(&sender, &server.origin()), Err(SendError::Ambiguous(_))));
    assert_eq!(server.counts(), [2]);
}

#[test]
fn a_get_whose_reply_has_begun_is_not_asked_again() {
    let server = Server::start(|_, turn| if turn == 1 { Then::Cut("HTTP/1.1 2") } else { OK });
    let sender = sender();
    get(&sender, &server.origin()).unwrap();
    assert!(matches!(get(&sender, &server.origin()), Err(SendError::Ambiguous(_))));
    assert_eq!(server.counts(), [2]);
}

#[test]
fn a_request_over_a_fresh_connection_is_never_asked_again() {
    let server = Server::start(|_, _| Then::Cut(""));
    assert!(matches!(get(&sender(), &server.origin()), Err(SendError::Ambiguous(_))));
    assert!(matches!(post(&sender(), &server.origin()), Err(SendError::Ambiguous(_))));
    assert_eq!(server.counts(), [1, 1]);
}

#[test]
fn stray_bytes_on_an_idle_connection_end_it_and_are_nobodys_reply() {
    let server = Server::start(|_, _| OK);
    let sender = sender();
    get(&sender, &server.origin()).unwrap();
    server.write_stray(0, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray");
    assert_eq!(get(&sender, &server.origin()).unwrap().body(), b"ok");
    assert_eq!(server.counts(), [1, 1]);
    server.wait_for_end(0);
}

#[test]
fn a_reply_with_more_than_it_announced_is_not_believed_and_ends_its_connection() {
    for reply in [
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n!",
        "HTTP/1.1 204 No Content\r\n\r\n!",
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok!",
        "HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 2\r\n\r\nok!",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n!",
    ] {
        let server = Server::start(move |connection, _| if connection == 0 { Then::Stay(reply) } else { OK });
        let sender = sender();
        let why = post(&sender, &server.origin()).unwrap_err();
        assert!(matches!(why, SendError::Ambiguous(_)), "{reply}");
        assert_eq!(why.source().unwrap().to_string(), "the reply came with more bytes than it announced", "{reply}");
        assert_eq!(get(&sender, &server.origin()).unwrap().body(), b"ok");
        assert_eq!(server.counts(), [1, 1], "{reply}");
    }
}

#[test]
fn a_body_over_its_limit_is_read_no_further_and_ends_its_connection() {
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: 3000\r\n\r\n{}", "x".repeat(3_000));
    let long: &'static str = long.leak();
    let server = Server::start(move |_, _| Then::Stay(long));
    let sender = sender();
    assert_eq!(get(&sender, &server.origin()).unwrap().body().len(), 1_001);
    assert_eq!(get(&sender, &server.origin()).unwrap().body().len(), 1_001);
    assert_eq!(server.counts(), [1, 1]);
}

#[test]
fn a_body_without_a_length_whose_connection_is_reset_is_cut_short() {
    let server = Server::start(|_, _| Then::Reset("HTTP/1.1 200 OK\r\n\r\nhalf"));
    // What had come before the reset may be lost with it.
    match get(&sender(), &server.origin()) {
        Ok(reply) => assert!(reply.extensions().get::<CutShort>().is_some()),
        Err(why) => assert!(matches!(why, SendError::Ambiguous(_))),
    }
}

#[test]
fn an_idle_connection_that_is_too_old_is_closed_at_the_next_request() {
    let server = Server::start(|_, _| OK);
    let sender = with(defaults().idle_timeout(Duration::ZERO));
    get(&sender, &server.origin()).unwrap();
    get(&sender, &server.origin()).unwrap();
    server.wait_for_end(0);
    assert_eq!(server.counts(), [1, 1]);
}

#[test]
fn of_too_many_idle_connections_to_a_host_the_oldest_is_closed() {
    let (server, other) = (Server::start(|_, _| OK), Server::start(|_, _| OK));
    let sender = with(defaults().idle_per_host(1));
    get(&sender, &other.origin()).unwrap();
    // A fresh connection each.
    post(&sender, &server.origin()).unwrap();
    post(&sender, &server.origin()).unwrap();
    server.wait_for_end(0);
    get(&sender, &server.origin()).unwrap();
    get(&sender, &other.origin()).unwrap();
    assert_eq!((server.counts(), other.counts()), (vec![1, 2], vec![2]));

    let sender = with(defaults().idle_per_host(0));
    get(&sender, &server.origin()).unwrap();
    server.wait_for_end(2);
}

#[test]
fn a_connection_serves_one_host_by_the_name_that_was_asked_for() {
    let server = Server::start(|_, _| OK);
    let sender = sender();
    get(&sender, &server.origin()).unwrap();
    get(&sender, &format!("http://localhost:{}", server.port)).unwrap();
    assert_eq!(server.counts(), [1, 1]);
}

#[test]
fn nobody_listens_so_nothing_was_sent() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let sent = post(&sender(), &format!("http://127.0.0.1:{port}"));
    assert!(matches!(sent, Err(SendError::NotSent(_))));
}

#[test]
fn a_time_out_longer_than_any_clock_is_a_long_one() {
    let server = Server::start(|_, _| OK);
    let sender = with(defaults().connect_timeout(Duration::MAX).timeout(Duration::MAX).idle_timeout(Duration::MAX));
    assert_eq!(post(&sender, &server.origin()).unwrap().status(), 200);
    assert_eq!(get(&sender, &server.origin()).unwrap().status(), 200);
    assert_eq!(server.counts(), [2]);
}

#[test]
fn a_time_out_of_nothing_sends_nothing() {
    let server = Server::start(|_, _| OK);
    for options in [defaults().timeout(Duration::ZERO), defaults().connect_timeout(Duration::ZERO)] {
        assert!(matches!(post(&with(options), &server.origin()), Err(SendError::NotSent(_))));
    }
    assert_eq!(server.counts().iter().sum::<usize>(), 0);
}

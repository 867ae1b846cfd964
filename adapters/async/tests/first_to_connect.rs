//! Several addresses, over real sockets.
#![cfg(feature = "hyper")]

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream as StdStream};
use std::sync::Mutex;

use catapa_signin_async::first_to_connect;
use hyper_util::rt::TokioTimer;
use socket2::{Domain, Socket, Type};
use tokio::net::TcpStream;

/// The attempts, in their order, and what came of them.
fn attempts(addresses: &[SocketAddr]) -> (Vec<SocketAddr>, io::Result<TcpStream>) {
    let tried = Mutex::new(Vec::new());
    let connect = |address| {
        tried.lock().unwrap().push(address);
        TcpStream::connect(address)
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let connected = runtime.block_on(first_to_connect(addresses.iter().copied(), connect, TokioTimer::new()));
    (tried.into_inner().unwrap(), connected)
}

fn living() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn refusing() -> SocketAddr {
    living().1
}

/// An address that answers nothing: Linux drops what comes for a queue that is full.
fn black_hole() -> (Socket, Vec<StdStream>, SocketAddr) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    let patience = Duration::from_millis(100);
    let waiting = core::iter::from_fn(|| StdStream::connect_timeout(&address, patience).ok()).take(8).collect();
    (listener, waiting, address)
}

#[test]
fn an_address_that_answers_nothing_does_not_hold_up_the_next() {
    let ((_queue, _waiting, hole), (_listener, living)) = (black_hole(), living());
    let (tried, connected) = attempts(&[hole, living]);
    assert_eq!((tried, connected.unwrap().peer_addr().unwrap()), (vec![hole, living], living));
}

#[test]
fn an_address_that_refuses_is_followed_by_the_next_and_one_that_answers_by_none() {
    let ((_listener, living), refusing, never) = (living(), refusing(), refusing());
    let (tried, connected) = attempts(&[refusing, living, never]);
    assert_eq!((tried, connected.unwrap().peer_addr().unwrap()), (vec![refusing, living], living));
}

#[test]
fn families_take_turns_and_the_resolvers_choice_comes_first() {
    let v4: Vec<SocketAddr> = (0..3).map(|_| refusing()).collect();
    let v6: SocketAddr = "[::1]:1".parse().unwrap();
    let (tried, connected) = attempts(&[v4[0], v4[1], v4[2], v6]);
    assert_eq!(tried, [v4[0], v6, v4[1], v4[2]]);
    assert_eq!(connected.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    let (tried, _) = attempts(&[v6, v4[0], v4[1]]);
    assert_eq!(tried, [v6, v4[0], v4[1]]);
}

#[test]
fn without_an_address_there_is_an_error() {
    let (tried, connected) = attempts(&[]);
    assert_eq!((tried, connected.unwrap_err().kind()), (vec![], ErrorKind::AddrNotAvailable));
}

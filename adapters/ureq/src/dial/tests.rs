//! Addresses that do not answer, over real sockets.

use core::net::SocketAddr;
use core::time::Duration;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use socket2::{Domain, SockRef, Socket, Type};

use super::{HEAD_START, dial, interleaved};

const LONG: Duration = Duration::from_secs(30);

/// An address that answers nothing: Linux drops what comes for a queue that is full.
#[allow(dead_code, reason = "it is full as long as the sockets live")]
struct BlackHole {
    address: SocketAddr,
    listener: Socket,
    waiting: Vec<TcpStream>,
}

impl BlackHole {
    fn new() -> Self {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        let patience = Duration::from_millis(100);
        let waiting = core::iter::from_fn(|| TcpStream::connect_timeout(&address, patience).ok()).take(8).collect();
        Self { address, listener, waiting }
    }
}

fn in_time() -> Instant {
    Instant::now() + LONG
}

#[test]
fn an_address_that_does_not_answer_delays_the_next_by_its_head_start_alone() {
    let (hole, living) = (BlackHole::new(), TcpListener::bind("127.0.0.1:0").unwrap());
    let living = living.local_addr().unwrap();
    let began = Instant::now();
    let stream = dial(&[hole.address, living], in_time()).unwrap();
    assert_eq!(stream.peer_addr().unwrap(), living);
    assert!(!SockRef::from(&stream).nonblocking().unwrap());
    // Not by a share of the time, as `ureq` would have it.
    assert!(began.elapsed() < LONG / 10);
}

#[test]
fn an_address_that_refuses_delays_nothing() {
    let living = TcpListener::bind("127.0.0.1:0").unwrap();
    let living = living.local_addr().unwrap();
    let refusing = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(dial(&[refusing, living], in_time()).unwrap().peer_addr().unwrap(), living);
}

#[test]
fn an_attempt_goes_on_beside_the_next_ones() {
    let BlackHole { address, listener, waiting } = BlackHole::new();
    let hole = BlackHole::new();
    // The first answers when the second has been tried too.
    thread::spawn(move || {
        thread::sleep(HEAD_START * 2);
        drop(waiting);
        while listener.accept().is_ok() {}
    });
    let stream = dial(&[address, hole.address], in_time()).unwrap();
    assert_eq!(stream.peer_addr().unwrap(), address);
}

#[test]
fn without_an_answer_there_is_the_time_out_and_without_an_address_an_error() {
    let hole = BlackHole::new();
    let soon = Instant::now() + Duration::from_millis(50);
    assert_eq!(dial(&[hole.address, hole.address], soon).unwrap_err().kind(), std::io::ErrorKind::TimedOut);
    assert_eq!(dial(&[], in_time()).unwrap_err().kind(), std::io::ErrorKind::AddrNotAvailable);
    let refusing = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(dial(&[refusing], in_time()).unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
}

#[test]
fn families_take_turns_and_the_resolvers_choice_comes_first() {
    let at = |text: &str| text.parse::<SocketAddr>().unwrap();
    let (four, five, six, seven) = (at("192.0.2.4:1"), at("192.0.2.5:1"), at("[2001:db8::6]:1"), at("[2001:db8::7]:1"));
    assert_eq!(interleaved(&[six, seven, four, five]), [six, four, seven, five]);
    assert_eq!(interleaved(&[four, five, six]), [four, six, five]);
    assert_eq!(interleaved(&[]), []);
}

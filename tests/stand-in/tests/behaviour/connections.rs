//! Connections that are kept, and what can go wrong with them: HTTP/1.1, with TLS and without.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

use catapa_stand_in::{Fault, Gate, Path, Protocol, StandIn};

use crate::application::NOW;
use crate::secure::{Frames, PATIENCE, ask, connect, reply, rest};

const FORGED: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

/// A stand-in and a connection of HTTP/1.1 to it: without TLS, and with it.
fn both() -> [(StandIn, Box<dyn Stream>); 2] {
    let builder = StandIn::builder().clock_at(NOW);
    [builder.clone(), builder.tls()].map(|builder| {
        let stand_in = builder.start().unwrap();
        let socket = socket(&stand_in);
        (stand_in, socket)
    })
}

fn socket(stand_in: &StandIn) -> Box<dyn Stream> {
    match stand_in.origin().strip_prefix("http://") {
        Some(address) => {
            let socket = TcpStream::connect(address).unwrap();
            socket.set_read_timeout(Some(PATIENCE)).unwrap();
            Box::new(socket)
        }
        None => Box::new(connect(stand_in, &["http/1.1"])),
    }
}

#[test]
fn requests_are_recorded_with_their_connection_and_their_place_on_it() {
    for (stand_in, mut socket) in both() {
        for _ in 0..3 {
            ask(&mut socket);
            assert!(reply(&mut socket).starts_with("HTTP/1.1 401 "));
        }
        let places: Vec<_> = stand_in.requests().iter().map(|request| (request.connection, request.place)).collect();
        assert_eq!(places, [(1, 1), (1, 2), (1, 3)]);
        assert_eq!((stand_in.connections(), stand_in.reuses(), stand_in.open_connections()), (1, 2, 1));
        assert_eq!((stand_in.connections_by(Protocol::Http1), stand_in.connections_by(Protocol::Http2)), (1, 0));

        // What is forgotten is the past alone.
        stand_in.clear_requests();
        assert_eq!((stand_in.connections(), stand_in.reuses(), stand_in.open_connections()), (0, 0, 1));
        ask(&mut socket);
        reply(&mut socket);
        assert_eq!(stand_in.reuses(), 1);
        drop(socket);
        assert!(stand_in.wait_for_open_connections(0));
    }
}

#[test]
fn surplus_bytes_come_with_the_reply_and_the_connection_goes_on() {
    for (stand_in, mut socket) in both() {
        stand_in.fault(Path::UsersMe, Fault::altered().surplus(FORGED));
        ask(&mut socket);
        // Together, in one read.
        let mut bytes = [0; 4096];
        let read = socket.read(&mut bytes).unwrap();
        let text = core::str::from_utf8(&bytes[..read]).unwrap();
        let true_reply = text.strip_suffix(FORGED).expect("the forged reply");
        assert_eq!(reply(true_reply.as_bytes()), true_reply);
        assert!(true_reply.starts_with("HTTP/1.1 401 Unauthorized\r\n"));
        ask(&mut socket);
        assert!(reply(&mut socket).starts_with("HTTP/1.1 401 "));
        assert_eq!(stand_in.connections(), 1);
    }
}

#[test]
fn stray_bytes_come_on_the_idle_connection_once_the_gate_is_open() {
    for (stand_in, mut socket) in both() {
        let gate = Gate::new();
        stand_in.fault(Path::UsersMe, Fault::altered().stray_after(FORGED).idle_until(&gate));
        for _ in 0..2 {
            ask(&mut socket);
            assert!(reply(&mut socket).starts_with("HTTP/1.1 401 "));
        }
        gate.open();
        assert!(stand_in.wait_for_stray_bytes(1));
        assert_eq!(reply(&mut socket), FORGED);
        ask(&mut socket);
        assert!(reply(&mut socket).starts_with("HTTP/1.1 401 "));

        // Without a gate, at once.
        stand_in.fault(Path::UsersMe, Fault::altered().stray_after("stray"));
        ask(&mut socket);
        reply(&mut socket);
        let mut stray = [0; 5];
        socket.read_exact(&mut stray).unwrap();
        assert_eq!((&stray, stand_in.connections()), (b"stray", 1));
    }
}

#[test]
fn a_connection_is_closed_in_order_after_a_reply_that_does_not_say_so() {
    for (stand_in, mut socket) in both() {
        let gate = Gate::new();
        stand_in.fault(Path::UsersMe, Fault::altered().close_after().idle_until(&gate));
        ask(&mut socket);
        assert!(!reply(&mut socket).contains("connection: close"));
        assert_eq!(stand_in.open_connections(), 1);
        gate.open();
        assert_eq!(rest(&mut socket), (String::new(), None));
        assert!(stand_in.wait_for_open_connections(0));

        // Without a gate, at once.
        let mut socket = self::socket(&stand_in);
        stand_in.fault(Path::UsersMe, Fault::altered().close_after());
        ask(&mut socket);
        assert!(!reply(&mut socket).contains("connection: close"));
        assert!(stand_in.wait_for_open_connections(0));
        assert_eq!(rest(&mut socket), (String::new(), None));
    }
}

#[test]
fn a_reply_without_a_length_ends_with_its_connection() {
    let truncated = [None, Some(ErrorKind::UnexpectedEof)];
    for ((stand_in, mut socket), end) in both().into_iter().zip(truncated) {
        stand_in.fault(Path::UsersMe, Fault::altered().ends_without_close_notify());
        ask(&mut socket);
        let (text, seen) = rest(&mut socket);
        assert!(text.ends_with('}') && !text.contains("content-length"), "{text}");
        assert_eq!(seen, end);
    }
    for (stand_in, mut socket) in both() {
        stand_in.fault(Path::UsersMe, Fault::altered().ends_with_connection());
        ask(&mut socket);
        let (text, end) = rest(&mut socket);
        assert!(text.ends_with('}') && text.contains("connection: close"), "{text}");
        assert_eq!(end, None);
    }
}

#[test]
fn a_client_that_asks_to_close_gets_the_end_after_every_reply() {
    for fault in
        [Fault::altered().surplus("more"), Fault::altered().stray_after("more"), Fault::altered().close_after()]
    {
        for (stand_in, mut socket) in both() {
            stand_in.fault(Path::UsersMe, fault.clone());
            write!(socket, "GET /v1/users/me HTTP/1.1\r\nHost: catapa\r\nConnection: close\r\n\r\n").unwrap();
            let (text, end) = rest(&mut socket);
            assert!(text.contains("connection: close\r\n") && end.is_none(), "{text}");
        }
    }
}

#[test]
fn a_dead_connection_stays_open_and_answers_nothing() {
    for (stand_in, mut socket) in both() {
        stand_in.fault(Path::UsersMe, Fault::altered().dead_after());
        ask(&mut socket);
        reply(&mut socket);
        ask(&mut socket);
        // By the time at which another connection is served, the first one would have been too.
        let mut other = self::socket(&stand_in);
        ask(&mut other);
        reply(&mut other);
        let connections: Vec<_> = stand_in.requests().iter().map(|request| request.connection).collect();
        assert_eq!((connections, stand_in.open_connections()), (vec![1, 2], 2));
    }
}

#[test]
fn faults_of_streams_end_the_connection_where_there_are_no_streams() {
    for fault in [Fault::refuse_stream(), Fault::reset_stream(2), Fault::refuse_by_goaway()] {
        for (stand_in, mut socket) in both() {
            stand_in.fault(Path::UsersMe, fault.clone());
            ask(&mut socket);
            assert_eq!(rest(&mut socket).0, "");
        }
    }
    for (stand_in, mut socket) in both() {
        stand_in.fault(Path::UsersMe, Fault::reset_stream_after(7, 2));
        ask(&mut socket);
        let (text, _) = rest(&mut socket);
        assert_eq!(text.split_once("\r\n\r\n").unwrap().1.len(), 7);
    }
    for (stand_in, mut socket) in both() {
        stand_in.fault(Path::UsersMe, Fault::altered().goaway_then_reply());
        ask(&mut socket);
        let (text, end) = rest(&mut socket);
        assert!(text.contains("connection: close\r\n") && end.is_none(), "{text}");
    }
}

#[test]
fn a_fault_that_http1_cannot_have_says_so() {
    for fault in [Fault::altered().settings_flood(1), Fault::altered().reply_on_unopened_stream("{}")] {
        for (stand_in, mut socket) in both() {
            stand_in.fault(Path::UsersMe, fault.clone());
            ask(&mut socket);
            let text = reply(&mut socket);
            assert!(text.starts_with("HTTP/1.1 500 ") && text.ends_with("The fault needs HTTP/2."), "{text}");
        }
    }
}

#[test]
fn connections_are_numbered_in_the_order_of_acceptance_over_both_versions() {
    let stand_in = StandIn::builder().tls().start().unwrap();
    let mut first = connect(&stand_in, &["http/1.1"]);
    let mut second = Frames::ask(&stand_in);
    second.read_to_end_of(1);
    ask(&mut first);
    reply(&mut first);
    let seen: Vec<_> = stand_in.requests().iter().map(|request| (request.connection, request.protocol)).collect();
    assert_eq!(seen, [(2, Protocol::Http2), (1, Protocol::Http1)]);
    assert_eq!((stand_in.open_connections(), stand_in.reuses()), (2, 0));
}

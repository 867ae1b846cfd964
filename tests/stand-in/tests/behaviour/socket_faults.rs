//! Connections that end early, seen through a bare socket.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use catapa_stand_in::{Fault, Path};

use crate::application::{Application, BASIC, CALLBACK};

/// Sends an exchange, and reads until the connection ends. It returns what came, and how it ended.
fn exchange(application: &Application, code: &str) -> (String, Option<ErrorKind>) {
    read(&send(application, code))
}

fn send(application: &Application, code: &str) -> TcpStream {
    let form =
        serde_urlencoded::to_string([("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)]);
    let form = form.unwrap();
    let origin = application.stand_in.origin();
    let mut socket = TcpStream::connect(origin.trim_start_matches("http://")).unwrap();
    write!(
        socket,
        "POST /oauth/token HTTP/1.1\r\nHost: catapa\r\nConnection: close\r\nAuthorization: {BASIC}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len(),
    )
    .unwrap();
    socket
}

fn read(mut socket: &TcpStream) -> (String, Option<ErrorKind>) {
    let mut bytes = Vec::new();
    let end = socket.read_to_end(&mut bytes);
    (String::from_utf8(bytes).unwrap(), end.err().map(|error| error.kind()))
}

#[test]
fn a_whole_answer_ends_in_peace() {
    let application = Application::new();
    let (answer, end) = exchange(&application, &application.code());
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(answer.ends_with('}'));
    assert_eq!(end, None);
}

#[test]
fn a_reset_connection_is_reset_before_the_status() {
    let application = Application::new();
    let code = application.code();
    application.stand_in.fault(Path::Token, Fault::reset());
    let cut = exchange(&application, &code);
    assert_eq!(cut, (String::new(), Some(ErrorKind::ConnectionReset)));
    // The request was not carried out.
    assert_eq!(application.exchange(&code).status, 200);
}

#[test]
fn a_closed_connection_ends_before_the_status() {
    let application = Application::new();
    let code = application.code();
    application.stand_in.fault(Path::Token, Fault::close());
    assert_eq!(exchange(&application, &code), (String::new(), None));
    assert_eq!(application.exchange(&code).status, 200);
}

#[test]
fn a_reply_is_lost_after_the_request_was_carried_out() {
    let application = Application::new();
    for fault in [Fault::reset(), Fault::close(), Fault::silence()] {
        let tokens = application.tokens();
        let code = application.code();
        application.stand_in.fault(Path::Token, fault.carried_out());
        let socket = send(&application, &code);
        assert!(application.stand_in.wait_for(Path::Token, 2));
        let _ = socket.shutdown(Shutdown::Write);
        assert_eq!(read(&socket).0, "");
        assert_eq!(application.exchange(&code).error(), (400, "invalid_grant".into()));
        assert_eq!(application.users_me(&tokens).status, 200);
        application.stand_in.clear_requests();
    }
}

#[test]
fn a_body_is_cut_after_so_many_bytes_of_those_announced() {
    for sent in [0, 1, 40] {
        let application = Application::new();
        let code = application.code();
        application.stand_in.fault(Path::Token, Fault::cut_body(sent));
        let (answer, end) = exchange(&application, &code);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let announced = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(announced.unwrap().parse::<usize>().unwrap() > 300);
        assert_eq!(body.len(), sent);
        assert_eq!(end, None);
        // Only the reply was cut: the code is spent.
        assert_eq!(application.exchange(&code).status, 400);
    }
}

#[test]
fn a_made_up_body_is_cut_too_even_past_its_end() {
    let application = Application::new();
    let fault = Fault::cut_body(2).status(400).json(r#"{"error":"invalid_grant"}"#);
    application.stand_in.fault(Path::Token, fault);
    assert!(exchange(&application, "x").0.ends_with("\r\n\r\n{\""));
    application.stand_in.fault(Path::Token, Fault::cut_body(1000).body("ten bytes."));
    let (answer, _) = exchange(&application, "x");
    assert!(answer.contains("content-length: 1001\r\n"));
    assert!(answer.ends_with("\r\n\r\nten bytes."));

    application.stand_in.fault(Path::Token, Fault::cut_body(1 << 16).padded_to(1 << 17));
    let (answer, _) = exchange(&application, "x");
    assert!(answer.contains("content-length: 131072\r\n"));
    assert_eq!(answer.split_once("\r\n\r\n").unwrap().1.len(), 1 << 16);
}

#[test]
fn a_silent_server_says_nothing_until_the_client_goes_away() {
    let application = Application::new();
    let code = application.code();
    application.stand_in.fault(Path::Token, Fault::silence());
    let socket = send(&application, &code);
    assert!(application.stand_in.wait_for(Path::Token, 1));
    // Others are served meanwhile.
    assert_eq!(application.exchange(&code).status, 200);
    socket.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read(&socket), (String::new(), None));
}

#[test]
fn a_stand_in_that_is_dropped_leaves_no_connection_and_no_port() {
    let application = Application::new();
    application.stand_in.fault(Path::Token, Fault::silence());
    let socket = send(&application, "x");
    assert!(application.stand_in.wait_for(Path::Token, 1));
    let address = socket.peer_addr().unwrap();
    drop(application);
    assert_eq!(read(&socket).0, "");
    let refused = TcpStream::connect(address).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
}

//! What is true of `ureq`, over real sockets.

use core::time::Duration;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use catapa_adapter_tests::{Adapter, World, api_rows, table, token_rows};
use catapa_signin::{Options, Request};
use catapa_signin_ureq::{ReplyBuffer, SendError, Sender, SenderOptions};
use catapa_stand_in::{Fault, Path};
use ureq::tls::Certificate;
use ureq::{Agent, Proxy};

struct Ureq(Sender);

impl Default for Ureq {
    fn default() -> Self {
        Self::with(patient())
    }
}

impl Ureq {
    fn with(options: SenderOptions) -> Self {
        Self(Sender::with(options))
    }
}

impl Adapter for Ureq {
    fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        self.0.send(request)
    }
}

/// Half a second is long on this machine, and short for whoever runs the tests.
fn patient() -> SenderOptions {
    SenderOptions::default().timeout(Duration::from_millis(500))
}

#[test]
fn every_reply_to_a_code_has_its_typed_outcome_after_exactly_one_request() {
    let table = table(&token_rows(), |row| {
        let world = World::default();
        world.next(Path::Token, &row.fault);
        (world.exchange(&Ureq::default()), world.catapa.count(Path::Token))
    });
    println!("{table}");
}

#[test]
fn every_reply_to_a_refresh_token_has_its_typed_outcome_after_exactly_one_request() {
    let rows = token_rows();
    for row in &rows {
        let (world, adapter) = (World::default(), Ureq::default());
        world.catapa.faults().next(Path::Token, Fault::none());
        world.catapa.faults().next(Path::Token, row.fault.clone());
        let expected = row.expected.replace("code kept", "refresh token kept").replace("granted", "refreshed");
        // A date is as far away as it is by the clock, which a refresh has moved on.
        let expected =
            if row.name.contains("HTTP-date") { "wait 9 s, refresh token kept".to_owned() } else { expected };
        assert_eq!(world.refresh(&adapter), expected, "{}", row.name);
        assert_eq!(world.catapa.count(Path::Token), 1, "requests for: {}", row.name);
    }
}

#[test]
fn every_reply_of_the_api_has_its_typed_outcome() {
    let table = table(&api_rows(), |row| {
        let world = World::default();
        world.next(Path::UsersMe, &row.fault);
        (world.ask_who(&Ureq::default()), world.catapa.count(Path::UsersMe))
    });
    println!("{table}");
}

#[test]
fn a_code_that_was_handed_back_is_still_good() {
    let (world, adapter) = (World::default(), Ureq::default());
    world.next(Path::Token, &Fault::reset());
    let have_code = world.have_code();
    assert!(adapter.send(&have_code.token_request(world.now()).unwrap()).is_err());
    let mut reply = adapter.send(&have_code.token_request(world.now()).unwrap()).unwrap();
    assert!(have_code.finish(reply.as_reply(), world.now()).is_ok());
}

#[test]
fn nothing_is_sent_where_nobody_listens() {
    let World { catapa, client } = World::default();
    let have_code = World::have_code_of(&catapa, &client);
    let request = have_code.token_request(have_code.step().accepted_at()).unwrap();
    drop(catapa);
    assert!(matches!(Ureq::default().send(&request), Err(SendError::NotSent(_))));
}

#[test]
fn a_redirect_shows_a_second_host_not_one_byte() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
        elsewhere.set_nonblocking(true).unwrap();
        let world = World::default();
        let url = format!("http://{}/oauth/token", elsewhere.local_addr().unwrap());
        world.next(Path::Token, &Fault::redirect(status, &url));
        assert_eq!(world.exchange(&Ureq::default()), "unclear: reply.status, code kept");
        assert_eq!(elsewhere.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}

#[test]
fn tls_to_a_stranger_is_refused_until_its_certificate_is_trusted() {
    let world = World::with(Options::default(), true);
    assert_eq!(world.exchange(&Ureq::default()), "no reply, code kept");
    assert_eq!(world.catapa.count(Path::Token), 0);

    let certificate = Certificate::from_pem(world.catapa.certificate_pem().unwrap().as_bytes()).unwrap();
    assert_eq!(world.exchange(&Ureq::with(patient().trust(certificate))), "granted");
}

#[test]
fn every_outcome_is_the_same_over_tls() {
    for row in token_rows() {
        let world = World::with(Options::default(), true);
        let certificate = Certificate::from_pem(world.catapa.certificate_pem().unwrap().as_bytes()).unwrap();
        world.next(Path::Token, &row.fault);
        assert_eq!(world.exchange(&Ureq::with(patient().trust(certificate))), row.expected, "{}", row.name);
    }
}

/// An agent as an application may have it, with ureq's own defaults: redirects followed, a status an error.
fn agent_of_the_application() -> Agent {
    let config = Agent::config_builder().timeout_global(Some(Duration::from_millis(500)));
    config.build().into()
}

#[test]
fn an_agent_of_the_applications_reaches_the_same_outcomes() {
    let adapter = Ureq(Sender::with_agent(agent_of_the_application()));
    for row in token_rows() {
        let world = World::default();
        world.next(Path::Token, &row.fault);
        assert_eq!(world.exchange(&adapter), row.expected, "{}", row.name);
    }
}

#[test]
fn http_on_this_machine_never_goes_through_a_proxy() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let through = || Proxy::new(&format!("http://{}", proxy.local_addr().unwrap())).unwrap();
    let configured = Ureq::with(patient().proxy(through()));
    let agent = Agent::config_builder().proxy(Some(through())).build().into();
    for adapter in [configured, Ureq(Sender::with_agent(agent))] {
        assert_eq!(World::default().exchange(&adapter), "granted");
        assert_eq!(proxy.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}

#[test]
fn https_goes_through_the_proxy_that_was_asked_for() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap();
    let through = Proxy::new(&format!("http://{address}")).unwrap();
    let greeting = std::thread::spawn(move || {
        let mut greeting = [0; 8];
        proxy.accept().unwrap().0.read_exact(&mut greeting).unwrap();
        greeting
    });
    let world = World::with(Options::default(), true);
    assert_ne!(world.exchange(&Ureq::with(patient().proxy(through))), "granted");
    // If nobody asked the proxy, this does: then it has heard something else.
    let _ = TcpStream::connect(address).and_then(|mut asker| asker.write_all(b"nobody!!"));
    assert_eq!(&greeting.join().unwrap(), b"CONNECT ");
}

#[test]
fn a_proxy_in_the_environment_is_not_asked() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "tls_to_a_stranger_is_refused_until_its_certificate_is_trusted"]);
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "http_proxy", "https_proxy"] {
        child.env(name, &address);
    }
    assert!(child.output().unwrap().status.success());
    assert_eq!(proxy.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn every_request_has_a_connection_of_its_own() {
    let adapters = [Ureq::default(), Ureq(Sender::with_agent(agent_of_the_application()))];
    for adapter in adapters {
        let world = World::default();
        let authorized = world.authorized(&adapter);
        let before = world.catapa.connections();
        for _ in 0..3 {
            assert!(adapter.send(&authorized.user_request()).is_ok());
        }
        assert_eq!(world.catapa.connections() - before, 3);
    }
}

#[test]
fn requests_carry_no_cookie_and_ask_for_no_encoding() {
    let world = World::default();
    let answer = Fault::altered().header("set-cookie", "tracked=yes; Path=/");
    world.catapa.faults().always(Path::Token, answer);
    assert_eq!(world.exchange(&Ureq::default()), "granted");
    assert_eq!(world.exchange(&Ureq::default()), "granted");
    for request in world.catapa.requests_to(Path::Token) {
        assert_eq!(request.header("cookie"), None);
        assert_eq!(request.header("accept-encoding"), None);
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("tenant"), Some("gdplabs"));
        assert_eq!(request.basic().as_deref(), Some("stand-in-client:stand-in-secret"));
    }
}

#[test]
fn an_error_shows_no_secret() {
    let world = World::default();
    let have_code = world.have_code();
    for fault in [Fault::reset(), Fault::close(), Fault::silence()] {
        world.next(Path::Token, &fault);
        let error = Ureq::default().send(&have_code.token_request(world.now()).unwrap()).unwrap_err();
        let request = world.catapa.requests_to(Path::Token).pop().unwrap();
        let shown = format!("{error} {error:?} {error:#?}");
        for secret in [
            "stand-in-secret".to_owned(),
            request.form("code").unwrap(),
            request.header("authorization").unwrap().to_owned(),
        ] {
            assert!(!shown.contains(&secret), "{shown}");
        }
    }
}

//! What goes through a proxy, and what never does.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread::{self, JoinHandle};

use catapa_adapter_tests::{Adapter, Setup, World};
use catapa_signin::Options;
use catapa_stand_in::Path;

/// A proxy that nobody must ask.
fn avoided() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

fn was_asked(listener: &TcpListener) -> bool {
    match listener.accept() {
        Ok(_) => true,
        Err(why) if why.kind() == ErrorKind::WouldBlock => false,
        Err(why) => panic!("{why}"),
    }
}

/// A proxy for one connection. Its thread returns the head of the request.
fn proxy(answer: &'static str) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let proxy = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let head = head(&client);
        client.write_all(answer.as_bytes()).unwrap();
        if answer.starts_with("HTTP/1.1 200") {
            relay(&client, head.split(' ').nth(1).unwrap());
        }
        head
    });
    (address, proxy)
}

/// What the proxy was asked.
fn asked(address: SocketAddr, proxy: JoinHandle<String>) -> String {
    // If nobody asked, this ends the wait: the proxy then reports something else.
    let _ = TcpStream::connect(address).and_then(|mut asker| asker.write_all(b"nobody asked\r\n\r\n"));
    proxy.join().unwrap()
}

/// The head as it came: our clients send nothing after it before the proxy has answered.
fn head(client: &TcpStream) -> String {
    client.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let lines = BufReader::new(client).lines().map(Result::unwrap);
    lines.take_while(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

fn relay(client: &TcpStream, to: &str) {
    let server = TcpStream::connect(to).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            let _ = io::copy(&mut &*client, &mut &server);
            let _ = server.shutdown(std::net::Shutdown::Write);
        });
        let _ = io::copy(&mut &server, &mut &*client);
        let _ = client.shutdown(std::net::Shutdown::Both);
    });
}

#[test]
fn http_on_this_machine_never_goes_through_a_proxy() {
    let (proxy, url) = avoided();
    for adapter in Adapter::OURS {
        assert_eq!(
            World::default().exchange(&adapter.with(Setup { proxy: Some(&url), ..Setup::default() })),
            "granted"
        );
    }
    // A client of `reqwest` cannot be told for each request, as `with_client` says.
    assert_eq!(World::default().exchange(&Adapter::over_an_agent(Some(&url))), "granted");
    assert!(!was_asked(&proxy));
}

#[test]
fn https_goes_through_the_proxy_that_was_asked_for_which_sees_its_own_credentials_alone() {
    for adapter in Adapter::OURS {
        let world = World::with(Options::default(), true);
        let (address, proxy) = proxy("HTTP/1.1 200 Connected\r\n\r\n");
        let url = format!("http://user:password@{address}");
        let setup = Setup { trusted: world.catapa.certificate_pem(), proxy: Some(&url), ..Setup::default() };
        assert_eq!(world.exchange(&adapter.with(setup)), "granted", "{adapter:?}");

        let head = asked(address, proxy).to_lowercase();
        let catapa = world.catapa.origin().replace("https://", "");
        assert!(head.starts_with(&format!("connect {catapa} http/1.1\n")), "{adapter:?}: {head}");
        // Base64 of "user:password", in lower case.
        let authorization: Vec<&str> = head.lines().filter(|line| line.contains("authorization")).collect();
        assert_eq!(authorization, ["proxy-authorization: basic dxnlcjpwyxnzd29yza=="], "{adapter:?}: {head}");
    }
}

#[test]
fn nothing_is_sent_when_the_proxy_says_no() {
    for adapter in Adapter::OURS {
        let world = World::with(Options::default(), true);
        let (address, proxy) = proxy("HTTP/1.1 407 Who?\r\ncontent-length: 0\r\n\r\n");
        let url = format!("http://{address}");
        let setup = Setup { trusted: world.catapa.certificate_pem(), proxy: Some(&url), ..Setup::default() };
        assert_eq!(world.exchange(&adapter.with(setup)), "not sent, code kept", "{adapter:?}");
        assert_eq!(world.catapa.count(Path::Token), 0, "{adapter:?}");
        assert!(asked(address, proxy).starts_with("CONNECT "), "{adapter:?}");
    }
}

#[test]
fn a_sign_in_over_tls_is_granted() {
    for adapter in Adapter::OURS {
        let world = World::with(Options::default(), true);
        let pem = world.catapa.certificate_pem().unwrap();
        assert_eq!(world.exchange(&adapter.trusting(pem)), "granted", "{adapter:?}");
    }
}

#[test]
fn a_proxy_in_the_environment_is_not_asked() {
    let (proxy, url) = avoided();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "a_sign_in_over_tls_is_granted"]);
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "http_proxy", "https_proxy"] {
        child.env(name, &url);
    }
    let output = child.output().unwrap();
    assert!(output.status.success() && String::from_utf8(output.stdout).unwrap().contains("1 passed"));
    assert!(!was_asked(&proxy));
}

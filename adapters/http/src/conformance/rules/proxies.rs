//! What goes through a proxy, and what never does.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{self, BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use catapa_stand_in::Path;

use crate::conformance::client::Setup;
use crate::conformance::ready::Ready;
use crate::conformance::trial::{Trial, trusting};
use crate::conformance::world::World;

pub(in crate::conformance) async fn http_on_this_machine_never_goes_through_a_proxy(trial: &Trial<'_>) {
    if !trial.client.takes_a_proxy {
        return trial.does_not_apply();
    }
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port on this machine");
    proxy.set_nonblocking(true).expect("a listener that does not block");
    let url = format!("http://{}", proxy.local_addr().expect("its port"));
    let ready = trial.ready_with(Setup { proxy: Some(url), ..Setup::default() });
    trial.expect("a proxy", "granted", trial.world().exchange(&ready).await);
    let is_alone = proxy.accept().is_err_and(|why| why.kind() == ErrorKind::WouldBlock);
    trial.expect_that("a proxy", "no connection to the proxy", is_alone, "asked");
}

pub(in crate::conformance) async fn https_goes_through_the_proxy_that_was_asked_for_which_sees_its_own_credentials_alone(
    trial: &Trial<'_>,
) {
    if !trial.client.takes_a_proxy {
        return trial.does_not_apply();
    }
    let world = trial.world();
    let (address, heads) = proxy("HTTP/1.1 200 Connected\r\n\r\n");
    let ready = through(trial, &world, &format!("http://user:password@{address}"));
    trial.expect("a proxy", "granted", world.exchange(&ready).await);

    let head = asked(address, &heads).to_lowercase();
    let catapa = world.catapa.origin().replace("https://", "");
    let is_tunnel = head.starts_with(&format!("connect {catapa} http/1.1\n"));
    trial.expect_that("the proxy's request", "CONNECT", is_tunnel, "another");
    // Base64 of "user:password", in lower case.
    let authorization: Vec<&str> = head.lines().filter(|line| line.contains("authorization")).collect();
    let is_its_own = authorization == ["proxy-authorization: basic dxnlcjpwyxnzd29yza=="];
    trial.expect_that("the proxy's request", "the proxy's credentials alone", is_its_own, "others");
}

pub(in crate::conformance) async fn nothing_is_sent_when_the_proxy_says_no(trial: &Trial<'_>) {
    if !trial.client.takes_a_proxy {
        return trial.does_not_apply();
    }
    let world = trial.world();
    let (address, heads) = proxy("HTTP/1.1 407 Who?\r\ncontent-length: 0\r\n\r\n");
    let ready = through(trial, &world, &format!("http://{address}"));
    trial.expect("407", "not sent, code kept", world.exchange(&ready).await);
    trial.expect_that("407", "no request", world.catapa.count(Path::Token) == 0, "a request");
    let is_tunnel = asked(address, &heads).starts_with("CONNECT ");
    trial.expect_that("the proxy's request", "CONNECT", is_tunnel, "another");
}

fn through(trial: &Trial<'_>, world: &World, url: &str) -> Ready {
    trial.ready_with(Setup { proxy: Some(url.to_owned()), ..trusting(world) })
}

/// A proxy for one connection, and the head of the request that it gets.
fn proxy(answer: &'static str) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on this machine");
    let address = listener.local_addr().expect("its port");
    let (asks, heads) = mpsc::channel();
    thread::spawn(move || {
        let Ok((mut client, _)) = listener.accept() else { return };
        let head = head(&client);
        let to = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let _ = asks.send(head);
        let _ = client.write_all(answer.as_bytes());
        if let (true, Ok(server)) = (answer.starts_with("HTTP/1.1 200"), TcpStream::connect(to)) {
            relay(&client, &server);
        }
    });
    (address, heads)
}

/// What the proxy was asked.
fn asked(address: SocketAddr, heads: &Receiver<String>) -> String {
    // If nobody asked, this ends the wait: the proxy then reports something else.
    let _ = TcpStream::connect(address).and_then(|mut asker| asker.write_all(b"nobody asked\r\n\r\n"));
    heads.recv_timeout(Duration::from_secs(10)).unwrap_or_default()
}

/// The head as it came: a client must send nothing after it before the proxy has answered.
fn head(client: &TcpStream) -> String {
    let _ = client.set_read_timeout(Some(Duration::from_secs(10)));
    let lines = BufReader::new(client).lines().map_while(Result::ok);
    lines.take_while(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

fn relay(client: &TcpStream, server: &TcpStream) {
    thread::scope(|scope| {
        scope.spawn(|| {
            let _ = io::copy(&mut &*client, &mut &*server);
            let _ = server.shutdown(Shutdown::Write);
        });
        let _ = io::copy(&mut &*server, &mut &*client);
        let _ = client.shutdown(Shutdown::Both);
    });
}

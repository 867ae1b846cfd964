//! What must not leave this machine.

use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use catapa_stand_in::Path;

use crate::conformance::client::Setup;
use crate::conformance::outcome::trade;
use crate::conformance::trial::Trial;
use crate::conformance::world::{World, client_at, made_up_code};

/// How long the suite waits for what must come.
const WAIT: Duration = Duration::from_secs(10);

pub(in crate::conformance) async fn nothing_is_sent_where_nobody_listens(trial: &Trial<'_>) {
    let World { catapa, client } = trial.world();
    let setup = Setup { trusted_pem: catapa.certificate_pem().map(str::to_owned), ..Setup::default() };
    drop(catapa);
    trial.expect("a closed port", "not sent, code kept", trade(made_up_code(&client), &trial.ready_with(setup)).await);
}

pub(in crate::conformance) async fn tls_to_a_stranger_is_refused_until_its_certificate_is_trusted(trial: &Trial<'_>) {
    let world = trial.world();
    let outcome = world.exchange(&trial.ready_with(Setup::default())).await;
    trial.expect("a certificate of nobody known", "not sent, code kept", outcome);
    let outcome = world.exchange(&trial.ready(&trial.world())).await;
    trial.expect("a certificate of another authority", "not sent, code kept", outcome);
    trial.expect("both", "no request", requests(&world));
    trial.expect("a certificate that is trusted", "granted", world.exchange(&trial.ready(&world)).await);
}

fn requests(world: &World) -> String {
    match world.catapa.count(Path::Token) {
        0 => "no request".to_owned(),
        requests => format!("{requests} requests"),
    }
}

pub(in crate::conformance) async fn a_server_that_stays_silent_in_tls_gets_no_request(trial: &Trial<'_>) {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port on this machine");
    let client = client_at(&format!("https://{}", silent.local_addr().expect("its port")));
    let setup =
        Setup { connect_timeout: Duration::from_millis(100), timeout: Duration::from_secs(20), ..Setup::default() };
    let began = Instant::now();
    let outcome = trade(made_up_code(&client), &trial.ready_with(setup)).await;
    trial.expect("no word of TLS", "not sent, code kept", outcome);
    let is_in_time = began.elapsed() < WAIT;
    trial.expect_that("no word of TLS", "an end with the time for connecting", is_in_time, "too late");
}

pub(in crate::conformance) async fn a_server_that_speaks_no_tls_gets_no_request(trial: &Trial<'_>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on this machine");
    let client = client_at(&format!("https://{}", listener.local_addr().expect("its port")));
    let (hears, heard) = mpsc::channel();
    thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else { return };
        let mut bytes = vec![0; 4_096];
        let length = stream.read(&mut bytes).unwrap_or_default();
        let _ = stream.write_all(b"HTTP/1.1 400 Speak HTTP\r\n\r\n");
        bytes.truncate(length);
        let _ = stream.set_read_timeout(Some(WAIT));
        let _ = stream.read_to_end(&mut bytes);
        let _ = hears.send(bytes);
    });
    let have_code = made_up_code(&client);
    let outcome = trade(have_code, &trial.ready_with(Setup::default())).await;
    trial.expect("an answer in the clear", "not sent, code kept", outcome);
    let heard = heard.recv_timeout(2 * WAIT).unwrap_or_default();
    trial.expect_that("its first byte", "TLS's", heard.first() == Some(&0x16), "another");
    let is_told = heard.windows(7).any(|bytes| bytes == b"made-up" || bytes == b"POST /o");
    trial.expect_that("all its bytes", "no request", !is_told, "a request in the clear");
}

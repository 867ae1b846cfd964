//! When `HyperSender` takes a connection of HTTP/2 for live.

use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use catapa_adapter_tests::{Way, have_code, now, stand_in};
use catapa_signin::{Client, Method, Request};
use catapa_signin_async::{HyperSender, SenderOptions, TokioConnector};
use catapa_signin_http::pki_types::CertificateDer;
use catapa_signin_http::pki_types::pem::PemObject as _;
use catapa_stand_in::{Fault, Gate, Path, Protocol, StandIn};
use hyper::rt::{Sleep, Timer};
use hyper_util::rt::TokioTimer;

/// A timer whose clock a test moves on, and whose time-outs take a tenth of their time.
#[derive(Clone, Default)]
struct MovedClock(Arc<AtomicU64>);

impl MovedClock {
    fn advance(&self, time: Duration) {
        self.0.fetch_add(time.as_secs(), Ordering::Relaxed);
    }
}

impl Timer for MovedClock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        TokioTimer::new().sleep(duration / 10)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.sleep(deadline.saturating_duration_since(self.now()))
    }

    fn now(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

fn sender(catapa: &StandIn, clock: MovedClock) -> HyperSender {
    let pem = catapa.certificate_pem().unwrap();
    let options = SenderOptions::default().trust(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap());
    HyperSender::new(TokioConnector::default(), clock, |task| drop(tokio::spawn(task)), options).unwrap()
}

/// Opens a connection with a request of the API, lets so much time pass, and trades a code. Gives the connections that the
/// code's request and the request before it came over.
fn trades_a_code_after(time: Duration, fault: &dyn Fn(&Gate) -> Fault) -> [usize; 2] {
    let (catapa, client) = stand_in(true);
    let clock = MovedClock::default();
    Way::HyperOnTokio.block_on(async {
        let sender = sender(&catapa, clock.clone());
        let gate = Gate::new();
        catapa.fault(Path::Employees, fault(&gate));
        ask(&sender, &client, &catapa).await;
        gate.open();
        clock.advance(time);
        // The whole way to a code goes by, over connections of the browser's.
        let have_code = have_code(&catapa, &client);
        let mut reply = sender.send(&have_code.token_request(now(&catapa)).unwrap()).await.unwrap();
        assert!(have_code.finish(reply.as_reply(), now(&catapa)).is_ok());
    });
    assert_eq!(catapa.count(Path::Token), 2, "each of two codes was traded once");
    let connection = |path| catapa.requests_to(path).pop().unwrap();
    let [before, after] = [connection(Path::Employees), connection(Path::Token)];
    assert_eq!([before.protocol, after.protocol], [Protocol::Http2; 2]);
    [before.connection, after.connection]
}

/// Signs in, and calls the API.
async fn ask(sender: &HyperSender, client: &Client, catapa: &StandIn) {
    let have_code = have_code(catapa, client);
    let mut reply = sender.send(&have_code.token_request(now(catapa)).unwrap()).await.unwrap();
    let authorized = have_code.finish(reply.as_reply(), now(catapa)).unwrap();
    let request: Request<'_> = authorized.api_request(Method::Get, "/core/v1/employees").unwrap();
    assert!(sender.send(&request).await.is_ok());
}

#[test]
fn an_http2_connection_gets_a_token_request_if_it_was_heard_just_now_or_answers_a_ping() {
    for idle in [0, 6] {
        let [before, after] = trades_a_code_after(Duration::from_secs(idle), &|_| Fault::none());
        assert_eq!(before, after, "after {idle} s");
    }
}

#[test]
fn a_token_request_is_not_lost_to_an_http2_connection_that_has_died() {
    let dies = |gate: &Gate| Fault::altered().dead_after().idle_until(gate);
    let [before, after] = trades_a_code_after(Duration::from_secs(6), &dies);
    assert_ne!(before, after);
}

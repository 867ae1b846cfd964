//! When `HyperSender` takes a connection of HTTP/2 for live.

use core::pin::Pin;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use catapa_adapter_tests::{Way, have_code, now, stand_in};
use catapa_signin::{Authorized, Client, Method, Request};
use catapa_signin_async::{HyperSender, ReplyBuffer, SendError, Sender, SenderOptions, Task, TokioConnector};
use catapa_signin_http::pki_types::CertificateDer;
use catapa_signin_http::pki_types::pem::PemObject as _;
use catapa_signin_http::to_http;
use catapa_stand_in::{Fault, Gate, Path, Protocol, StandIn};
use hyper::rt::{Sleep, Timer};
use hyper_util::rt::TokioTimer;
use tower::Service as _;

/// A timer whose clock a test moves on, and whose time-outs take a tenth of their time, unless it is patient.
#[derive(Clone, Default)]
struct MovedClock {
    moved: Arc<AtomicU64>,
    is_patient: Arc<AtomicBool>,
}

impl MovedClock {
    fn advance(&self, time: Duration) {
        self.moved.fetch_add(time.as_secs(), Ordering::Relaxed);
    }
}

impl Timer for MovedClock {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        let is_patient = self.is_patient.load(Ordering::Relaxed);
        TokioTimer::new().sleep(if is_patient { duration } else { duration / 10 })
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        self.sleep(deadline.saturating_duration_since(self.now()))
    }

    fn now(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.moved.load(Ordering::Relaxed))
    }
}

fn options(catapa: &StandIn) -> SenderOptions {
    let pem = catapa.certificate_pem().unwrap();
    SenderOptions::default().trust(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
}

fn spawn(task: Task) {
    drop(tokio::spawn(task));
}

fn sender(catapa: &StandIn, clock: MovedClock) -> HyperSender {
    HyperSender::new(TokioConnector::default(), clock, spawn, options(catapa)).unwrap()
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
    let tokens = tokens(sender, client, catapa).await;
    assert!(call(sender, client, &tokens).await.is_ok());
}

async fn tokens(sender: &HyperSender, client: &Client, catapa: &StandIn) -> Authorized<String> {
    let have_code = have_code(catapa, client);
    let mut reply = sender.send(&have_code.token_request(now(catapa)).unwrap()).await.unwrap();
    have_code.finish(reply.as_reply(), now(catapa)).unwrap().to_owned_in::<String>().unwrap().into_step()
}

async fn call(sender: &HyperSender, client: &Client, tokens: &Authorized<String>) -> Result<ReplyBuffer, SendError> {
    let authorized = client.resume_ref(tokens).unwrap();
    let request: Request<'_> = authorized.api_request(Method::Get, "/core/v1/employees").unwrap();
    sender.send(&request).await
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

#[test]
fn the_answer_to_an_earlier_ping_proves_nothing() {
    let (catapa, client) = stand_in(true);
    let clock = MovedClock::default();
    Way::HyperOnTokio.block_on(async {
        let sender = sender(&catapa, clock.clone());
        let tokens = tokens(&sender, &client, &catapa).await;
        let gate = Gate::new();
        // Each of these two sends a PING along, for whose answer it need not wait.
        for fault in [Fault::none(), Fault::altered().dead_after().idle_until(&gate)] {
            clock.advance(Duration::from_secs(6));
            catapa.fault(Path::Employees, fault);
            assert!(call(&sender, &client, &tokens).await.is_ok());
        }
        gate.open();
        clock.advance(Duration::from_secs(6));
        let have_code = have_code(&catapa, &client);
        let mut reply = sender.send(&have_code.token_request(now(&catapa)).unwrap()).await.unwrap();
        assert!(have_code.finish(reply.as_reply(), now(&catapa)).is_ok());
    });
}

#[test]
fn a_token_request_after_a_goaway_goes_over_a_fresh_connection_while_the_old_one_ends_its_streams() {
    let (catapa, client) = stand_in(true);
    Way::HyperOnTokio.block_on(async {
        let sender = sender(&catapa, MovedClock::default());
        let kept = Arc::new(tokens(&sender, &client, &catapa).await);
        let gate = Gate::new();
        catapa.fault(Path::Employees, Fault::altered().held_by(&gate));
        let held = tokio::spawn({
            let (sender, client, kept) = (sender.clone(), client.clone(), Arc::clone(&kept));
            async move { call(&sender, &client, &kept).await.is_ok() }
        });
        while catapa.count(Path::Employees) == 0 {
            tokio::task::yield_now().await;
        }
        catapa.fault(Path::Employees, Fault::altered().goaway_then_reply());
        assert!(call(&sender, &client, &kept).await.is_ok());
        // On the way out it finds that the connection takes no more.
        drop(tokens(&sender, &client, &catapa).await);
        gate.open();
        assert!(held.await.unwrap());
    });
    let [first, .., last] = &catapa.requests_to(Path::Token)[..] else { panic!("two exchanges") };
    assert_ne!(first.connection, last.connection);
}

#[test]
fn a_token_request_that_the_server_gave_no_stream_was_not_sent() {
    /// As many as the stand-in allows.
    const STREAMS: usize = 200;
    let (catapa, client) = stand_in(true);
    Way::HyperOnTokio.block_on(async {
        let clock = MovedClock::default();
        let options = options(&catapa).timeout(Duration::from_secs(9));
        let sender = HyperSender::new(TokioConnector::default(), clock.clone(), spawn, options).unwrap();
        let kept = Arc::new(tokens(&sender, &client, &catapa).await);
        let (gate, have_code) = (Gate::new(), have_code(&catapa, &client));
        catapa.faults().always(Path::Employees, Fault::altered().held_by(&gate));
        clock.is_patient.store(true, Ordering::Relaxed);
        for _ in 0..STREAMS {
            let (sender, client, kept) = (sender.clone(), client.clone(), Arc::clone(&kept));
            spawn(Box::pin(async move { drop(call(&sender, &client, &kept).await) }));
        }
        while catapa.count(Path::Employees) < STREAMS {
            tokio::task::yield_now().await;
        }
        clock.is_patient.store(false, Ordering::Relaxed);
        let sent = sender.send(&have_code.token_request(now(&catapa)).unwrap()).await;
        assert!(matches!(sent, Err(SendError::NotSent(_))), "{sent:?}");
        gate.open();
    });
    assert_eq!(catapa.count(Path::Token), 1);
}

#[test]
fn a_connector_that_panics_once_is_called_again() {
    let (catapa, client) = stand_in(true);
    Way::HyperOnTokio.block_on(async {
        let panics = Arc::new(AtomicBool::new(true));
        let connector = tower::service_fn(move |to| {
            let panics = Arc::clone(&panics);
            async move {
                assert!(!panics.swap(false, Ordering::Relaxed), "the connector's own");
                TokioConnector::default().call(to).await
            }
        });
        let sender = HyperSender::new(connector, TokioTimer::new(), spawn, options(&catapa)).unwrap();
        let have_code = have_code(&catapa, &client);
        let request = to_http(&have_code.token_request(now(&catapa)).unwrap()).unwrap();
        let first = tokio::spawn({
            let (sender, request) = (sender.clone(), request.clone());
            async move { Sender::send(&sender, request, 65_536).await.is_ok() }
        });
        assert!(first.await.is_err_and(|why| why.is_panic()));
        assert_eq!(Sender::send(&sender, request, 65_536).await.unwrap().status(), 200);
    });
}

#[test]
fn a_connection_that_was_idle_for_its_time_is_closed_and_not_used_again() {
    for tls in [false, true] {
        let (catapa, client) = stand_in(tls);
        Way::HyperOnTokio.block_on(async {
            let options = if tls { options(&catapa) } else { SenderOptions::default() };
            let options = options.idle_timeout(Duration::from_millis(50));
            let sender = HyperSender::new(TokioConnector::default(), TokioTimer::new(), spawn, options).unwrap();
            let kept = tokens(&sender, &client, &catapa).await;
            assert!(call(&sender, &client, &kept).await.is_ok());
            while catapa.open_connections() > 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            assert!(call(&sender, &client, &kept).await.is_ok());
        });
        let calls = catapa.requests_to(Path::Employees);
        assert_ne!(calls[0].connection, calls[1].connection);
    }
}

#[test]
fn of_many_idle_connections_so_many_are_kept_as_the_options_say() {
    let (catapa, client) = stand_in(false);
    Way::HyperOnTokio.block_on(async {
        let options = SenderOptions::default().idle_per_host(2);
        let sender = HyperSender::new(TokioConnector::default(), TokioTimer::new(), spawn, options).unwrap();
        let kept = tokens(&sender, &client, &catapa).await;
        let gate = Gate::new();
        catapa.faults().always(Path::Employees, Fault::altered().held_by(&gate));
        let calls = (0..5).map(|_| call(&sender, &client, &kept));
        let (answered, ()) = futures_util::future::join(futures_util::future::join_all(calls), async {
            while catapa.count(Path::Employees) < 5 {
                tokio::task::yield_now().await;
            }
            gate.open();
        })
        .await;
        assert!(answered.iter().all(Result::is_ok));
        assert!(catapa.wait_for_open_connections(2));
    });
}

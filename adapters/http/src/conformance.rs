//! The suite that every client must pass. Run it against yours, in a test.
//!
//! It sends real requests over real sockets on this machine, to the stand-in for CATAPA, which misbehaves. It checks
//! [what a client must not do](crate#what-a-client-must-not-do), rule by rule: over HTTP/1.1, over TLS and over HTTP/2.
//!
//! ```
//! # use core::time::Duration;
//! # use catapa_signin_async::{HyperSender, SendError, SenderOptions, pki_types::{CertificateDer, pem::PemObject as _}};
//! # struct YourClient(HyperSender);
//! # impl YourClient {
//! #     fn new(connect_timeout: Duration, timeout: Duration, trusted_pem: Option<&str>) -> Self {
//! #         let mut options = SenderOptions::default().connect_timeout(connect_timeout).timeout(timeout);
//! #         for pem in trusted_pem {
//! #             options = options.trust(CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate"));
//! #         }
//! #         Self(HyperSender::tokio(options).expect("a client"))
//! #     }
//! #     async fn call(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<http::Response<Vec<u8>>, SendError> {
//! #         catapa_signin_async::Sender::send(&self.0, request, limit).await
//! #     }
//! # }
//! use catapa_signin_http::conformance::{ClientUnderTest, check};
//!
//! let client = ClientUnderTest::new(
//!     "your client",
//!     |setup| {
//!         let client = YourClient::new(setup.connect_timeout, setup.timeout, setup.trusted_pem.as_deref());
//!         async move |request, limit| client.call(request, limit).await
//!     },
//!     |check| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(check),
//! );
//! let report = check(&client.without_proxy());
//! assert!(report.is_clean(), "{report}");
//! ```
//!
//! A client that blocks is [`ClientUnderTest::blocking`], without the last closure. What yours does not speak at all, leave
//! out with `without_tls`, `without_http2` and `without_proxy`. [`check_rule`] checks one rule, and [`tables`] compares
//! clients.

mod client;
mod outcome;
mod over;
mod race;
mod ready;
mod report;
mod row;
mod rule;
mod rules;
mod table;
mod trial;
mod world;

use core::sync::atomic::{AtomicUsize, Ordering};
use std::panic::resume_unwind;
use std::thread;

pub use client::{Check, ClientUnderTest, Setup};
pub use over::Over;
pub use report::{Finding, Report};
pub use table::tables;

use report::Judged;
use rule::{RULES, Rule};
use trial::Trial;

/// Checks every rule. It takes some ten seconds, because time-outs are among them.
///
/// # Panics
///
/// If the client does, or if this machine has no free port.
pub fn check(client: &ClientUnderTest) -> Report {
    check_all(client, |_| true)
}

/// Checks one of the [rules], by its name.
///
/// # Panics
///
/// If there is no such rule, if the client panics, or if this machine has no free port.
pub fn check_rule(client: &ClientUnderTest, name: &str) -> Report {
    assert!(rules().any(|rule| rule == name), "there is no rule {name}");
    check_all(client, |rule| rule.name == name)
}

/// The names of the rules, in the order of [what a client must not do](crate#what-a-client-must-not-do).
pub fn rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.name)
}

/// Checks some of the rules, several at a time: most of the time goes by with waiting.
fn check_all(client: &ClientUnderTest, is_checked: impl Fn(&Rule) -> bool) -> Report {
    let rules = RULES.iter().filter(|rule| is_checked(rule));
    let trials = rules.flat_map(|rule| rule.over.iter().map(move |over| (rule, *over)));
    let trials: Vec<_> = trials.filter(|(_, over)| client.speaks(*over)).collect();
    let next = AtomicUsize::new(0);
    let judge_on = || {
        let mut judged = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some((rule, over)) = trials.get(place) else { return judged };
            judged.push((place, judge(client, rule, *over)));
        }
    };
    let threads = thread::available_parallelism().map_or(2, |cores| 2 * cores.get()).min(trials.len());
    let mut judged: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(judge_on)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    judged.sort_unstable_by_key(|(place, _)| *place);
    Report { client: client.name.clone(), judged: judged.into_iter().map(|(_, judged)| judged).collect() }
}

fn judge(client: &ClientUnderTest, rule: &Rule, over: Over) -> Judged {
    let trial = Trial::new(client, over, rule.name);
    client.drive((rule.check)(&trial));
    Judged { rule: rule.name, over, found: trial.found() }
}

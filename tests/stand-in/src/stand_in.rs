//! The stand-in, as a test holds it.

use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;
use std::io;

use crate::catapa::Catapa;
use crate::clock::Clock;
use crate::fault::Fault;
use crate::faults::Faults;
use crate::lock::Lock as _;
use crate::path::Path;
use crate::person::Person;
use crate::record::{Protocol, Request};
use crate::server::Server;
use crate::settings::{Builder, Settings};
use crate::tls::Tls;
#[cfg(feature = "tls")]
use crate::tls::{Certificate, CertificateError};

/// How long a test waits for what must come.
const WAIT: Duration = Duration::from_secs(10);

/// A CATAPA that runs on this machine, until it is dropped.
pub struct StandIn {
    catapa: Arc<Catapa>,
    server: Server,
    certificate_pem: Option<String>,
}

/// Why a stand-in did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen: {0}")]
    Listen(#[from] io::Error),
    /// The system gives no randomness.
    #[error("the system gives no randomness: {0}")]
    Entropy(String),
    /// The certificate could not be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(String),
    /// A redirect URI must be absolute, without fragment, space or control character.
    #[error("{0:?} cannot be a redirect URI: it must be absolute, without fragment or space")]
    RedirectUri(String),
}

impl Builder {
    /// Starts the stand-in on a thread of its own; safe inside an async runtime too.
    pub fn start(self) -> Result<StandIn, StartError> {
        StandIn::start(self.0.completed())
    }
}

impl StandIn {
    /// A stand-in with defaults for everything.
    pub fn builder() -> Builder {
        Builder::default()
    }

    fn start(settings: Settings) -> Result<Self, StartError> {
        if let Some(uri) = settings.redirect_uris.iter().find(|uri| !can_be_redirect_uri(uri)) {
            return Err(StartError::RedirectUri(uri.clone()));
        }
        let (tls, certificate_pem) = tls(&settings)?.unzip();
        let catapa = Catapa::new(settings).map_err(|error| StartError::Entropy(error.to_string()))?;
        let catapa = Arc::new(catapa);
        Ok(Self { server: Server::start(catapa.clone(), tls)?, catapa, certificate_pem })
    }

    /// Its origin: `http://127.0.0.1:PORT`, or `https` with TLS. It is the accounts and the API origin in one.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.catapa.settings.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.server.address())
    }

    /// The certificate that a client must trust, if the stand-in speaks TLS.
    #[must_use]
    pub fn certificate_pem(&self) -> Option<&str> {
        self.certificate_pem.as_deref()
    }

    /// The clock by which codes and tokens grow old.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.catapa.clock.clone()
    }

    /// The script of faults.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.catapa.faults.clone()
    }

    /// The next request to this path meets this fault: [`Faults::next`].
    pub fn fault(&self, path: Path, fault: Fault) {
        self.catapa.faults.next(path, fault);
    }

    /// One of its people, who knows the password and trusts the certificate. An unknown name is a stranger without a
    /// password.
    #[must_use]
    pub fn sign_in_as(&self, username: &str) -> Person {
        let mut users = self.catapa.users.iter();
        let password = users.find(|user| user.username() == username).map_or("", |user| user.password());
        let person = Person::new(username, password);
        #[cfg(feature = "tls")]
        if let Some(pem) = &self.certificate_pem {
            return person.clone().trusting(pem).unwrap_or(person);
        }
        person
    }

    /// Every request, in the order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.catapa.record.requests()
    }

    /// The requests to one path.
    #[must_use]
    pub fn requests_to(&self, path: Path) -> Vec<Request> {
        let mut requests = self.requests();
        requests.retain(|request| Path::of(&request.path) == path);
        requests
    }

    /// How many requests arrived at a path.
    #[must_use]
    pub fn count(&self, path: Path) -> usize {
        self.catapa.record.count(path)
    }

    /// How many connections were accepted.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.catapa.record.connections()
    }

    /// How many of them speak this version of HTTP. A connection whose TLS handshake failed speaks none.
    #[must_use]
    pub fn connections_by(&self, protocol: Protocol) -> usize {
        self.catapa.record.connections_by(protocol)
    }

    /// How many connections are open now.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.catapa.record.open_connections()
    }

    /// How many requests came over a connection that had brought another one before.
    #[must_use]
    pub fn reuses(&self) -> usize {
        self.catapa.record.reuses()
    }

    /// Waits until `count` requests arrived at a path. It returns `false` if they did not arrive within ten seconds.
    #[must_use]
    pub fn wait_for(&self, path: Path, count: usize) -> bool {
        self.catapa.record.wait_for(path, count, WAIT)
    }

    /// Waits until exactly `count` connections are open. It returns `false` if this does not happen within ten
    /// seconds.
    #[must_use]
    pub fn wait_for_open_connections(&self, count: usize) -> bool {
        self.catapa.record.wait_for_open(count, WAIT)
    }

    /// Waits until the stray bytes of `count` faults ([`Fault::stray_after`]) were written. It returns `false` if this
    /// does not happen within ten seconds.
    #[must_use]
    pub fn wait_for_stray_bytes(&self, count: usize) -> bool {
        self.catapa.record.wait_for_strays(count, WAIT)
    }

    /// Forgets the requests and connections so far. Open connections stay open, and keep their numbers.
    pub fn clear_requests(&self) {
        self.catapa.record.clear();
    }

    /// Forgets the failures so far, so that no endpoint answers 429 for them.
    pub fn clear_failures(&self) {
        self.catapa.authorize_limit.clear();
        self.catapa.token_limit.clear();
    }

    /// Ends every access token early, as an administrator may. Refresh tokens stay good.
    pub fn revoke_access_tokens(&self) {
        self.catapa.grants.hold().revoke_access_tokens();
    }

    /// Ends every token given so far, refresh tokens included.
    pub fn revoke_everything(&self) {
        self.catapa.grants.hold().end_every_family();
    }
}

/// The server's side of TLS and the certificate to trust, if the settings ask for it.
#[cfg(feature = "tls")]
fn tls(settings: &Settings) -> Result<Option<(Tls, String)>, StartError> {
    let certificate = settings.tls.then(|| Certificate::for_loopback(settings.http1_only)).transpose()?;
    Ok(certificate.map(|certificate| (certificate.tls, certificate.authority_pem)))
}

/// No settings can ask for it.
#[cfg(not(feature = "tls"))]
fn tls(_: &Settings) -> Result<Option<(Tls, String)>, StartError> {
    Ok(None)
}

fn can_be_redirect_uri(uri: &str) -> bool {
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let first_is_letter = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    first_is_letter && scheme.chars().all(in_scheme) && uri.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIn").field("origin", &self.origin()).finish_non_exhaustive()
    }
}

#[cfg(feature = "tls")]
impl From<CertificateError> for StartError {
    fn from(error: CertificateError) -> Self {
        Self::Certificate(error.to_string())
    }
}

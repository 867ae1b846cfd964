//! The requests that the stand-in got.

use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::lock::Lock as _;
use crate::path::Path;

/// A request, as it arrived.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// `GET`, `POST`, ...
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The text after `?`, undecoded.
    pub query: Option<String>,
    /// Names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// The peer: one address and port for each connection.
    pub peer: SocketAddr,
}

impl Request {
    pub(crate) fn new(head: &Parts, body: &[u8], peer: SocketAddr) -> Self {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Self {
            method: head.method.to_string(),
            path: head.uri.path().into(),
            query: head.uri.query().map(Into::into),
            headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: body.into(),
            peer,
        }
    }

    /// The value of a header that was sent exactly once; the name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// A field of the form in the body, decoded, if it was sent exactly once.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<String> {
        once(&self.body, name)
    }

    /// A parameter of the query, decoded, if it was sent exactly once.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        once(self.query.as_ref()?.as_bytes(), name)
    }

    /// The credentials of `Authorization: Basic`, decoded from base64: `client_id:client_secret`, raw or form-encoded
    /// as it was sent.
    #[must_use]
    pub fn basic(&self) -> Option<String> {
        let encoded = self.header("authorization")?.strip_prefix("Basic ")?;
        String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
    }
}

/// The request as HTTP writes it, for the message of a failed assertion. It shows the secrets of the test.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        writeln!(f, " (from {})", self.peer)?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {value}")?;
        }
        write!(f, "\n{}", String::from_utf8_lossy(&self.body))
    }
}

fn once(form: &[u8], name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(form).ok()?;
    let mut values = pairs.into_iter().filter(|(candidate, _)| candidate == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

/// Every request since the start, or since the last [`clear`](Record::clear).
#[derive(Default)]
pub(crate) struct Record {
    entries: Mutex<Entries>,
    grown: Condvar,
}

#[derive(Default)]
struct Entries {
    requests: Vec<Request>,
    connections: usize,
}

impl Record {
    pub(crate) fn connection_accepted(&self) {
        self.entries.hold().connections += 1;
    }

    pub(crate) fn add(&self, request: Request) {
        self.entries.hold().requests.push(request);
        self.grown.notify_all();
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.entries.hold().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.entries.hold().connections
    }

    pub(crate) fn count(&self, path: Path) -> usize {
        self.entries.hold().count(path)
    }

    pub(crate) fn clear(&self) {
        *self.entries.hold() = Entries::default();
    }

    /// Waits until `count` requests arrived at a path. It returns `false` if they did not arrive in time.
    pub(crate) fn wait_for(&self, path: Path, count: usize, at_most: Duration) -> bool {
        let since = Instant::now();
        let mut entries = self.entries.hold();
        while entries.count(path) < count {
            let Some(left) = at_most.checked_sub(since.elapsed()) else {
                return false;
            };
            let waited = self.grown.wait_timeout(entries, left);
            (entries, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        true
    }
}

impl Entries {
    fn count(&self, path: Path) -> usize {
        let asked = |request: &&Request| Path::of(&request.path) == path;
        self.requests.iter().filter(asked).count()
    }
}

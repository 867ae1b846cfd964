//! The requests and connections that the stand-in got.

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

/// The version of HTTP that a connection speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// HTTP/1.1, and HTTP/1.0.
    Http1,
    /// HTTP/2, which the client chose by ALPN.
    Http2,
}

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
    /// The number of its connection: 1 for the first that the stand-in accepted.
    pub connection: usize,
    /// The version of HTTP.
    pub protocol: Protocol,
    /// Its place among the requests of its connection: 1 for the first.
    pub place: usize,
}

impl Request {
    pub(crate) fn new(
        head: &Parts,
        body: &[u8],
        peer: SocketAddr,
        connection: usize,
        protocol: Protocol,
        place: usize,
    ) -> Self {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Self {
            method: head.method.to_string(),
            path: head.uri.path().into(),
            query: head.uri.query().map(Into::into),
            headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: body.into(),
            peer,
            connection,
            protocol,
            place,
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

/// Every request and connection since the start, or since the last [`clear`](Record::clear).
#[derive(Default)]
pub(crate) struct Record {
    entries: Mutex<Entries>,
    changed: Condvar,
}

#[derive(Default)]
struct Entries {
    requests: Vec<Request>,
    connections: usize,
    http1: usize,
    http2: usize,
    strays: usize,
    /// Not forgotten by `clear`: what is true of connections that are there.
    accepted: usize,
    open: usize,
}

impl Record {
    /// Counts a connection, and gives it its number.
    pub(crate) fn connection_accepted(&self) -> usize {
        self.change(|entries| {
            entries.connections += 1;
            entries.open += 1;
            entries.accepted += 1;
            entries.accepted
        })
    }

    pub(crate) fn protocol_chosen(&self, protocol: Protocol) {
        self.change(|entries| *entries.of(protocol) += 1);
    }

    pub(crate) fn connection_ended(&self) {
        self.change(|entries| entries.open -= 1);
    }

    pub(crate) fn stray_bytes_written(&self) {
        self.change(|entries| entries.strays += 1);
    }

    pub(crate) fn add(&self, request: Request) {
        self.change(|entries| entries.requests.push(request));
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.entries.hold().requests.clone()
    }

    pub(crate) fn reuses(&self) -> usize {
        self.entries.hold().requests.iter().filter(|request| request.place > 1).count()
    }

    pub(crate) fn connections(&self) -> usize {
        self.entries.hold().connections
    }

    pub(crate) fn connections_by(&self, protocol: Protocol) -> usize {
        *self.entries.hold().of(protocol)
    }

    pub(crate) fn open_connections(&self) -> usize {
        self.entries.hold().open
    }

    pub(crate) fn count(&self, path: Path) -> usize {
        self.entries.hold().count(path)
    }

    pub(crate) fn clear(&self) {
        self.change(|entries| {
            let Entries { accepted, open, .. } = *entries;
            *entries = Entries { accepted, open, ..Entries::default() };
        });
    }

    /// Waits until `count` requests arrived at a path. It returns `false` if they did not arrive in time.
    pub(crate) fn wait_for(&self, path: Path, count: usize, at_most: Duration) -> bool {
        self.wait_until(at_most, |entries| entries.count(path) >= count)
    }

    /// Waits until this number of connections is open.
    pub(crate) fn wait_for_open(&self, count: usize, at_most: Duration) -> bool {
        self.wait_until(at_most, |entries| entries.open == count)
    }

    /// Waits until stray bytes were written this number of times.
    pub(crate) fn wait_for_strays(&self, count: usize, at_most: Duration) -> bool {
        self.wait_until(at_most, |entries| entries.strays >= count)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Entries) -> T) -> T {
        let changed = change(&mut self.entries.hold());
        self.changed.notify_all();
        changed
    }

    fn wait_until(&self, at_most: Duration, done: impl Fn(&Entries) -> bool) -> bool {
        let since = Instant::now();
        let mut entries = self.entries.hold();
        while !done(&entries) {
            let Some(left) = at_most.checked_sub(since.elapsed()) else {
                return false;
            };
            let waited = self.changed.wait_timeout(entries, left);
            (entries, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        true
    }
}

impl Entries {
    fn of(&mut self, protocol: Protocol) -> &mut usize {
        match protocol {
            Protocol::Http1 => &mut self.http1,
            Protocol::Http2 => &mut self.http2,
        }
    }

    fn count(&self, path: Path) -> usize {
        let asked = |request: &&Request| Path::of(&request.path) == path;
        self.requests.iter().filter(asked).count()
    }
}

//! Connections that wait for their next request.

use core::fmt;
use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use http::Uri;
use http::uri::{Authority, Scheme};

use crate::carrier::Carrier;

/// The idle connections of a sender. TLS and the proxy are the sender's, so a connection is for one scheme, host and port.
pub(crate) struct Idle {
    timeout: Duration,
    per_host: usize,
    connections: Mutex<Vec<IdleConnection>>,
}

struct IdleConnection {
    host: Host,
    since: Instant,
    connection: Box<dyn Carrier>,
}

#[derive(Clone, PartialEq, Eq)]
struct Host {
    scheme: Scheme,
    authority: Authority,
}

/// Where the connections of a host wait.
#[derive(Clone)]
pub(crate) struct Home {
    idle: Arc<Idle>,
    host: Host,
}

impl Idle {
    pub(crate) fn new(timeout: Duration, per_host: usize) -> Self {
        Self { timeout, per_host, connections: Mutex::default() }
    }

    /// The connections that are not too old, the newest last.
    fn young(&self) -> MutexGuard<'_, Vec<IdleConnection>> {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|idle| idle.since.elapsed() < self.timeout);
        connections
    }
}

impl Home {
    /// The home of connections to the host of `uri`.
    pub(crate) fn new(idle: &Arc<Idle>, uri: &Uri) -> Option<Self> {
        let host = Host { scheme: uri.scheme()?.clone(), authority: uri.authority()?.clone() };
        Some(Self { idle: Arc::clone(idle), host })
    }

    /// The newest connection that is still open and silent.
    pub(crate) fn take_one(&self) -> Option<Box<dyn Carrier>> {
        loop {
            let mut connections = self.idle.young();
            let newest = connections.iter().rposition(|idle| idle.host == self.host)?;
            let mut connection = connections.remove(newest).connection;
            drop(connections);
            if connection.is_open() {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection, and ends the oldest of its host if there are too many.
    pub(crate) fn take_back(self, connection: Box<dyn Carrier>) {
        let mut connections = self.idle.young();
        let of_host = connections.iter().filter(|idle| idle.host == self.host).count();
        if of_host >= self.idle.per_host
            && let Some(oldest) = connections.iter().position(|idle| idle.host == self.host)
        {
            connections.remove(oldest);
        }
        if self.idle.per_host > 0 {
            connections.push(IdleConnection { host: self.host, since: Instant::now(), connection });
        }
    }
}

impl fmt::Debug for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Home")
    }
}

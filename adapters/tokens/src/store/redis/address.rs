//! Where a server is, and how to log in there.

use core::fmt;
#[cfg(feature = "redis-tls")]
use std::sync::Arc;

use ::redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _, ProtocolVersion, RedisConnectionInfo};
#[cfg(feature = "redis-tls")]
use catapa_signin_http::{SenderOptions, rustls::ClientConfig};

use super::options::RedisOptions;
use crate::store::NotConnected;

/// The TLS of an address, if it has one.
#[cfg(feature = "redis-tls")]
pub(super) type Tls = Option<Arc<ClientConfig>>;
/// There is none in this build.
#[cfg(not(feature = "redis-tls"))]
pub(super) type Tls = ();

/// A server. Shown as host and port alone.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
    /// Database, user and password.
    pub(super) login: RedisConnectionInfo,
    pub(super) tls: Tls,
}

impl Address {
    /// Reads `redis://`, `rediss://` and the same of Valkey.
    pub(super) fn read(url: &str, options: &RedisOptions) -> Result<Self, NotConnected> {
        let (scheme, rest) = url.split_once("://").ok_or(NotConnected::Address)?;
        let (plain, tls) = match scheme {
            "redis" | "valkey" => (url.to_owned(), none()),
            // Read as if it were plain: whether the crate `redis` knows TLS depends on the features of others.
            "rediss" | "valkeys" => (format!("redis://{rest}"), by_tls(options)?),
            _ => return Err(NotConnected::Address),
        };
        // A fragment could only mean `#insecure`.
        if plain.contains('#') {
            return Err(NotConnected::Address);
        }
        // What the crate says of it may quote it.
        let read: ConnectionInfo = plain.into_connection_info().map_err(|_| NotConnected::Address)?;
        let ConnectionAddr::Tcp(host, port) = read.addr() else { return Err(NotConnected::Address) };
        // No command but ours: what a server lets us do is short.
        let login = read.redis_settings().clone().set_protocol(ProtocolVersion::RESP2).set_skip_set_lib_name();
        Ok(Self { host: host.clone(), port: *port, login, tls })
    }

    /// Another server with the same login.
    pub(super) fn with(&self, host: &str, port: u16) -> Self {
        Self { host: host.to_owned(), port, ..self.clone() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(feature = "redis-tls")]
const fn none() -> Tls {
    None
}

#[cfg(not(feature = "redis-tls"))]
const fn none() -> Tls {}

#[cfg(feature = "redis-tls")]
fn by_tls(options: &RedisOptions) -> Result<Tls, NotConnected> {
    if let Some(config) = &options.tls {
        return Ok(Some(Arc::clone(config)));
    }
    let config = SenderOptions::default().tls().map_err(|why| NotConnected::Tls(Arc::new(why)))?;
    Ok(Some(Arc::new(config)))
}

#[cfg(not(feature = "redis-tls"))]
const fn by_tls(_: &RedisOptions) -> Result<Tls, NotConnected> {
    Err(NotConnected::NoTls)
}

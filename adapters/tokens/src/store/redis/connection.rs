//! One connection to one server: TCP, TLS where its address says so, and the login.
//!
//! The crate `redis` could make it, but not with a TLS of ours: its own needs features that would change the TLS of any
//! other user of that crate in the same program.

use core::time::Duration;
use std::io;

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Pipeline, Value};
use futures_util::future::select_ok;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::address::{Address, Tls};
use super::failed::{Failed, refused, unreachable};
use crate::store::NotConnected;

/// A connection that many callers share.
pub(super) struct Connection {
    at: String,
    commands: MultiplexedConnection,
    /// Writes and reads. It ends with the connection, and the connection ends with it.
    driver: JoinHandle<()>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl Connection {
    pub(super) async fn open(address: &Address) -> Result<Self, NotConnected> {
        let at = address.to_string();
        let stream = dial(address).await.map_err(|why| unreachable(&at, why))?;
        let stream = secured(stream, address, &address.tls).await.map_err(|why| unreachable(&at, why))?;
        // Each command has a time-out of ours, which counts from its first step.
        let config = AsyncConnectionConfig::new().set_response_timeout(None);
        let (commands, driver) = MultiplexedConnection::new_with_config(&address.login, stream, config)
            .await
            .map_err(|why| refused(&at, why))?;
        Ok(Self { at, commands, driver: tokio::spawn(driver) })
    }

    /// Has the server closed it? Then nothing can be sent over it.
    pub(super) fn is_closed(&self) -> bool {
        self.driver.is_finished()
    }

    pub(super) fn at(&self) -> &str {
        &self.at
    }

    /// Sends all commands in one write, and waits for an answer to each. An answer may be an error.
    pub(super) async fn answers(&self, commands: &Pipeline, deadline: Instant) -> Result<Vec<Value>, Failed> {
        let mut connection = self.commands.clone();
        let answers = connection.send_packed_commands(commands, 0, commands.len());
        match timeout_at(deadline, answers).await {
            Ok(answers) => answers.map_err(Failed::Lost),
            Err(_) => Err(Failed::Late { at: self.at.clone() }),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// The moment after this time, or one that nobody lives to see.
pub(super) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time).unwrap_or_else(|| now + Duration::from_secs(86_400 * 365))
}

/// The first of the host's addresses that answers.
async fn dial(address: &Address) -> io::Result<TcpStream> {
    let found = lookup_host((address.host.as_str(), address.port)).await?;
    let attempts: Vec<_> = found.map(|found| Box::pin(TcpStream::connect(found))).collect();
    if attempts.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the host has no address"));
    }
    let (stream, _) = select_ok(attempts).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(feature = "redis-tls")]
async fn secured(stream: TcpStream, address: &Address, tls: &Tls) -> io::Result<Box<dyn Stream>> {
    use catapa_signin_http::pki_types::ServerName;

    let Some(config) = tls else { return Ok(Box::new(stream)) };
    let name = ServerName::try_from(address.host.clone()).map_err(io::Error::other)?;
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::clone(config));
    Ok(Box::new(connector.connect(name, stream).await?))
}

#[cfg(not(feature = "redis-tls"))]
async fn secured(stream: TcpStream, _: &Address, (): &Tls) -> io::Result<Box<dyn Stream>> {
    Ok(Box::new(stream))
}

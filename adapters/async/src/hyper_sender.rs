//! hyper, rightly configured, on any runtime.

mod connect;
mod exchange;

use core::error::Error;
use core::fmt;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use catapa_signin::Request;
use catapa_signin_http::{ReplyBuffer, SendError};
use http::Uri;
use hyper::rt::{Read, Timer, Write};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioTimer;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::hyper_sender::connect::{Connection, Proxy};
use crate::hyper_sender::exchange::{exchange, for_the_wire, in_time};
use crate::options::{NotConfigured, SenderOptions};
use crate::send::send;

/// Sends requests over [`hyper`], on any runtime: each exactly once, and each on a connection of its own, because on a
/// shared one a reply too many would be read as the reply to the next request, which may be another person's. Cheap to
/// clone.
///
/// It is made of what the runtime has: something that connects, and a timer. Nothing is spawned: the future that sends
/// also drives the connection, and dropping it closes the connection. There is nothing in it that could follow a
/// redirect, keep a cookie, undo an encoding, ask a proxy of the environment or repeat a request.
///
/// On tokio it is [`HyperSender::tokio`]. On smol:
///
/// ```
/// # use core::error::Error;
/// # fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
/// use catapa_signin_async::{HyperSender, SenderOptions};
/// use http::Uri;
/// use smol_hyper::rt::{FuturesIo, SmolTimer};
///
/// let connector = tower::service_fn(async |to: Uri| {
///     let port = to.port_u16().unwrap_or(if to.scheme_str() == Some("https") { 443 } else { 80 });
///     let host = to.host().unwrap_or_default().trim_matches(['[', ']']);
///     smol::net::TcpStream::connect((host, port)).await.map(FuturesIo::new)
/// });
/// let sender = HyperSender::new(connector, SmolTimer::new(), SenderOptions::default())?;
/// # let _ = sender;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HyperSender<C = HttpConnector> {
    connector: C,
    proxy: Option<Proxy>,
    tls: TlsConnector,
    timer: Arc<dyn Timer + Send + Sync>,
    connect_timeout: Duration,
    timeout: Duration,
}

impl HyperSender {
    /// A sender on tokio.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn tokio(options: SenderOptions) -> Result<Self, NotConfigured> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        Self::new(connector, TokioTimer::new(), options)
    }
}

impl<C> HyperSender<C> {
    /// A sender that connects and waits by these means.
    ///
    /// `connector` gets the URI to go to, which is CATAPA's, or that of the proxy of the options. It opens a connection
    /// to its host and port and **does no TLS**, whatever the scheme: that is done here, so that an https request cannot
    /// leave in the clear.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn new(
        connector: C,
        timer: impl Timer + Send + Sync + 'static,
        options: SenderOptions,
    ) -> Result<Self, NotConfigured> {
        let proxy = options.https_proxy()?.map(Proxy::new).transpose()?;
        let tls = TlsConnector::from(Arc::new(options.tls()?));
        let (connect_timeout, timeout) = (options.connect_timeout, options.timeout);
        Ok(Self { connector, proxy, tls, timer: Arc::new(timer), connect_timeout, timeout })
    }
}

impl<C, I> HyperSender<C>
where
    C: Service<Uri, Response = I> + Clone,
    C::Error: Into<Box<dyn Error + Send + Sync>>,
    C::Future: Send + 'static,
    I: Read + Write + Send + Unpin + 'static,
{
    /// Sends `request` once, and reads the reply up to its limit.
    ///
    /// A reply of any status is a reply. One whose body breaks off, or does not come in time, is one too: the step
    /// knows what its status alone says.
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply: [`NotSent`](SendError::NotSent) if there was no connection, TLS and its
    /// certificate included, and [`Ambiguous`](SendError::Ambiguous) after that. The step that wrote the request is
    /// untouched.
    pub async fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        let (https, limit) = (request.url().is_https(), request.reply_limit());
        send(request, async |request| {
            let to = request.uri().clone();
            let request = for_the_wire(request).map_err(SendError::NotSent)?;

            let now = self.timer.now();
            let mut connect_by = self.timer.sleep_until(after(now, self.connect_timeout.min(self.timeout)));
            let mut answered_by = self.timer.sleep_until(after(now, self.timeout));

            let connected = in_time(&mut connect_by, self.connect(&to, https)).await;
            match connected.unwrap_or_else(|too_late| Err(too_late.into())).map_err(SendError::NotSent)? {
                Connection::Plain(io) => exchange(io, request, limit, &mut answered_by).await,
                Connection::Tls(io) => exchange(io, request, limit, &mut answered_by).await,
            }
            .map_err(SendError::Ambiguous)
        })
        .await
    }
}

/// A time-out too long for the clock is a day.
fn after(now: Instant, timeout: Duration) -> Instant {
    now.checked_add(timeout).unwrap_or_else(|| now + Duration::from_secs(86_400))
}

impl<C> fmt::Debug for HyperSender<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HyperSender")
    }
}

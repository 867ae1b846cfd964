//! hyper, properly configured, on any runtime.

mod connect;
mod round_trip;

use core::error::Error;
use core::fmt;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use catapa_signin::Request;
use catapa_signin_http::{NotConfigured, ReplyBuffer, SendError, Sender, SenderOptions};
use http::{Response, Uri};
use hyper::rt::{Read, Timer, Write};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioTimer;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::hyper_sender::connect::{Connection, Proxy, connect};
use crate::hyper_sender::round_trip::{for_the_wire, in_time, round_trip};
use crate::send::send;
use crate::tls::tls;

/// Sends requests over [`hyper`], on any runtime. Each request is sent exactly once, and on a connection of its own: on a
/// shared one, a surplus reply would be read as the reply to the next request, which may be another person's. Cheap to
/// clone.
///
/// Bring what your runtime has: a connector and a timer. Nothing is spawned. The future that sends also drives the
/// connection, and dropping it closes the connection. A `HyperSender` follows no redirect, keeps no cookie, undoes no
/// encoding, ignores the environment's proxy, and repeats no request: it has no code for any of these.
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
    /// A sender over your connector and your timer.
    ///
    /// `connector` is called with the URI of CATAPA, or of the proxy in the options. It opens a connection to that host
    /// and port and **does no TLS**, whatever the scheme: the sender does TLS itself, so an https request cannot leave in
    /// the clear.
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
        let tls = TlsConnector::from(Arc::new(tls(&options)?));
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
    /// A reply of any status is a reply, even if its body breaks off or does not come in time: the step knows what the
    /// status alone says. The same for an [`http::Request`] is [`Sender::send`].
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply: [`NotSent`](SendError::NotSent) as long as there is no connection, TLS and its
    /// certificate included, and [`Ambiguous`](SendError::Ambiguous) after that. The step that wrote the request is
    /// untouched.
    pub async fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        send(request, |http_request| self.send_http(http_request, request.reply_limit())).await
    }

    async fn send_http(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        let to = request.uri().clone();
        let request = for_the_wire(request).map_err(SendError::NotSent)?;

        let now = self.timer.now();
        let mut connect_by = self.timer.sleep_until(after(now, self.connect_timeout.min(self.timeout)));
        let mut answered_by = self.timer.sleep_until(after(now, self.timeout));

        let connection = connect(self.connector.clone(), self.proxy.as_ref(), &self.tls, &to);
        let connected = in_time(&mut connect_by, connection).await;
        match connected.unwrap_or_else(|too_late| Err(too_late.into())).map_err(SendError::NotSent)? {
            Connection::Plain(io) => round_trip(io, request, limit, &mut answered_by).await,
            Connection::Tls(io) => round_trip(io, request, limit, &mut answered_by).await,
        }
        .map_err(SendError::Ambiguous)
    }
}

impl<C, I> Sender for HyperSender<C>
where
    C: Service<Uri, Response = I> + Clone + Send + Sync + 'static,
    C::Error: Into<Box<dyn Error + Send + Sync>>,
    C::Future: Send + 'static,
    I: Read + Write + Send + Unpin + 'static,
{
    async fn send(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        self.send_http(request, limit).await
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

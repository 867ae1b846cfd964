//! hyper, properly configured, on any runtime.

mod clock;
mod connect;
mod failure;
mod http1;
mod http2;
mod pool;
mod stream;
mod task;
mod tokio_connector;
mod transport;

use core::fmt;

use catapa_signin::Request;
use catapa_signin_http::{NotConfigured, ReplyBuffer, SendError, Sender, SenderOptions};
use http::{Response, Uri};
use hyper::rt::{Read, Timer, Write};
use hyper_util::rt::TokioTimer;
use tower_service::Service;

use crate::hyper_sender::failure::BoxError;
pub use crate::hyper_sender::task::Task;
pub use crate::hyper_sender::tokio_connector::TokioConnector;
use crate::hyper_sender::transport::Transport;
use crate::send::send;

/// Sends requests over [`hyper`], on any runtime, over connections that live. Cheap to clone; clones share their
/// connections. They belong to the runtime that they were opened on, so make one sender for each runtime.
///
/// - **HTTP/2** where the server offers it, through hyper's own `h2`: one connection for all requests. Each reply belongs
///   to its stream.
/// - **HTTP/1.1** elsewhere: after its first request a connection serves GETs without a body. It ends when bytes come while
///   it is idle.
/// - **A request with a body**, above all one for tokens, goes over HTTP/2 if the connection is *live*: something came over
///   it in the last 5 s, or it has just answered a PING. Else it goes over a fresh connection, so that no code is lost to a
///   connection that had died.
/// - **Sent once.** A GET without a body is sent once more, over a fresh connection, if its kept connection ended before a
///   byte of reply; this is [an option](SenderOptions::asks_again). Nothing else is.
/// - Idle connections end after [a time](SenderOptions::idle_timeout), and
///   [`Connections::Fresh`](catapa_signin_http::Connections::Fresh) gives each request its own.
///
/// Bring what your runtime has: a connector, a timer and a way to spawn. A `HyperSender` follows no redirect, keeps no
/// cookie, undoes no encoding and ignores the environment's proxy: it has no code for any of these.
///
/// On tokio it is [`HyperSender::tokio`]. On smol:
///
/// ```
/// # use core::error::Error;
/// # fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
/// use catapa_signin_async::{HyperSender, SenderOptions, first_to_connect};
/// use http::Uri;
/// use smol::net::TcpStream;
/// use smol_hyper::rt::{FuturesIo, SmolTimer};
///
/// let connector = tower::service_fn(async |to: Uri| {
///     let port = to.port_u16().unwrap_or(if to.scheme_str() == Some("https") { 443 } else { 80 });
///     let host = to.host().unwrap_or_default().trim_matches(['[', ']']);
///     let addresses = smol::net::resolve((host, port)).await?;
///     first_to_connect(addresses, TcpStream::connect, SmolTimer::new()).await.map(FuturesIo::new)
/// });
/// let spawn = |task| smol::spawn(task).detach();
/// let sender = HyperSender::new(connector, SmolTimer::new(), spawn, SenderOptions::default())?;
/// # let _ = sender;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HyperSender<C = TokioConnector> {
    transport: Transport<C>,
}

impl HyperSender {
    /// A sender on tokio.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn tokio(options: SenderOptions) -> Result<Self, NotConfigured> {
        Self::new(TokioConnector::default(), TokioTimer::new(), |task| drop(tokio::spawn(task)), options)
    }
}

impl<C> HyperSender<C> {
    /// A sender over your connector and your timer, whose connections live in tasks that `spawn` gets.
    ///
    /// `connector` is called with the URI of CATAPA, or of the proxy in the options. It opens a connection to that host
    /// and port and **does no TLS**, whatever the scheme: the sender does TLS itself, so an https request cannot leave in
    /// the clear. [`first_to_connect`](crate::first_to_connect) helps it where a name has several addresses.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn new(
        connector: C,
        timer: impl Timer + Send + Sync + 'static,
        spawn: impl Fn(Task) + Send + Sync + 'static,
        options: SenderOptions,
    ) -> Result<Self, NotConfigured> {
        Ok(Self { transport: Transport::new(connector, timer, spawn, &options)? })
    }
}

impl<C, I> HyperSender<C>
where
    C: Service<Uri, Response = I> + Clone + Send + Sync + 'static,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
    I: Read + Write + Send + Unpin + 'static,
{
    /// Sends `request`, and reads the reply up to its limit.
    ///
    /// A reply of any status is a reply, even if its body breaks off or does not come in time: the step knows what the
    /// status alone says. The same for a request of `http` 1 is [`Sender::send`].
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply: [`NotSent`](SendError::NotSent) as long as no byte of the request was written,
    /// or if the server says over HTTP/2 that it did nothing with it, and [`Ambiguous`](SendError::Ambiguous) after that.
    /// The step that wrote the request is untouched.
    pub async fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        send(request, |http_request| self.send_http(http_request, request.reply_limit())).await
    }

    async fn send_http(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        Ok(self.transport.send(request, limit).await?)
    }
}

impl<C, I> Sender for HyperSender<C>
where
    C: Service<Uri, Response = I> + Clone + Send + Sync + 'static,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
    I: Read + Write + Send + Unpin + 'static,
{
    async fn send(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        self.send_http(request, limit).await
    }
}

impl<C> fmt::Debug for HyperSender<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HyperSender")
    }
}

//! hyper, properly configured, on any runtime.

mod clock;
mod connect;
mod failure;
mod http1;
mod http2;
mod pool;
mod stream;
mod tokio_connector;

use core::fmt;
use core::pin::Pin;
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use catapa_signin::Request;
use catapa_signin_http::{Connections, NotConfigured, ReplyBuffer, SendError, Sender, SenderOptions};
use futures_lite::future;
use http::{Method, Response, Uri};
use hyper::rt::{Read, Timer, Write};
use hyper_util::rt::TokioTimer;
use tower_service::Service;

use crate::hyper_sender::clock::{Clock, Deadline};
use crate::hyper_sender::connect::{Connect, Protocol};
use crate::hyper_sender::failure::{BoxError, Failed, Failure};
use crate::hyper_sender::http1::After;
use crate::hyper_sender::http2::Http2;
use crate::hyper_sender::pool::{Opened, Origin, Pool};
use crate::hyper_sender::stream::Stream;
pub use crate::hyper_sender::tokio_connector::TokioConnector;
use crate::send::send;

/// Spawns a task on the runtime.
type Spawn = Arc<dyn Fn(Task) + Send + Sync>;

/// A task to spawn, as [`HyperSender::new`] gives it to its `spawn`.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Sends requests over [`hyper`], on any runtime, over connections that live. Cheap to clone; clones share their
/// connections.
///
/// - **HTTP/2** where the server offers it, through hyper's own `h2`: one connection for all requests. Each reply belongs
///   to its stream.
/// - **HTTP/1.1** elsewhere: a connection is kept for the next GET without a body. It ends when bytes come while it is
///   idle.
/// - **A request with a body**, above all one for tokens, goes over HTTP/2 if the connection is *live*: something came over
///   it in the last 5 s, or it has just answered a PING. Else it goes over a fresh connection, so that no code is lost to a
///   connection that had died.
/// - **Sent once.** A GET without a body is sent once more, over a fresh connection, if its kept connection ended before a
///   byte of reply; this is [an option](SenderOptions::asks_again). Nothing else is.
/// - Idle connections end after [a time](SenderOptions::idle_timeout), and
///   [`Connections::Fresh`] gives each request its own.
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
    connector: C,
    connect: Arc<Connect>,
    clock: Clock,
    spawn: Spawn,
    /// None if each request has a connection of its own.
    pool: Option<Arc<Pool>>,
    asks_again: bool,
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
        let connect = Arc::new(Connect::new(&options)?);
        let (clock, spawn): (_, Spawn) = (Clock::new(timer), Arc::new(spawn));
        let keeps = options.connections == Connections::Kept;
        let pool = keeps.then(|| Arc::new(Pool::new(&options, clock.clone(), spawn.clone())));
        let (connect_timeout, timeout) = (options.connect_timeout, options.timeout);
        Ok(Self { connector, connect, clock, spawn, pool, asks_again: options.asks_again, connect_timeout, timeout })
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
    /// status alone says. The same for an [`http::Request`] is [`Sender::send`].
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
        let mut deadline = self.clock.deadline(self.timeout);
        let sent = match &self.pool {
            None => self.send_alone(request, limit, &mut deadline).await,
            Some(pool) if is_bare_get(&request) => self.ask(pool, request, limit, &mut deadline).await,
            Some(pool) => self.send_safely(pool, request, limit, &mut deadline).await,
        };
        Ok(sent?)
    }

    /// Over a connection of its own.
    async fn send_alone(
        &self,
        request: http::Request<Vec<u8>>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let mut connect_by = self.connect_deadline();
        let opened = self.connect.open(self.connector.clone(), request.uri(), self.clock.clone());
        let opened = connect_by.in_time(opened).await.unwrap_or_else(|too_late| Err(too_late.into()));
        let (stream, _) = opened.map_err(Failure::unsent)?;
        Ok(http1::round_trip(stream, request, After::Close, limit, deadline).await?.0)
    }

    /// A GET without a body: over any kept connection, and once more over a fresh one if that had ended.
    async fn ask(
        &self,
        pool: &Arc<Pool>,
        request: http::Request<Vec<u8>>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let origin = Origin::of(request.uri());
        let asked = if let Some(http2) = pool.http2(&origin) {
            self.ask_over_http2(pool, &origin, &http2, request.clone(), limit, deadline).await
        } else if let Some(stream) = pool.http1(&origin).await {
            self.over_http1(pool, &origin, stream, request.clone(), limit, deadline).await
        } else {
            return self.over_a_fresh_one(pool, &origin, request, limit, deadline).await;
        };
        match asked {
            Err(failure) if self.asks_again && failure.how != Failed::Midway => {
                self.over_a_fresh_one(pool, &origin, request, limit, deadline).await
            }
            asked => asked,
        }
    }

    /// A connection that may have died meanwhile is sent a PING along with the request.
    async fn ask_over_http2(
        &self,
        pool: &Pool,
        origin: &Origin,
        http2: &Http2,
        request: http::Request<Vec<u8>>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let died = async {
            if http2.is_live() || http2.answers_a_ping().await {
                return future::pending().await;
            }
            Err(Failure::new(Failed::Unanswered, "the connection is dead"))
        };
        let asked = future::or(http2.round_trip(request, limit, deadline), died).await;
        pool.judge(origin, http2, &asked);
        asked
    }

    /// Any other request: over a connection of HTTP/2 that is live, and else over a fresh one.
    async fn send_safely(
        &self,
        pool: &Arc<Pool>,
        request: http::Request<Vec<u8>>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let origin = Origin::of(request.uri());
        let Some(http2) = pool.http2(&origin) else {
            return self.over_a_fresh_one(pool, &origin, request, limit, deadline).await;
        };
        if !http2.is_live() && !http2.answers_a_ping().await {
            pool.retire(&origin, &http2);
            return self.over_a_fresh_one(pool, &origin, request, limit, deadline).await;
        }
        let sent = http2.round_trip(request, limit, deadline).await;
        pool.judge(&origin, &http2, &sent);
        sent
    }

    async fn over_a_fresh_one(
        &self,
        pool: &Arc<Pool>,
        origin: &Origin,
        request: http::Request<Vec<u8>>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let uri = request.uri().clone();
        let stream = loop {
            let opened = deadline.in_time(pool.open(origin, || self.clone().open(uri.clone()))).await;
            match opened.map_err(Failure::unsent)? {
                Opened::Failed(why) => return Err(Failure::unsent(why)),
                Opened::Http2(http2) => {
                    let sent = http2.round_trip(request, limit, deadline).await;
                    pool.judge(origin, &http2, &sent);
                    return sent;
                }
                Opened::Http1(stream) => {
                    let taken = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                    if let Some(stream) = taken {
                        break stream;
                    }
                }
            }
        };
        self.over_http1(pool, origin, stream, request, limit, deadline).await
    }

    async fn over_http1(
        &self,
        pool: &Arc<Pool>,
        origin: &Origin,
        stream: Stream,
        request: http::Request<Vec<u8>>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let after = if is_bare_get(&request) { After::Keep } else { After::Close };
        let (response, kept) = http1::round_trip(stream, request, after, limit, deadline).await?;
        if let Some(stream) = kept {
            pool.keep(origin, stream);
        }
        Ok(response)
    }

    async fn open(self, to: Uri) -> Opened {
        let mut connect_by = self.connect_deadline();
        let opened = async {
            let (stream, protocol) = self.connect.open(self.connector.clone(), &to, self.clock.clone()).await?;
            Ok::<_, BoxError>(match protocol {
                Protocol::Http1 => Opened::Http1(Arc::new(Mutex::new(Some(stream)))),
                Protocol::Http2 => Opened::Http2(Http2::open(stream, self.clock.clone(), &self.spawn).await?),
            })
        };
        let opened = connect_by.in_time(opened).await.unwrap_or_else(|too_late| Err(too_late.into()));
        opened.unwrap_or_else(|why| Opened::Failed(why.into()))
    }

    fn connect_deadline(&self) -> Deadline {
        self.clock.deadline(self.connect_timeout.min(self.timeout))
    }
}

/// A request that may be sent again, because it changes nothing.
fn is_bare_get(request: &http::Request<Vec<u8>>) -> bool {
    request.method() == Method::GET && request.body().is_empty()
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

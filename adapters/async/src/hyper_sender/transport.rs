//! Which connection a request takes, and when it is sent once more.

use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use catapa_signin_http::{Connections, NotConfigured, SenderOptions};
use futures_lite::future;
use http::{Method, Request, Response, Uri};
use hyper::rt::{Read, Timer, Write};
use tower_service::Service;

use crate::catch_up::catch_up;
use crate::hyper_sender::clock::{Clock, Deadline};
use crate::hyper_sender::connect::{Connect, Protocol};
use crate::hyper_sender::failure::{BoxError, Failed, Failure};
use crate::hyper_sender::http1::{self, After};
use crate::hyper_sender::http2::Http2;
use crate::hyper_sender::pool::{Opened, Origin, Pool};
use crate::hyper_sender::stream::Stream;
use crate::hyper_sender::task::{Spawn, Task};
use crate::received::wiped;

/// The longest wait for the answer to a PING. It is one round trip.
const PING: Duration = Duration::from_secs(2);

/// All that sends, over the sockets of one connector.
#[derive(Clone)]
pub(super) struct Transport<C> {
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

impl<C> Transport<C> {
    pub(super) fn new(
        connector: C,
        timer: impl Timer + Send + Sync + 'static,
        spawn: impl Fn(Task) + Send + Sync + 'static,
        options: &SenderOptions,
    ) -> Result<Self, NotConfigured> {
        let connect = Arc::new(Connect::new(options)?);
        let (clock, spawn): (_, Spawn) = (Clock::new(timer), Arc::new(spawn));
        let keeps = options.connections == Connections::Kept;
        let pool = keeps.then(|| Arc::new(Pool::new(options, clock.clone(), spawn.clone())));
        let (connect_timeout, timeout) = (options.connect_timeout, options.timeout);
        Ok(Self { connector, connect, clock, spawn, pool, asks_again: options.asks_again, connect_timeout, timeout })
    }
}

impl<C, I> Transport<C>
where
    C: Service<Uri, Response = I> + Clone + Send + Sync + 'static,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
    I: Read + Write + Send + Unpin + 'static,
{
    /// Sends a request, and reads the reply up to this limit.
    pub(super) async fn send(&self, request: Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, Failure> {
        // However it ends, the body is wiped.
        let request = request.map(wiped);
        let mut deadline = self.clock.deadline(self.timeout);
        if self.pool.is_some() {
            catch_up().await;
        }
        match &self.pool {
            None => self.send_alone(request, limit, &mut deadline).await,
            Some(pool) if is_bare_get(&request) => self.ask(pool, request, limit, &mut deadline).await,
            Some(pool) => self.send_safely(pool, request, limit, &mut deadline).await,
        }
    }

    /// Over a connection of its own.
    async fn send_alone(
        &self,
        request: Request<Bytes>,
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
        request: Request<Bytes>,
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
        request: Request<Bytes>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let died = async {
            if http2.is_live() || http2.proves_to_be_live().await {
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
        request: Request<Bytes>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let origin = Origin::of(request.uri());
        let Some(http2) = pool.http2(&origin) else {
            return self.over_a_fresh_one(pool, &origin, request, limit, deadline).await;
        };
        if !http2.is_live() && !http2.proves_to_be_live().await {
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
        request: Request<Bytes>,
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
        request: Request<Bytes>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let (response, kept) = http1::round_trip(stream, request, After::Keep, limit, deadline).await?;
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
                Protocol::Http2 => Opened::Http2({
                    let ping_timeout = PING.min(self.timeout / 4);
                    Http2::open(stream, ping_timeout, self.clock.clone(), &self.spawn).await?
                }),
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
fn is_bare_get(request: &Request<Bytes>) -> bool {
    request.method() == Method::GET && request.body().is_empty()
}

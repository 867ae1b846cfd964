//! A connection of HTTP/2, which many requests share: each reply belongs to its stream.

use core::future::poll_fn;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use bytes::Bytes;
use futures_lite::future;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use h2::client::{Builder, SendRequest};
use h2::{Ping, PingPong, Reason, RecvStream};
use http::{Request, Response};

use crate::hyper_sender::clock::{Clock, Deadline};
use crate::hyper_sender::failure::{BoxError, Failed, Failure};
use crate::hyper_sender::stream::{Stream, Traffic};
use crate::hyper_sender::task::Spawn;
use crate::received::Received;

/// A connection is live for so long after something came over it.
const LIVE: Duration = Duration::from_secs(5);

/// What a server may send before it is read: for one stream, and for all.
const STREAM_WINDOW: u32 = 1 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;

/// A connection. A clone is the same one; it is closed when the last clone is dropped.
#[derive(Clone)]
pub(super) struct Http2 {
    sender: SendRequest<Bytes>,
    shared: Arc<SharedState>,
}

struct SharedState {
    clock: Clock,
    traffic: Arc<Traffic>,
    has_ended: AtomicBool,
    pings: Arc<Mutex<PingPong>>,
    /// The PING that is on its way, which all wait for who need one.
    ping: Mutex<Option<WeakShared<BoxFuture<'static, ()>>>>,
    ping_timeout: Duration,
    requests: AtomicUsize,
    idle_since: Mutex<Instant>,
}

impl Http2 {
    /// Begins to speak HTTP/2. Waits for nothing: the first request may follow at once.
    pub(super) async fn open(
        stream: Stream,
        ping_timeout: Duration,
        clock: Clock,
        spawn: &Spawn,
    ) -> Result<Self, h2::Error> {
        let traffic = stream.traffic();
        let mut builder = Builder::new();
        builder.enable_push(false).initial_window_size(STREAM_WINDOW);
        builder.initial_connection_window_size(CONNECTION_WINDOW).max_header_list_size(1 << 16);
        let (sender, mut connection) = builder.handshake(stream).await?;
        let pings = connection.ping_pong().ok_or(Reason::INTERNAL_ERROR)?;
        let shared = Arc::new(SharedState {
            traffic,
            has_ended: AtomicBool::new(false),
            pings: Arc::new(Mutex::new(pings)),
            ping: Mutex::new(None),
            ping_timeout,
            requests: AtomicUsize::new(0),
            idle_since: Mutex::new(clock.now()),
            clock,
        });
        let ends = Ends(Arc::downgrade(&shared));
        spawn(Box::pin(async move {
            let _ends = ends;
            // Each stream learns by itself how the connection ended.
            let _ = connection.await;
        }));
        Ok(Self { sender, shared })
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Whether it takes no request any more. After GOAWAY it lives on for the streams that it has.
    pub(super) fn has_ended(&self) -> bool {
        self.shared.has_ended.load(Relaxed) || !matches!(self.sender.clone().ready().now_or_never(), Some(Ok(_)))
    }

    /// Since when it has nothing to do, unless it has.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let idle_since = *self.shared.idle_since.lock().unwrap_or_else(PoisonError::into_inner);
        (self.shared.requests.load(Relaxed) == 0).then_some(idle_since)
    }

    pub(super) fn is_live(&self) -> bool {
        !self.has_ended() && self.shared.traffic.has_read_within(LIVE)
    }

    /// Whether it is live once a PING is answered or its time is up. All who ask at once wait for the same one.
    pub(super) async fn proves_to_be_live(&self) -> bool {
        let pinging: Shared<_> = {
            let mut ping = self.shared.ping.lock().unwrap_or_else(PoisonError::into_inner);
            let under_way = ping.as_ref().and_then(WeakShared::upgrade).filter(|pinging| pinging.peek().is_none());
            under_way.unwrap_or_else(|| {
                let pinging = self.ping().boxed().shared();
                *ping = pinging.downgrade();
                pinging
            })
        };
        pinging.await;
        self.is_live()
    }

    fn ping(&self) -> impl Future<Output = ()> + Send + 'static {
        let pings = self.shared.pings.clone();
        let mut deadline = self.shared.clock.deadline(self.shared.ping_timeout);
        async move {
            let locked = || pings.lock().unwrap_or_else(PoisonError::into_inner);
            // The answer to an earlier one, for which nobody waited, proves nothing now.
            let _ = future::poll_once(poll_fn(|cx| locked().poll_pong(cx))).await;
            // It fails if one is under way that nobody waited for to the end: then that one is waited for.
            let _ = locked().send_ping(Ping::opaque());
            let _ = deadline.in_time(poll_fn(|cx| locked().poll_pong(cx))).await;
        }
    }

    /// Sends a request on a stream of its own and reads the reply.
    pub(super) async fn round_trip(
        &self,
        request: Request<Bytes>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let _busy = Busy::new(&self.shared);
        let (head, body) = request.into_parts();
        let mut sender = self.sender.clone();
        let written = self.shared.traffic.written();
        let failed = |why| self.failed(why, written);
        let (response, mut sending) =
            sender.send_request(Request::from_parts(head, ()), body.is_empty()).map_err(failed)?;
        if !body.is_empty() {
            // The server may allow no further stream for now. The body, and what is secret in it, waits here until it does.
            let opened = deadline.in_time(sender.ready()).await;
            opened.map_err(Failure::unsent)?.map_err(failed)?;
            sending.send_data(body, true).map_err(failed)?;
        }
        let response = match deadline.in_time(response).await {
            Ok(response) => response.map_err(failed)?,
            Err(why) => return Err(Failure::new(Failed::Midway, why)),
        };
        let (head, body) = response.into_parts();
        let announced = head.headers.get(http::header::CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
        let mut received = Received::with_limit(limit, announced);
        match receive(body, &mut received, deadline).await {
            End::Whole => Ok(received.whole(head.status, head.headers)),
            End::CutShort => Ok(received.cut_short(head.status, head.headers)),
            End::Malformed => Err(Failure::malformed()),
        }
    }

    /// What GOAWAY or REFUSED_STREAM names was not carried out (RFC 9113, 8.7).
    fn failed(&self, why: h2::Error, written: u64) -> Failure {
        let is_disowned = why.is_remote() && (why.is_go_away() || why.reason() == Some(Reason::REFUSED_STREAM));
        let how = if is_disowned || self.shared.traffic.written() == written {
            Failed::Unsent
        } else if why.is_reset() {
            Failed::Midway
        } else {
            Failed::Unanswered
        };
        // The words of a GOAWAY are a stranger's, and as long as a frame.
        let named = why.reason().filter(|_| why.is_go_away()).map(|reason| format!("GOAWAY: {reason}"));
        Failure::new(how, named.map_or_else(|| why.into(), BoxError::from))
    }
}

enum End {
    Whole,
    CutShort,
    Malformed,
}

async fn receive(mut body: RecvStream, received: &mut Received, deadline: &mut Deadline) -> End {
    loop {
        match deadline.in_time(body.data()).await {
            Ok(Some(Ok(piece))) => {
                if !received.push(&piece) {
                    return End::Whole;
                }
                let _ = body.flow_control().release_capacity(piece.len());
            }
            Ok(None) => return End::Whole,
            // `h2` has found it longer or shorter than announced, which makes it malformed (RFC 9113, 8.1.1).
            Ok(Some(Err(why))) if why.is_reset() && why.is_library() => {
                return End::Malformed;
            }
            Ok(Some(Err(_))) | Err(_) => return End::CutShort,
        }
    }
}

/// Notes the end of a connection, even if its runtime drops the task.
struct Ends(Weak<SharedState>);

impl Drop for Ends {
    fn drop(&mut self) {
        if let Some(shared) = self.0.upgrade() {
            shared.has_ended.store(true, Relaxed);
        }
    }
}

/// A request that is under way.
struct Busy<'a>(&'a SharedState);

impl<'a> Busy<'a> {
    fn new(shared: &'a SharedState) -> Self {
        shared.requests.fetch_add(1, Relaxed);
        Self(shared)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        *self.0.idle_since.lock().unwrap_or_else(PoisonError::into_inner) = self.0.clock.now();
        self.0.requests.fetch_sub(1, Relaxed);
    }
}

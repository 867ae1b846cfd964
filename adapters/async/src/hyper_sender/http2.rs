//! A connection of HTTP/2, which many requests share: each reply belongs to its stream.

use core::future::poll_fn;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::Shared;
use h2::client::{Builder, SendRequest};
use h2::{Ping, PingPong, Reason, RecvStream};
use http::{Request, Response};

use crate::hyper_sender::clock::{Clock, Deadline};
use crate::hyper_sender::failure::{Failed, Failure};
use crate::hyper_sender::stream::{Stream, Traffic};
use crate::hyper_sender::task::Spawn;
use crate::received::{Received, wiped};

/// A connection is live for so long after something came over it.
const LIVE: Duration = Duration::from_secs(5);

/// The longest wait for the answer to a PING. It is one round trip.
const PING: Duration = Duration::from_secs(2);

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
    ping: Mutex<Option<Pinging>>,
    requests: AtomicUsize,
    idle_since: Mutex<Instant>,
}

type Pinging = Shared<Pin<Box<dyn Future<Output = bool> + Send>>>;

impl Http2 {
    /// Begins to speak HTTP/2. Waits for nothing: the first request may follow at once.
    pub(super) async fn open(stream: Stream, clock: Clock, spawn: &Spawn) -> Result<Self, h2::Error> {
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

    pub(super) fn has_ended(&self) -> bool {
        self.shared.has_ended.load(Relaxed)
    }

    /// Since when it has nothing to do, unless it has.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let idle_since = *self.shared.idle_since.lock().unwrap_or_else(PoisonError::into_inner);
        (self.shared.requests.load(Relaxed) == 0).then_some(idle_since)
    }

    pub(super) fn is_live(&self) -> bool {
        !self.has_ended() && self.shared.traffic.has_read_within(LIVE)
    }

    /// Whether the server answers a PING. All who ask at once wait for the same one.
    pub(super) async fn answers_a_ping(&self) -> bool {
        let pinging = {
            let mut ping = self.shared.ping.lock().unwrap_or_else(PoisonError::into_inner);
            match ping.as_ref().filter(|pinging| pinging.peek().is_none()) {
                Some(pinging) => pinging.clone(),
                None => ping.insert(self.pinging().boxed().shared()).clone(),
            }
        };
        pinging.await
    }

    fn pinging(&self) -> impl Future<Output = bool> + Send + 'static {
        let (pings, mut deadline) = (self.shared.pings.clone(), self.shared.clock.deadline(PING));
        async move {
            let locked = || pings.lock().unwrap_or_else(PoisonError::into_inner);
            // It fails if one is under way that nobody waited for to the end: then that one is waited for.
            let _ = locked().send_ping(Ping::opaque());
            let answered = deadline.in_time(poll_fn(|cx| locked().poll_pong(cx))).await;
            matches!(answered, Ok(Ok(_)))
        }
    }

    /// Sends a request on a stream of its own and reads the reply.
    pub(super) async fn round_trip(
        &self,
        request: Request<Vec<u8>>,
        limit: usize,
        deadline: &mut Deadline,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let _busy = Busy::new(&self.shared);
        let (head, body) = request.into_parts();
        let mut sender = match deadline.in_time(self.sender.clone().ready()).await {
            Ok(sender) => sender.map_err(Failure::unsent)?,
            Err(why) => return Err(Failure::unsent(why)),
        };

        let written = self.shared.traffic.written();
        let failed = |why| self.failed(why, written);
        let (response, mut sending) =
            sender.send_request(Request::from_parts(head, ()), body.is_empty()).map_err(failed)?;
        if !body.is_empty() {
            sending.send_data(wiped(body), true).map_err(failed)?;
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
        Failure::new(how, why)
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

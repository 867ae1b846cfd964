//! The connections that are kept, host by host.

use core::error::Error;
use core::fmt;
use core::future::poll_fn;
use core::mem;
use core::task::Poll;
use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use catapa_signin_http::{CutShort, SenderOptions};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use http::uri::{Authority, Scheme};
use http::{Response, Uri};

use crate::hyper_sender::clock::Clock;
use crate::hyper_sender::connect::Protocol;
use crate::hyper_sender::failure::{BoxError, Failure};
use crate::hyper_sender::http2::Http2;
use crate::hyper_sender::stream::Stream;
use crate::hyper_sender::task::Spawn;

/// The longest sleep of the task that ends what is idle: so long it may outlive its sender.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The connections of one sender: with one TLS configuration and one proxy.
pub(super) struct Pool {
    hosts: Mutex<Hosts>,
    clock: Clock,
    spawn: Spawn,
    idle_timeout: Duration,
    idle_per_host: usize,
}

#[derive(Default)]
struct Hosts {
    by_origin: HashMap<Origin, Host>,
    /// Whether a task ends what has been idle for too long.
    is_swept: bool,
}

/// Scheme, host and port: a connection to one is never used for another.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Origin(Option<Scheme>, Option<Authority>);

impl Origin {
    pub(super) fn of(uri: &Uri) -> Self {
        Self(uri.scheme().cloned(), uri.authority().cloned())
    }
}

#[derive(Default)]
struct Host {
    http2: Option<Http2>,
    /// Idle connections of HTTP/1.1, the latest last, each with the moment since when it is idle.
    idle: Vec<(Stream, Instant)>,
    /// What it has spoken last.
    speaks: Option<Protocol>,
    /// The connection that is being opened, for all who wait for it. It is theirs, so that nothing is left of one that panics.
    opening: Option<WeakShared<BoxFuture<'static, Opened>>>,
}

/// A connection that is being opened.
type Opening = Shared<BoxFuture<'static, Opened>>;

/// A connection that was opened, or why not.
#[derive(Clone)]
pub(super) enum Opened {
    Http2(Http2),
    /// One serves one request: whoever comes first takes it.
    Http1(Arc<Mutex<Option<Stream>>>),
    Failed(NotOpened),
}

/// A cause that many share.
#[derive(Clone, Debug)]
pub(super) struct NotOpened(Arc<dyn Error + Send + Sync>);

impl From<BoxError> for NotOpened {
    fn from(why: BoxError) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for NotOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for NotOpened {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl Pool {
    pub(super) fn new(options: &SenderOptions, clock: Clock, spawn: Spawn) -> Self {
        Self {
            hosts: Mutex::default(),
            clock,
            spawn,
            idle_timeout: options.idle_timeout,
            idle_per_host: options.idle_per_host,
        }
    }

    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection of HTTP/2 to this host.
    pub(super) fn http2(&self, origin: &Origin) -> Option<Http2> {
        let mut hosts = self.hosts();
        let http2 = &mut hosts.by_origin.get_mut(origin)?.http2;
        http2.take_if(|http2| http2.has_ended() || http2.idle_since().is_some_and(|since| self.left(since).is_zero()));
        http2.clone()
    }

    /// No later request goes over this connection.
    pub(super) fn retire(&self, origin: &Origin, retired: &Http2) {
        if let Some(host) = self.hosts().by_origin.get_mut(origin) {
            host.http2.take_if(|http2| http2.is(retired));
        }
    }

    /// No later request goes over a connection over which this one had no whole reply.
    pub(super) fn judge(&self, origin: &Origin, http2: &Http2, sent: &Result<Response<Vec<u8>>, Failure>) {
        if sent.as_ref().map_or(true, |response| response.extensions().get::<CutShort>().is_some()) {
            self.retire(origin, http2);
        }
    }

    /// An idle connection of HTTP/1.1 to this host over which nothing has come, the latest first.
    pub(super) async fn http1(&self, origin: &Origin) -> Option<Stream> {
        loop {
            let (mut stream, since) = self.hosts().by_origin.get_mut(origin)?.idle.pop()?;
            let is_silent = poll_fn(|cx| Poll::Ready(stream.is_silent(cx))).await;
            if is_silent && !self.left(since).is_zero() {
                return Some(stream);
            }
        }
    }

    /// Keeps a connection of HTTP/1.1 for another request.
    pub(super) fn keep(self: &Arc<Self>, origin: &Origin, stream: Stream) {
        let mut hosts = self.hosts();
        let host = hosts.by_origin.entry(origin.clone()).or_default();
        host.idle.push((stream, self.clock.now()));
        if host.idle.len() > self.idle_per_host {
            host.idle.remove(0);
        }
        drop(hosts);
        self.sweep_later();
    }

    /// A fresh connection, opened by `open`. Whoever asks while it is not known that the host speaks HTTP/1.1 waits for the
    /// same one, because HTTP/2 needs no other.
    pub(super) async fn open<F>(self: &Arc<Self>, origin: &Origin, open: impl Fn() -> F) -> Opened
    where
        F: Future<Output = Opened> + Send + 'static,
    {
        let (opening, is_new) = {
            let mut hosts = self.hosts();
            let host = hosts.by_origin.entry(origin.clone()).or_default();
            match host.opening.as_ref().and_then(WeakShared::upgrade) {
                _ if host.speaks == Some(Protocol::Http1) => (self.remembered(origin, open()), false),
                Some(opening) => (opening, false),
                None => {
                    let opening = self.remembered(origin, open());
                    host.opening = opening.downgrade();
                    (opening, true)
                }
            }
        };
        if is_new {
            // Driven on if everybody who waits goes away: the next one needs it too.
            (self.spawn)(Box::pin(opening.clone().map(drop)));
        }
        opening.await
    }

    /// Opens a connection, and notes what came of it.
    fn remembered(self: &Arc<Self>, origin: &Origin, opened: impl Future<Output = Opened> + Send + 'static) -> Opening {
        let (pool, origin) = (Arc::downgrade(self), origin.clone());
        let opening = async move {
            let opened = opened.await;
            if let Some(pool) = pool.upgrade() {
                pool.note(origin, &opened);
                pool.sweep_later();
            }
            opened
        };
        opening.boxed().shared()
    }

    fn note(&self, origin: Origin, opened: &Opened) {
        let mut hosts = self.hosts();
        let host = hosts.by_origin.entry(origin).or_default();
        match opened {
            Opened::Http2(http2) => {
                host.http2 = Some(http2.clone());
                host.speaks = Some(Protocol::Http2);
            }
            Opened::Http1(_) => host.speaks = Some(Protocol::Http1),
            Opened::Failed(_) => {}
        }
        host.opening = None;
    }

    /// Sees to it that a task ends what is idle for too long. It ends with the last connection.
    fn sweep_later(self: &Arc<Self>) {
        if mem::replace(&mut self.hosts().is_swept, true) {
            return;
        }
        let (sweeper, clock, idle_timeout) = (Sweeper(Arc::downgrade(self)), self.clock.clone(), self.idle_timeout);
        (self.spawn)(Box::pin(async move {
            let mut pause = idle_timeout;
            loop {
                clock.sleep(pause.min(LONGEST_PAUSE)).await;
                let Some(next) = sweeper.0.upgrade().and_then(|pool| pool.sweep()) else { return };
                pause = next;
            }
        }));
    }

    /// Ends what has been idle for too long, and says how long the next one has.
    fn sweep(&self) -> Option<Duration> {
        let mut hosts = self.hosts();
        let left = |since| self.left(since);
        let mut next: Option<Duration> = None;
        let mut stays = |left: Duration| {
            if !left.is_zero() {
                next = Some(next.map_or(left, |next| next.min(left)));
            }
            !left.is_zero()
        };
        for host in hosts.by_origin.values_mut() {
            host.idle.retain(|(_, since)| stays(left(*since)));
            host.http2.take_if(|http2| http2.has_ended() || !stays(http2.idle_since().map_or(self.idle_timeout, left)));
        }
        hosts.is_swept = next.is_some();
        next
    }

    /// How long what is idle since then may stay.
    fn left(&self, since: Instant) -> Duration {
        self.idle_timeout.saturating_sub(self.clock.now().saturating_duration_since(since))
    }
}

/// Notes the end of the task that sweeps, even if its runtime drops it.
struct Sweeper(Weak<Pool>);

impl Drop for Sweeper {
    fn drop(&mut self) {
        if let Some(pool) = self.0.upgrade() {
            pool.hosts().is_swept = false;
        }
    }
}

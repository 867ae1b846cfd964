//! The bytes of a connection, and what has gone over it.

use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use core::task::{Context, Poll};
use core::time::Duration;
use std::io::{self, IoSlice};
use std::sync::Arc;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::hyper_sender::clock::Clock;

/// Anything that reads and writes.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// How much has gone over a connection, and when something last came.
pub(super) struct Traffic {
    clock: Clock,
    since: Instant,
    read: AtomicU64,
    written: AtomicU64,
    last_read_ms: AtomicU64,
}

impl Traffic {
    pub(super) fn read(&self) -> u64 {
        self.read.load(Relaxed)
    }

    pub(super) fn written(&self) -> u64 {
        self.written.load(Relaxed)
    }

    /// Whether something came within this time.
    pub(super) fn has_read_within(&self, time: Duration) -> bool {
        let last_read = Duration::from_millis(self.last_read_ms.load(Relaxed));
        self.clock.now().saturating_duration_since(self.since).saturating_sub(last_read) < time
    }

    fn count_read(&self, bytes: usize) {
        self.read.fetch_add(bytes as u64, Relaxed);
        let ms = self.clock.now().saturating_duration_since(self.since).as_millis();
        self.last_read_ms.store(u64::try_from(ms).unwrap_or(u64::MAX), Relaxed);
    }
}

/// An open connection, with its TLS if it has one.
pub(super) struct Stream {
    io: Box<dyn Io>,
    is_tls: bool,
    traffic: Arc<Traffic>,
}

impl Stream {
    pub(super) fn new(io: Box<dyn Io>, is_tls: bool, clock: Clock) -> Self {
        let traffic = Traffic {
            since: clock.now(),
            clock,
            read: AtomicU64::new(0),
            written: AtomicU64::new(0),
            last_read_ms: AtomicU64::new(0),
        };
        Self { io, is_tls, traffic: Arc::new(traffic) }
    }

    pub(super) fn traffic(&self) -> Arc<Traffic> {
        self.traffic.clone()
    }

    /// Whether nothing has come, not even the end: what comes on an idle connection ends it.
    pub(super) fn is_silent(&mut self, cx: &mut Context<'_>) -> bool {
        let mut byte = [0];
        Pin::new(&mut self.io).poll_read(cx, &mut ReadBuf::new(&mut byte)).is_pending()
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.io).poll_read(cx, buf);
        let read = buf.filled().len() - before;
        if read > 0 {
            self.traffic.count_read(read);
        }
        polled
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write(cx, buf);
        self.count_written(polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.count_written(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

impl Stream {
    /// Counts what was taken, even if it may not have left yet: what is not sure counts as sent.
    fn count_written(&self, polled: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let written = match &polled {
            Poll::Ready(Ok(written)) => *written as u64,
            // TLS may have sent a first record before it failed.
            Poll::Ready(Err(_)) if self.is_tls => 1,
            _ => 0,
        };
        self.traffic.written.fetch_add(written, Relaxed);
        polled
    }
}

//! Between HTTP/2's server and the socket: it adds frames that no server would write, and says what was written.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io::{self, IoSlice};
use std::sync::Mutex;

use axum::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;

use crate::frames::{self, Follower, Head, Part};
use crate::line::Line;
use crate::lock::Lock as _;

/// What a client sends before its first frame.
const PREFACE: usize = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len();

/// The hand of a fault on the frames of one connection.
#[derive(Clone, Default)]
pub(crate) struct Tap(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There are frames to add: the server must be polled.
    added: Notify,
    /// Something was written that somebody may wait for.
    written: Notify,
}

#[derive(Default)]
struct State {
    /// What is to be written between two frames of the server's.
    queue: Vec<u8>,
    /// How often something was added, and how often it was written.
    asked: u64,
    done: u64,
    /// How many answers to forged SETTINGS the server must not see.
    unasked_acks: usize,
    followed: BTreeMap<u32, Sent>,
}

/// What was written of a reply.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sent {
    pub(crate) head: bool,
    pub(crate) data: usize,
    pub(crate) end: bool,
}

impl Tap {
    /// The socket, as the server sees it.
    pub(crate) fn on(&self, line: Line) -> Tapped {
        Tapped {
            line,
            tap: self.clone(),
            outgoing: Follower::default(),
            unflushed: Vec::new(),
            adding: Bytes::new(),
            added: 0,
            preface: PREFACE,
            incoming: Follower::default(),
            arrived: Vec::new(),
            given: 0,
        }
    }

    /// Adds frames, or other bytes, after the frame that is being written.
    pub(crate) fn add(&self, bytes: &[u8]) -> u64 {
        let mut state = self.0.state.hold();
        state.queue.extend(bytes);
        state.asked += 1;
        self.0.added.notify_one();
        state.asked
    }

    /// Adds bytes, and waits until they are written.
    pub(crate) async fn send(&self, bytes: &[u8]) {
        let asked = self.add(bytes);
        self.until(|state| state.done >= asked).await;
    }

    /// Adds SETTINGS, and hides their answers from the server, which did not send them.
    pub(crate) fn add_settings(&self, count: usize) {
        self.0.state.hold().unasked_acks += count;
        self.add(&frames::settings(count));
    }

    /// Frames were added since the last call: the server must be polled.
    pub(crate) async fn added(&self) {
        self.0.added.notified().await;
    }

    /// Begins to note what is written of this stream.
    pub(crate) fn follow(&self, stream: u32) {
        self.0.state.hold().followed.insert(stream, Sent::default());
    }

    /// Waits until so much of a stream that is followed was written.
    pub(crate) async fn sent(&self, stream: u32, enough: impl Fn(Sent) -> bool) {
        self.until(|state| state.followed.get(&stream).copied().is_none_or(&enough)).await;
        self.0.state.hold().followed.remove(&stream);
    }

    async fn until(&self, done: impl Fn(&State) -> bool) {
        loop {
            // Before the look at the state, so that no change is missed.
            let written = self.0.written.notified();
            if done(&self.0.state.hold()) {
                return;
            }
            written.await;
        }
    }
}

/// The socket, as the server sees it.
pub(crate) struct Tapped {
    line: Line,
    tap: Tap,
    outgoing: Follower,
    /// Frames that are written, but perhaps still in TLS's buffer.
    unflushed: Vec<Head>,
    /// What is being added, and its number.
    adding: Bytes,
    added: u64,
    /// How much of the client's preface is still to come.
    preface: usize,
    incoming: Follower,
    /// What arrived, and how much of it the server has.
    arrived: Vec<u8>,
    given: usize,
}

impl Tapped {
    /// Writes what was added, if no frame of the server's is unfinished.
    fn poll_add(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            while !self.adding.is_empty() {
                let written = ready!(Pin::new(&mut self.line).poll_write(cx, &self.adding))?;
                if written == 0 {
                    return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                }
                let _ = self.adding.split_to(written);
            }
            if !self.outgoing.is_between_frames() {
                return Poll::Ready(Ok(()));
            }
            let mut state = self.tap.0.state.hold();
            if state.queue.is_empty() {
                return Poll::Ready(Ok(()));
            }
            self.adding = mem::take(&mut state.queue).into();
            self.added = state.asked;
        }
    }

    /// Notes what was written of the server's frames.
    fn note(&mut self, mut bytes: &[u8]) {
        while self.outgoing.next(&mut bytes).is_some() {
            self.unflushed.extend(self.outgoing.completed());
        }
    }

    /// Takes in what arrived, without the answers to forged SETTINGS.
    fn take_in(&mut self, mut bytes: &[u8]) {
        let (preface, rest) = bytes.split_at(self.preface.min(bytes.len()));
        self.preface -= preface.len();
        self.arrived.extend(preface);
        bytes = rest;
        while let Some(part) = self.incoming.next(&mut bytes) {
            match part {
                Part::Head(head) if head.kind() == frames::SETTINGS && head.has(frames::ACK) => {
                    let mut state = self.tap.0.state.hold();
                    match state.unasked_acks.checked_sub(1) {
                        Some(left) => state.unasked_acks = left,
                        None => self.arrived.extend(head.bytes),
                    }
                }
                Part::Head(head) => self.arrived.extend(head.bytes),
                Part::Payload(payload) => self.arrived.extend(payload),
            }
        }
    }
}

impl State {
    fn flushed(&mut self, heads: impl Iterator<Item = Head>, done: u64) {
        self.done = done;
        for head in heads {
            let Some(sent) = self.followed.get_mut(&head.stream()) else { continue };
            match head.kind() {
                frames::HEADERS => sent.head = true,
                frames::DATA => sent.data += head.length(),
                _ => continue,
            }
            sent.end |= head.has(frames::END_STREAM);
        }
    }
}

impl AsyncWrite for Tapped {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_add(cx))?;
        let written = ready!(Pin::new(&mut self.line).poll_write(cx, bytes))?;
        self.note(&bytes[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_add(cx))?;
        let written = ready!(Pin::new(&mut self.line).poll_write_vectored(cx, slices))?;
        let mut left = written;
        for slice in slices {
            let part = &slice[..left.min(slice.len())];
            self.note(part);
            left -= part.len();
        }
        Poll::Ready(Ok(written))
    }

    fn is_write_vectored(&self) -> bool {
        self.line.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        ready!(this.poll_add(cx))?;
        ready!(Pin::new(&mut this.line).poll_flush(cx))?;
        this.tap.0.state.hold().flushed(this.unflushed.drain(..), this.added);
        this.tap.0.written.notify_waiters();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.line).poll_shutdown(cx)
    }
}

impl AsyncRead for Tapped {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.given == this.arrived.len() {
            this.arrived.clear();
            this.given = 0;
            let mut bytes = [0; 8 << 10];
            let mut read = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut this.line).poll_read(cx, &mut read))?;
            if read.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.take_in(read.filled());
        }
        let left = &this.arrived[this.given..];
        let part = &left[..left.len().min(buf.remaining())];
        buf.put_slice(part);
        this.given += part.len();
        Poll::Ready(Ok(()))
    }
}

//! The ways in which an answer and its connection go wrong.

use crate::fault::Fault;
use crate::gate::Gate;
use crate::wire::Wire;

/// Instead of the true answer, on either version of HTTP.
impl Fault {
    /// Never answers, and waits until the client goes away.
    #[must_use]
    pub fn silence() -> Self {
        Self::unanswered(Wire::Silent)
    }

    /// Closes the connection before the status line, without TLS's `close_notify`. Over HTTP/2, every stream of the
    /// connection ends with it.
    #[must_use]
    pub fn close() -> Self {
        Self::unanswered(Wire::Closed)
    }

    /// Resets the connection (TCP RST) before the status line. Over HTTP/2, every stream of the connection ends with
    /// it.
    #[must_use]
    pub fn reset() -> Self {
        Self::unanswered(Wire::Reset)
    }

    /// Announces the full length of the true answer, sends the given number of bytes, and closes the connection.
    /// Over HTTP/2, it resets the stream (`INTERNAL_ERROR`), and the connection stays.
    #[must_use]
    pub fn cut_body(after: usize) -> Self {
        Self::answered(Wire::CutAfter(after))
    }
}

/// HTTP/2. Over HTTP/1.1, a stream that ends early is a connection that ends early.
impl Fault {
    /// Refuses the stream (RST_STREAM, `REFUSED_STREAM`): the request is not carried out, and says so.
    ///
    /// Over HTTP/1.1, it is [`close`](Fault::close).
    #[must_use]
    pub fn refuse_stream() -> Self {
        Self::unanswered(Wire::StreamRefused)
    }

    /// Resets the stream before the reply (RST_STREAM) with this error code of RFC 9113, 7. The request is not carried
    /// out, and nothing says so.
    ///
    /// Over HTTP/1.1, it is [`close`](Fault::close).
    #[must_use]
    pub fn reset_stream(code: u32) -> Self {
        Self::unanswered(Wire::StreamReset(code))
    }

    /// Sends the true answer's head and the given number of bytes of its body, and resets the stream with this error
    /// code.
    ///
    /// Over HTTP/1.1, it is [`cut_body`](Fault::cut_body).
    #[must_use]
    pub fn reset_stream_after(bytes: usize, code: u32) -> Self {
        Self::answered(Wire::StreamResetAfter(bytes, code))
    }

    /// Says GOAWAY, and that this stream was not processed: the last stream is one below it. The request is not
    /// carried out. Later streams of the connection are ignored: they are not recorded, and get no answer.
    ///
    /// If a later stream was accepted already, GOAWAY names that one, and this stream is refused
    /// ([`refuse_stream`](Fault::refuse_stream)). Over HTTP/1.1, it is [`close`](Fault::close).
    #[must_use]
    pub fn refuse_by_goaway() -> Self {
        Self::unanswered(Wire::RefusedByGoaway)
    }

    /// Says GOAWAY, and that this stream is the last one; then comes its reply. Later streams of the connection are
    /// ignored: they are not recorded, and get no answer.
    ///
    /// Over HTTP/1.1, the reply says `Connection: close`.
    #[must_use]
    pub fn goaway_then_reply(self) -> Self {
        self.sent_by(Wire::GoawayThenReply)
    }

    /// Sends the given number of SETTINGS frames, and then the reply.
    ///
    /// HTTP/1.1 has none: there, the answer is 500, and says so.
    #[must_use]
    pub fn settings_flood(self, frames: usize) -> Self {
        self.sent_by(Wire::SettingsFlood(frames))
    }

    /// First sends a reply with this body on a stream that the client has not opened: the one that it would open next.
    /// Then comes the true reply.
    ///
    /// HTTP/1.1 has no streams: there, the answer is 500, and says so. [`surplus`](Fault::surplus) is its counterpart.
    #[must_use]
    pub fn reply_on_unopened_stream(self, body: impl Into<Vec<u8>>) -> Self {
        self.sent_by(Wire::UnopenedStream(body.into()))
    }
}

/// Replies that are more than they announced, and connections after a reply.
impl Fault {
    /// Sends these bytes after the reply that was announced, in one write with it: a whole forged reply, for instance.
    /// The connection stays.
    ///
    /// Over HTTP/2, the stream has this much more data than its `content-length`.
    #[must_use]
    pub fn surplus(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.sent_by(Wire::Surplus(bytes.into()))
    }

    /// Writes these bytes on the connection after the reply was sent, in a write of their own: at once, or as
    /// [`idle_until`](Fault::idle_until) says. [`StandIn::wait_for_stray_bytes`](crate::StandIn::wait_for_stray_bytes)
    /// waits for them.
    ///
    /// Over HTTP/2, they come between two frames.
    #[must_use]
    pub fn stray_after(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.sent_by(Wire::StrayAfter(bytes.into()))
    }

    /// Closes the connection in order after the reply was sent, which says nothing of it: at once, or as
    /// [`idle_until`](Fault::idle_until) says. Over HTTP/2, no GOAWAY comes before.
    #[must_use]
    pub fn close_after(self) -> Self {
        self.sent_by(Wire::CloseAfter)
    }

    /// Leaves the connection after the reply was sent: at once, or as [`idle_until`](Fault::idle_until) says. It stays
    /// open, and nothing is read from it or written to it any more, an HTTP/2 PING included.
    #[must_use]
    pub fn dead_after(self) -> Self {
        self.sent_by(Wire::DeadAfter)
    }

    /// Lets the connection serve on after the reply, until the test opens the gate. Then comes what
    /// [`stray_after`](Fault::stray_after), [`close_after`](Fault::close_after) or [`dead_after`](Fault::dead_after)
    /// says.
    #[must_use]
    pub fn idle_until(mut self, gate: &Gate) -> Self {
        self.idle_gate = Some(gate.clone());
        self
    }

    /// Announces no length: the connection ends after the body, in order (with TLS's `close_notify`). The reply is
    /// whole.
    #[must_use]
    pub fn ends_with_connection(self) -> Self {
        self.sent_by(Wire::EndsWithConnection)
    }

    /// Announces no length: the connection ends after the body, without TLS's `close_notify`. Under TLS, nobody can
    /// tell whether the reply is whole. Over HTTP/2, the stream has no end either.
    #[must_use]
    pub fn ends_without_close_notify(self) -> Self {
        self.sent_by(Wire::EndsWithoutCloseNotify)
    }
}

impl Fault {
    fn unanswered(wire: Wire) -> Self {
        Self { skips_the_work: true, wire, ..Self::default() }
    }

    fn answered(wire: Wire) -> Self {
        Self { wire, ..Self::default() }
    }

    fn sent_by(mut self, wire: Wire) -> Self {
        self.wire = wire;
        self
    }
}

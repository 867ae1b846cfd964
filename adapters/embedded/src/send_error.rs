//! What it means that no reply came.

use core::error::Error;

use catapa_signin::explain;
use catapa_signin::reply::NotHttp;

/// No reply came. The step that wrote the request is still in your hands. `E` is the connection's own error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError<E> {
    /// The connection took no byte of the request. The code or token in it is unspent, and the request can be sent again,
    /// over another connection.
    NotSent(#[source] Cause<E>),
    /// The connection had taken a byte of the request. CATAPA may have answered it, so the code or token in it may be
    /// spent. Whether to send it again is your decision.
    Ambiguous(#[source] Cause<E>),
}

explain!(SendError<E>, <E: Error> {
    Self::NotSent(_) => ("send.not_sent", Caller, "CATAPA cannot be reached"),
    Self::Ambiguous(_) => ("send.ambiguous", CatapaUnclear, "CATAPA did not answer"),
});

/// Why no reply came.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Cause<E> {
    /// The connection's own error.
    Connection(#[source] E),
    /// The connection ended before the request was written, or before a byte of a reply came.
    Closed,
    /// The buffer is too small for the request, or for the head of the reply.
    BufferTooSmall,
    /// More came than the reply announced. Nobody can say whose bytes they are, so none is believed.
    Surplus,
    /// What came is no whole HTTP/1.1 reply.
    NotHttp(#[source] NotHttp),
}

explain!(Cause<E>, <E: Error> {
    Self::Connection(_) => ("send.connection", Caller, "the connection failed"),
    Self::Closed => ("send.closed", CatapaUnclear, "the connection ended early"),
    Self::BufferTooSmall => ("send.buffer_too_small", Caller, "the buffer is too small"),
    Self::Surplus => ("send.surplus", CatapaUnclear, "more came than the reply announced"),
    Self::NotHttp(_) => ("send.not_http", CatapaUnclear, "what came cannot be used"),
});

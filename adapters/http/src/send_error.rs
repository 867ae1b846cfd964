//! What it means that no reply came.

use core::error::Error;

use catapa_signin::explain;

use crate::NotSendable;

/// No reply came. The step that wrote the request is still in your hands.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// CATAPA did nothing with the request: no address, no connection, a certificate that is not trusted, or not HTTP. Or it
    /// said so itself, over HTTP/2, as a server does that is about to stop. The code or token in it is unspent, and the
    /// request can be sent again.
    ///
    /// It blames the [caller](catapa_signin::Blame::Caller), because as a rule nothing reached CATAPA: look at the network,
    /// the proxy, the certificates and the configured origins. The source says which.
    NotSent(#[source] Box<dyn Error + Send + Sync>),
    /// Anything else, a time-out above all. CATAPA may have answered the request, so the code or token in it may be
    /// spent. Whether to send it again is your decision.
    Ambiguous(#[source] Box<dyn Error + Send + Sync>),
}

impl SendError {
    /// What an HTTP client's error means. A [`SendError`], boxed or not, stays as it is. Any other error is
    /// [`Ambiguous`](Self::Ambiguous): unless a client says that nothing was sent, the request may have been.
    #[must_use]
    pub fn from_client(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        error.into().downcast().map_or_else(Self::Ambiguous, |error: Box<Self>| *error)
    }
}

explain!(SendError {
    Self::NotSent(_) => ("send.not_sent", Caller, "CATAPA cannot be reached"),
    Self::Ambiguous(_) => ("send.ambiguous", CatapaUnclear, "CATAPA did not answer"),
});

impl From<NotSendable> for SendError {
    fn from(why: NotSendable) -> Self {
        Self::NotSent(why.into())
    }
}

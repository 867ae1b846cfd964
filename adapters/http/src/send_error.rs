//! What it means that no reply came.

use core::error::Error;

use catapa_signin::{Blame, Explain};

use crate::NotSendable;

/// No reply came. The step that wrote the request is still in the caller's hands.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The request did not leave this machine: no address, no connection, or not HTTP. What it would have spent is
    /// unspent, and it can be sent again.
    #[error("CATAPA cannot be reached")]
    NotSent(#[source] Box<dyn Error + Send + Sync>),
    /// Anything else, a time-out above all: the request may have been answered, so what it spends may be spent.
    /// Sending again is the caller's decision.
    #[error("CATAPA did not answer")]
    Ambiguous(#[source] Box<dyn Error + Send + Sync>),
}

impl Explain for SendError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "send.not_sent",
            Self::Ambiguous(_) => "send.ambiguous",
        }
    }

    fn blame(&self) -> Blame {
        Blame::CatapaUnclear
    }
}

impl From<NotSendable> for SendError {
    fn from(why: NotSendable) -> Self {
        Self::NotSent(why.into())
    }
}

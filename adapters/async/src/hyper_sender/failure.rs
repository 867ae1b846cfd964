//! Why there is no reply.

use core::error::Error;

use catapa_signin_http::SendError;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// How far a request had come when it failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Failed {
    /// Nothing of it was written, or the server says that it did nothing with it.
    Unsent,
    /// Its connection ended before a byte of the reply.
    Unanswered,
    /// Anything else, a time-out above all.
    Midway,
}

/// There is no reply.
pub(super) struct Failure {
    pub(super) how: Failed,
    pub(super) why: BoxError,
}

impl Failure {
    pub(super) fn new(how: Failed, why: impl Into<BoxError>) -> Self {
        Self { how, why: why.into() }
    }

    pub(super) fn unsent(why: impl Into<BoxError>) -> Self {
        Self::new(Failed::Unsent, why)
    }

    /// A reply came that is not to be believed, as a rule because more came with it.
    pub(super) fn malformed() -> Self {
        Self::new(Failed::Midway, "the reply has another length than it announced")
    }
}

impl From<Failure> for SendError {
    fn from(failure: Failure) -> Self {
        match failure.how {
            Failed::Unsent => Self::NotSent(failure.why),
            Failed::Unanswered | Failed::Midway => Self::Ambiguous(failure.why),
        }
    }
}

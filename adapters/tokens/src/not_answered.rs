//! Why a call to the CATAPA API has no answer, and what is left.

use std::sync::Arc;

use catapa_signin::request::NotAnApiPath;
use catapa_signin::{ApiError, explain};
use catapa_signin_http::SendError;

use crate::api_answer::NotDeserialized;
use crate::not_fresh::NotFresh;

/// Why a call to the CATAPA API has no answer. Cheap to clone. It shows no token, and no byte of a body.
///
/// | Error | What is left | What to do |
/// |---|---|---|
/// | `NotSerialized`, `Path` | everything: the call was not sent | mend the call |
/// | `NotFresh` | CATAPA has not carried the call out; the session is as [`NotFresh`] says | as [`NotFresh`] says |
/// | `NotSent` | everything: CATAPA did not get the call | call again |
/// | `NoReply` | the session; CATAPA may have carried the call out | repeat what may happen twice, and look up the rest |
/// | `Api` with `TokenRejected` or `TenantRefused` | the session, which is of no use | the person [signs in again](Self::sign_in_again) |
/// | `Api` with `RateLimited` | the session; the call was not carried out | come back later |
/// | `Api` with `Forbidden` | the session; the call was not carried out | tell the person |
/// | `Api` with another error | the session; CATAPA may have carried the call out | as for `NoReply` |
/// | `NotDeserialized` | the session, and the answer: CATAPA has carried the call out | mend the type |
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnswered {
    /// The body could not be written. Nothing was sent.
    NotSerialized(NotSerialized),
    /// The path is not one of the API. The call was not sent.
    Path(NotAnApiPath),
    /// There is no token that is valid now. The call was not sent, or CATAPA rejected its token.
    #[error(transparent)]
    NotFresh(NotFresh),
    /// CATAPA did nothing with the request.
    #[error(transparent)]
    NotSent(Arc<SendError>),
    /// No reply came. CATAPA may have carried the call out.
    #[error(transparent)]
    NoReply(Arc<SendError>),
    /// CATAPA answered, and not with what was asked for. [`TokenRejected`](ApiError::TokenRejected) is the second 401,
    /// under a newer token.
    Api(ApiError),
    /// The answer's JSON is not what was expected.
    NotDeserialized(NotDeserialized),
}

impl NotAnswered {
    /// Must the person sign in again? If not, the session is good, or the trouble can pass.
    #[must_use]
    pub const fn sign_in_again(&self) -> bool {
        match self {
            Self::NotFresh(why) => why.sign_in_again(),
            Self::Api(why) => matches!(why, ApiError::TokenRejected(_) | ApiError::TenantRefused(_)),
            _ => false,
        }
    }
}

explain!(NotAnswered {
    Self::NotSerialized(why) => why,
    Self::Path(why) => why,
    Self::NotFresh(why) => why,
    Self::NotSent(why) => why,
    Self::NoReply(why) => why,
    Self::Api(why) => why,
    Self::NotDeserialized(why) => why,
});

impl From<NotSerialized> for NotAnswered {
    fn from(why: NotSerialized) -> Self {
        Self::NotSerialized(why)
    }
}

impl From<NotAnApiPath> for NotAnswered {
    fn from(why: NotAnApiPath) -> Self {
        Self::Path(why)
    }
}

impl From<NotFresh> for NotAnswered {
    fn from(why: NotFresh) -> Self {
        Self::NotFresh(why)
    }
}

impl From<SendError> for NotAnswered {
    fn from(why: SendError) -> Self {
        match why {
            SendError::NotSent(_) => Self::NotSent(Arc::new(why)),
            _ => Self::NoReply(Arc::new(why)),
        }
    }
}

impl From<ApiError> for NotAnswered {
    fn from(why: ApiError) -> Self {
        Self::Api(why)
    }
}

impl From<NotDeserialized> for NotAnswered {
    fn from(why: NotDeserialized) -> Self {
        Self::NotDeserialized(why)
    }
}

/// A value cannot be written as JSON: its `Serialize` failed, or a map has a key that is no text.
///
/// The words of `serde_json` may quote the value, so they are not here. `serde_json::to_string` of the same value tells
/// them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotSerialized;

explain!(NotSerialized {
    Self => ("api.not_serialized", Caller, "what this application sends to CATAPA cannot be written as JSON"),
});

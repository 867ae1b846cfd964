//! What went wrong, each with its code, its status and its words.

mod words;

use std::sync::Arc;

use catapa_signin::callback::{self, Stray};
use catapa_signin::error::{Refusal, TenantRefusal};
use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::request::NotAnApiPath;
use catapa_signin::{ApiError, HaveCode, NotAccepted, NotGranted, UnixTime, explain};
use catapa_signin_async::SendError;
use catapa_signin_tokens::{NotAnswered, NotDeserialized, NotFresh, NotKept, NotSerialized};
use http::StatusCode;
use tower_sessions::session;

pub(crate) use words::Next;

/// Why nobody is signed in, or a call to CATAPA has no answer. Its `Display` is a sentence that is safe to show to a
/// person; a [`Page`](crate::Page) says also what to do next.
///
/// Cheap to clone. None holds a token, a code or a cookie.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// A frame, an image or a fetch of a foreign page asked for a sign-in. No cookie was set.
    ForeignSignIn,
    /// A foreign page asked to sign somebody out. Nothing was done.
    ForeignSignOut,
    /// A callback came, and the browser holds no pending sign-in at all: another browser began it, cookies are blocked, or
    /// it is long over.
    NoCookie,
    /// A callback came for a sign-in that is not this browser's, which has others: a link of an attacker's, or of a
    /// sign-in that four newer ones have pushed out. The others still wait.
    OtherSignIn,
    /// The cookie of this sign-in does not open: another key sealed it, or somebody changed it. It stays.
    CookieUnreadable,
    /// What came is not what CATAPA sends back: forged, stray, doubled, or another issuer's. The sign-in still waits.
    NotOurs(Stray),
    /// The person took too long at CATAPA. The sign-in is over.
    TooLate,
    /// This callback was used before: a reload, or the back button. Nothing was sent.
    AlreadyUsed,
    /// CATAPA, authentically, said no.
    Denied(Refusal),
    /// The person's company is not among those that may sign in. Nothing was sent.
    TenantNotWelcome,
    /// The CSRF token is ours, but CATAPA sends no such callback.
    Unusable(callback::Fault),
    /// HTTP 429 to the token request, which was sent once. The code is given up.
    RateLimited {
        /// When to come back.
        until: UnixTime,
    },
    /// `invalid_client`: CATAPA does not accept the application's credentials.
    ClientRefused(Refusal),
    /// CATAPA refused the code.
    Refused(Refusal),
    /// The tokens are not for a company that may sign in.
    TenantRefused(TenantRefusal),
    /// CATAPA did nothing with a request, as a rule because it cannot be reached.
    #[error(transparent)]
    Unreachable(Arc<SendError>),
    /// A request was sent, and no reply came: what it spent may be spent. It is not sent again.
    #[error(transparent)]
    NoReply(Arc<SendError>),
    /// Neither tokens nor a refusal came: what the request spent may be spent. It is not sent again.
    Ambiguous(Ambiguity),
    /// CATAPA's API did not answer a call, or who signed in.
    Api(ApiError),
    /// A path of the API that is none. Nothing was sent.
    Path(NotAnApiPath),
    /// The body of a call could not be written as JSON. Nothing was sent.
    NotSerialized(NotSerialized),
    /// CATAPA's API answered a call, and its JSON is not what was expected.
    NotDeserialized(NotDeserialized),
    /// This is for people who are signed in.
    SignInFirst,
    /// There is no token that is valid now.
    #[error(transparent)]
    NotFresh(NotFresh),
    /// The store of tokens gave no answer.
    #[error(transparent)]
    NotKept(NotKept),
    /// The store of sessions gave no answer.
    Session(#[source] Arc<session::Error>),
    /// The router has no layer of sessions: see [`session_layer`](crate::SignInWithCatapa::session_layer).
    NoSessionLayer,
    /// The source of randomness failed.
    NoEntropy,
}

impl SignInError {
    /// The HTTP status that goes with it.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.words().status
    }

    /// Seconds to wait before trying again, where that is known.
    #[must_use]
    pub fn retry_after(&self, now: UnixTime) -> Option<u64> {
        match self {
            Self::RateLimited { until }
            | Self::NotFresh(NotFresh::RateLimited { until } | NotFresh::Busy { until }) => {
                Some(until.as_secs().saturating_sub(now.as_secs()).max(1))
            }
            Self::Api(ApiError::RateLimited { retry_after }) => Some(retry_after.secs(now)),
            _ => None,
        }
    }

    /// Is signing in the way on?
    #[must_use]
    pub fn sign_in_first(&self) -> bool {
        match self {
            Self::SignInFirst => true,
            Self::NotFresh(why) => why.sign_in_again(),
            _ => false,
        }
    }

    /// No reply came: had the request left?
    pub(crate) fn unsent(why: SendError) -> Self {
        match why {
            SendError::NotSent(_) => Self::Unreachable(Arc::new(why)),
            _ => Self::NoReply(Arc::new(why)),
        }
    }

    /// No tokens came. The step that may be left is given up: nothing is sent twice by itself.
    pub(crate) fn not_granted(why: NotGranted<HaveCode>, now: UnixTime) -> Self {
        match why {
            NotGranted::RateLimited { retry_after, .. } => Self::RateLimited { until: retry_after.until(now) },
            NotGranted::ClientRefused { refusal, .. } => Self::ClientRefused(refusal),
            NotGranted::Ambiguous { why, .. } => Self::Ambiguous(why),
            NotGranted::Refused(refusal) => Self::Refused(refusal),
            NotGranted::TenantRefused(why) => Self::TenantRefused(why),
            // A kind of a later release says nothing that is clear to us.
            _ => Self::Ambiguous(BodyFault::CutShort.into()),
        }
    }
}

impl From<NotAccepted> for SignInError {
    fn from(why: NotAccepted) -> Self {
        match why {
            NotAccepted::NotOurs { why, .. } => Self::NotOurs(why),
            NotAccepted::Denied(refusal) => Self::Denied(refusal),
            NotAccepted::Unusable(callback::Fault::TenantNotWelcome) => Self::TenantNotWelcome,
            NotAccepted::Unusable(why) => Self::Unusable(why),
            // A kind of a later release is over too.
            _ => Self::TooLate,
        }
    }
}

impl From<NotFresh> for SignInError {
    fn from(why: NotFresh) -> Self {
        Self::NotFresh(why)
    }
}

impl From<NotAnswered> for SignInError {
    fn from(why: NotAnswered) -> Self {
        match why {
            NotAnswered::NotSerialized(why) => Self::NotSerialized(why),
            NotAnswered::Path(why) => Self::Path(why),
            NotAnswered::NotFresh(why) => Self::NotFresh(why),
            NotAnswered::NotSent(why) => Self::Unreachable(why),
            NotAnswered::NoReply(why) => Self::NoReply(why),
            NotAnswered::Api(why) => Self::Api(why),
            NotAnswered::NotDeserialized(why) => Self::NotDeserialized(why),
            // A kind of a later release says nothing that is clear to us.
            _ => Self::Ambiguous(BodyFault::CutShort.into()),
        }
    }
}

impl From<NotDeserialized> for SignInError {
    fn from(why: NotDeserialized) -> Self {
        Self::NotDeserialized(why)
    }
}

impl From<NotKept> for SignInError {
    fn from(why: NotKept) -> Self {
        Self::NotKept(why)
    }
}

impl From<ApiError> for SignInError {
    fn from(why: ApiError) -> Self {
        Self::Api(why)
    }
}

impl From<session::Error> for SignInError {
    fn from(why: session::Error) -> Self {
        Self::Session(Arc::new(why))
    }
}

explain!(SignInError {
    Self::ForeignSignIn => ("web.foreign_sign_in", Stranger, "another site tried to start a sign-in"),
    Self::ForeignSignOut => ("web.foreign_sign_out", Stranger, "another site tried to sign you out"),
    Self::NoCookie => ("web.no_cookie", Person, "this browser has no sign-in that waits"),
    Self::OtherSignIn => ("web.other_sign_in", Stranger, "this is the answer to another sign-in"),
    Self::CookieUnreadable => ("web.cookie_unreadable", Caller, "the cookie of this sign-in cannot be read"),
    Self::NotOurs(_) => ("web.not_ours", Stranger, "this is not the answer that this sign-in waits for"),
    Self::TooLate => ("callback.too_late", Person, "this sign-in took too long"),
    Self::AlreadyUsed => ("web.already_used", Person, "this sign-in is finished already"),
    Self::Denied(refusal) => refusal,
    Self::TenantNotWelcome =>
        ("callback.tenant_not_welcome", Person, "people of this company cannot sign in here"),
    Self::Unusable(why) => why,
    Self::RateLimited { .. } => ("token.rate_limited", CatapaRefused, "CATAPA asks to wait before trying again"),
    Self::ClientRefused(refusal) => refusal,
    Self::Refused(refusal) => refusal,
    Self::TenantRefused(why) => why,
    Self::Unreachable(why) => why,
    Self::NoReply(why) => why,
    Self::Ambiguous(why) => why,
    Self::Api(why) => why,
    Self::Path(why) => why,
    Self::NotSerialized(why) => why,
    Self::NotDeserialized(why) => why,
    Self::SignInFirst => ("web.sign_in_first", Person, "please sign in first"),
    Self::NotFresh(why) => why,
    Self::NotKept(why) => why,
    Self::Session(_) => ("web.session_store", Caller, "the store of sessions is away"),
    Self::NoSessionLayer => ("web.no_session_layer", Caller, "this application keeps no sessions"),
    Self::NoEntropy => ("web.no_entropy", Caller, "this machine gives no randomness"),
});

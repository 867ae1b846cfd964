//! What went wrong, each with its code, its status and its words.

mod words;

use std::sync::Arc;

use catapa_signin::callback::{self, Stray};
use catapa_signin::error::{Refusal, TenantRefusal};
use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::request::NotAnApiPath;
use catapa_signin::{ApiError, Blame, Explain, HaveCode, NotAccepted, NotGranted, UnixTime};
use catapa_signin_async::SendError;
use catapa_signin_tokens::{NotFresh, NotKept};
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
    #[error("another site tried to start a sign-in")]
    ForeignSignIn,
    /// A foreign page asked to sign somebody out. Nothing was done.
    #[error("another site tried to sign you out")]
    ForeignSignOut,
    /// A callback came, and the browser holds no pending sign-in at all: another browser began it, cookies are blocked, or
    /// it is long over.
    #[error("this browser has no sign-in that waits")]
    NoCookie,
    /// A callback came for a sign-in that is not this browser's, which has others: a link of an attacker's, or of a
    /// sign-in that four newer ones have pushed out. The others still wait.
    #[error("this is the answer to another sign-in")]
    OtherSignIn,
    /// The cookie of this sign-in does not open: another key sealed it, or somebody changed it. It stays.
    #[error("the cookie of this sign-in cannot be read")]
    CookieUnreadable,
    /// What came is not what CATAPA sends back: forged, stray, doubled, or another issuer's. The sign-in still waits.
    #[error("this is not the answer that this sign-in waits for")]
    NotOurs(Stray),
    /// The person took too long at CATAPA. The sign-in is over.
    #[error("this sign-in took too long")]
    TooLate,
    /// This callback was used before: a reload, or the back button. Nothing was sent.
    #[error("this sign-in is finished already")]
    AlreadyUsed,
    /// CATAPA, authentically, said no.
    #[error(transparent)]
    Denied(Refusal),
    /// The person's company is not among those that may sign in. Nothing was sent.
    #[error("people of this company cannot sign in here")]
    TenantNotWelcome,
    /// The CSRF token is ours, but CATAPA sends no such callback.
    #[error(transparent)]
    Unusable(callback::Fault),
    /// HTTP 429 to the token request, which was sent once. The code is given up.
    #[error("CATAPA asks to wait before trying again")]
    RateLimited {
        /// When to come back.
        until: UnixTime,
    },
    /// `invalid_client`: CATAPA does not accept the application's credentials.
    #[error(transparent)]
    ClientRefused(Refusal),
    /// CATAPA refused the code.
    #[error(transparent)]
    Refused(Refusal),
    /// The tokens are not for a company that may sign in.
    #[error(transparent)]
    TenantRefused(TenantRefusal),
    /// A request did not leave this machine: CATAPA cannot be reached.
    #[error(transparent)]
    Unreachable(Arc<SendError>),
    /// A request was sent, and no reply came: what it spent may be spent. It is not sent again.
    #[error(transparent)]
    NoReply(Arc<SendError>),
    /// Neither tokens nor a refusal came: what the request spent may be spent. It is not sent again.
    #[error(transparent)]
    Ambiguous(Ambiguity),
    /// CATAPA's API did not answer a call, or who signed in.
    #[error(transparent)]
    Api(ApiError),
    /// A path of the API that is none. Nothing was sent.
    #[error(transparent)]
    Path(NotAnApiPath),
    /// This is for people who are signed in.
    #[error("please sign in first")]
    SignInFirst,
    /// There is no token that is valid now.
    #[error(transparent)]
    NotFresh(NotFresh),
    /// The store of tokens gave no answer.
    #[error(transparent)]
    NotKept(NotKept),
    /// The store of sessions gave no answer.
    #[error("the store of sessions is away")]
    Session(#[source] Arc<session::Error>),
    /// The router has no layer of sessions: see [`session_layer`](crate::SignInWithCatapa::session_layer).
    #[error("this application keeps no sessions")]
    NoSessionLayer,
    /// The source of randomness failed.
    #[error("this machine gives no randomness")]
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

impl Explain for SignInError {
    fn code(&self) -> &'static str {
        match self {
            Self::ForeignSignIn => "web.foreign_sign_in",
            Self::ForeignSignOut => "web.foreign_sign_out",
            Self::NoCookie => "web.no_cookie",
            Self::OtherSignIn => "web.other_sign_in",
            Self::CookieUnreadable => "web.cookie_unreadable",
            Self::NotOurs(_) => "web.not_ours",
            Self::TooLate => "callback.too_late",
            Self::AlreadyUsed => "web.already_used",
            Self::Denied(refusal) | Self::ClientRefused(refusal) | Self::Refused(refusal) => refusal.code(),
            Self::TenantNotWelcome => "callback.tenant_not_welcome",
            Self::Unusable(why) => why.code(),
            Self::RateLimited { .. } => "token.rate_limited",
            Self::TenantRefused(why) => why.code(),
            Self::Unreachable(why) | Self::NoReply(why) => why.code(),
            Self::Ambiguous(why) => why.code(),
            Self::Api(why) => why.code(),
            Self::Path(why) => why.code(),
            Self::SignInFirst => "web.sign_in_first",
            Self::NotFresh(why) => why.code(),
            Self::NotKept(why) => why.code(),
            Self::Session(_) => "web.session_store",
            Self::NoSessionLayer => "web.no_session_layer",
            Self::NoEntropy => "web.no_entropy",
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::ForeignSignIn | Self::ForeignSignOut | Self::OtherSignIn | Self::NotOurs(_) => Blame::Stranger,
            Self::NoCookie | Self::TooLate | Self::AlreadyUsed | Self::TenantNotWelcome | Self::SignInFirst => {
                Blame::Person
            }
            Self::Denied(refusal) | Self::ClientRefused(refusal) | Self::Refused(refusal) => refusal.blame(),
            Self::Unusable(why) => why.blame(),
            Self::RateLimited { .. } => Blame::CatapaRefused,
            Self::TenantRefused(why) => why.blame(),
            Self::Unreachable(why) | Self::NoReply(why) => why.blame(),
            Self::Ambiguous(why) => why.blame(),
            Self::Api(why) => why.blame(),
            Self::NotFresh(why) => why.blame(),
            Self::CookieUnreadable
            | Self::Path(_)
            | Self::NotKept(_)
            | Self::Session(_)
            | Self::NoSessionLayer
            | Self::NoEntropy => Blame::Caller,
        }
    }
}

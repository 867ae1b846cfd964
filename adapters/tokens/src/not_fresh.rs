//! Why there is no fresh token, and what is left.

use core::error::Error;
use std::sync::Arc;

use catapa_signin::error::{Refusal, TenantRefusal};
use catapa_signin::reply::Ambiguity;
use catapa_signin::{UnixTime, explain};
use catapa_signin_http::SendError;

use crate::seal::NotOpened;
use crate::store::StoreError;

/// Why a [`TokenKeeper`](crate::TokenKeeper) has no fresh token. Callers that share a refresh share its error, so it is
/// cheap to clone.
///
/// | Error | What is left | What to do |
/// |---|---|---|
/// | `SignedOut`, `Over`, `Refused`, `TenantRefused`, `NotOurs`, `NotOpened` | nothing | the person [signs in again](Self::sign_in_again) |
/// | `Ambiguous` | a refresh token that may be spent | the person signs in again, or you [try again](crate::TokenKeeper::try_again) |
/// | `RateLimited`, `Busy` | the session | come back later; until then nothing is sent |
/// | `NotSent`, `Store`, `NoEntropy`, `Panicked` | the session | call again |
/// | `ClientRefused` | the session | mend the configuration |
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotFresh {
    /// No session has this key: it was forgotten or refused, or its time in the store is over.
    SignedOut,
    /// The access token has expired, and there is no refresh token.
    Over,
    /// CATAPA refused the refresh token. The session was removed.
    Refused(Refusal),
    /// The new tokens are for another tenant. The session was removed.
    TenantRefused(TenantRefusal),
    /// `invalid_client`: CATAPA does not accept our credentials. The session is untouched, and nothing is sent for it for
    /// a minute.
    ClientRefused(Refusal),
    /// CATAPA asks to wait, or refused our credentials a moment ago. Nothing is sent for this session until then.
    RateLimited {
        /// When to come back.
        until: UnixTime,
    },
    /// The refresh token was sent, and nobody knows the result. No instance sends it again unless you call
    /// [`try_again`](crate::TokenKeeper::try_again).
    Ambiguous(#[source] Doubt),
    /// Another instance is refreshing. Come back in a moment; by `until` the session is fresh or ambiguous.
    Busy {
        /// When the other's lease ends.
        until: UnixTime,
    },
    /// CATAPA did nothing with the request. The session is untouched.
    #[error(transparent)]
    NotSent(Arc<SendError>),
    /// The store gave no answer. New tokens that could not be stored stay in memory, and the next call stores them.
    #[error(transparent)]
    Store(StoreError),
    /// None of our keys sealed this record, or it cannot be read.
    NotOpened(NotOpened),
    /// The tokens belong to another client, with another id or API origin.
    NotOurs,
    /// The source of randomness failed. Nothing was done.
    NoEntropy(#[source] Arc<dyn Error + Send + Sync>),
    /// The clock in the options panicked. If the refresh token had been sent, the next call says how that ended.
    Panicked,
}

impl NotFresh {
    /// Must the person sign in again? If not, the trouble can pass.
    #[must_use]
    pub const fn sign_in_again(&self) -> bool {
        matches!(
            self,
            Self::SignedOut
                | Self::Over
                | Self::Refused(_)
                | Self::TenantRefused(_)
                | Self::NotOpened(_)
                | Self::NotOurs
        )
    }
}

explain!(NotFresh {
    Self::SignedOut => ("tokens.signed_out", Person, "this sign-in is over"),
    Self::Over => ("tokens.over", Person, "this sign-in has come to its end"),
    Self::Refused(refusal) => refusal,
    Self::TenantRefused(why) => why,
    Self::ClientRefused(refusal) => refusal,
    Self::RateLimited { .. } => ("tokens.rate_limited", CatapaRefused, "CATAPA asks to wait before trying again"),
    Self::Ambiguous(doubt) => ("tokens.ambiguous", doubt.blame(), "it is not known whether this sign-in was renewed"),
    Self::Busy { .. } => ("tokens.busy", Caller, "this sign-in is being renewed"),
    Self::NotSent(why) => why,
    Self::Store(why) => why,
    Self::NotOpened(why) => why,
    Self::NotOurs => ("tokens.not_ours", Caller, "this sign-in was begun by another client"),
    Self::NoEntropy(_) => ("tokens.no_entropy", Caller, "this machine gives no randomness"),
    Self::Panicked => ("tokens.panicked", Caller, "renewing this sign-in broke off"),
});

/// Why nobody knows whether a refresh token is spent.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Doubt {
    /// No reply came.
    #[error(transparent)]
    NoReply(Arc<SendError>),
    /// Neither tokens nor a refusal came.
    Ambiguous(Ambiguity),
    /// The sender panicked.
    Panicked,
    /// An instance took the lease and never reported back.
    LeaseRanOut,
    /// An earlier call was ambiguous, and nobody has decided to try again since.
    Earlier,
}

explain!(Doubt {
    Self::NoReply(why) => why,
    Self::Ambiguous(why) => why,
    Self::Panicked => ("tokens.sender_panicked", Caller, "sending to CATAPA broke off"),
    Self::LeaseRanOut =>
        ("tokens.lease_ran_out", CatapaUnclear, "the renewal of this sign-in was never finished"),
    Self::Earlier =>
        ("tokens.ambiguous_earlier", CatapaUnclear, "an earlier renewal of this sign-in got no clear answer"),
});

/// Why a session was not kept or not forgotten, or an id not claimed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotKept {
    /// The store gave no answer. Try again.
    #[error(transparent)]
    Store(StoreError),
    /// The tokens belong to another client, with another id or API origin. Nothing was done.
    NotOurs,
    /// The source of randomness failed. Nothing was done.
    NoEntropy(#[source] Arc<dyn Error + Send + Sync>),
}

impl NotKept {
    /// May the swap have happened nevertheless?
    pub(crate) const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Store(why) if why.may_have_happened())
    }
}

impl From<NotKept> for NotFresh {
    fn from(why: NotKept) -> Self {
        match why {
            NotKept::Store(why) => Self::Store(why),
            NotKept::NotOurs => Self::NotOurs,
            NotKept::NoEntropy(why) => Self::NoEntropy(why),
        }
    }
}

explain!(NotKept {
    Self::Store(why) => why,
    Self::NotOurs => ("tokens.not_ours", Caller, "this sign-in was begun by another client"),
    Self::NoEntropy(_) => ("tokens.no_entropy", Caller, "this machine gives no randomness"),
});

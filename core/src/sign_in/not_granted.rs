//! Why the token endpoint gave no tokens, for a code or a refresh token, and what is left.

use super::NotOurStep;
use crate::refusal::Refusal;
use crate::reply::tokens::{Members, NoTokens};
use crate::reply::{Ambiguity, BodyFault, RetryAfter};
use crate::tenant::TenantRefusal;

/// Why there are no tokens, and what is left: the step `S` wherever it may still be good. `S` is
/// [`HaveCode`](crate::HaveCode); [`Expired`](crate::Expired) for a refresh ([`NotRefreshed`](crate::NotRefreshed)); or `()`
/// where the step stays in its place ([`Client::finish`](crate::Client::finish)).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotGranted<S> {
    /// HTTP 429: CATAPA has not looked at the code or refresh token.
    RateLimited {
        /// The step, still good.
        step: S,
        /// When to come back; a code may be too old by then.
        retry_after: RetryAfter,
    },
    /// `invalid_client`: CATAPA does not accept our credentials, so it has not looked at the code or refresh token. Mend
    /// the configuration; each try counts against the limit.
    ClientRefused {
        /// The step, still good.
        step: S,
        /// What CATAPA said.
        refusal: Refusal,
    },
    /// Neither tokens nor a refusal: the code or refresh token may be spent. Sending again is the caller's decision.
    Ambiguous {
        /// The step, which may be good.
        step: S,
        /// What came instead.
        why: Ambiguity,
    },
    /// CATAPA granted tokens that are longer than the caller's text type can hold: the code or refresh token is likely
    /// spent, as in [`Ambiguous`](Self::Ambiguous). Only where tokens are kept: never for [`SignIn<HaveCode>`](super::SignIn).
    DoesNotFit {
        /// The step, which may be good.
        step: S,
    },
    /// CATAPA refused the code or refresh token. The sign-in is over.
    Refused(Refusal),
    /// The tokens are not for this sign-in's tenant. The sign-in is over.
    TenantRefused(TenantRefusal),
    /// No step is kept where one was looked for. Only from verbs of [`Client`](crate::Client).
    NothingKept,
    /// Another client began the sign-in, and its step stays in its place. Only from verbs of [`Client`](crate::Client).
    OtherClient(NotOurStep<()>),
}

explain!(NotGranted<S>, <S> {
    Self::RateLimited { .. } => ("token.rate_limited", CatapaRefused, "CATAPA asks to wait before trying again"),
    Self::ClientRefused { refusal, .. } => refusal,
    Self::Ambiguous { why, .. } => why,
    Self::DoesNotFit { .. } => ("token.does_not_fit", Caller, "a token does not fit where this application keeps it"),
    Self::Refused(refusal) => refusal,
    Self::TenantRefused(why) => why,
    Self::NothingKept => ("resume.nothing_kept", Caller, "there is no sign-in to go on with"),
    Self::OtherClient(why) => why,
});

impl<S> NotGranted<S> {
    /// The step, to be looked at: it is there in [`RateLimited`](Self::RateLimited) and
    /// [`ClientRefused`](Self::ClientRefused), still good, and in [`Ambiguous`](Self::Ambiguous) and
    /// [`DoesNotFit`](Self::DoesNotFit), perhaps spent.
    ///
    /// Where a verb of [`SignIn`](super::SignIn) leaves none, CATAPA has said no for good: let go of what is kept, so that
    /// nothing sends it again. A verb of [`Client`](crate::Client) empties the place itself; never do it after
    /// [`OtherClient`](Self::OtherClient), which has no step here because the step is still in its place.
    #[must_use]
    pub const fn step(&self) -> Option<&S> {
        match self {
            Self::RateLimited { step, .. }
            | Self::ClientRefused { step, .. }
            | Self::Ambiguous { step, .. }
            | Self::DoesNotFit { step } => Some(step),
            _ => None,
        }
    }

    /// Hands back the step where there is [one](Self::step).
    #[must_use]
    pub fn into_step(self) -> Option<S> {
        self.split().1
    }

    /// The error without its step, and the step.
    pub(super) fn split(self) -> (NotGranted<()>, Option<S>) {
        let (step, why) = match self {
            Self::RateLimited { step, retry_after } => (step, NotGranted::RateLimited { step: (), retry_after }),
            Self::ClientRefused { step, refusal } => (step, NotGranted::ClientRefused { step: (), refusal }),
            Self::Ambiguous { step, why } => (step, NotGranted::Ambiguous { step: (), why }),
            Self::DoesNotFit { step } => (step, NotGranted::DoesNotFit { step: () }),
            Self::Refused(refusal) => return (NotGranted::Refused(refusal), None),
            Self::TenantRefused(why) => return (NotGranted::TenantRefused(why), None),
            Self::NothingKept => return (NotGranted::NothingKept, None),
            Self::OtherClient(why) => return (NotGranted::OtherClient(why), None),
        };
        (why, Some(step))
    }

    /// Hands the step back. Out of line, as said in [`sign_in`](super).
    #[inline(never)]
    pub(super) fn because(step: S, why: NoTokens, members: &Members<'_>) -> Self {
        match why {
            NoTokens::RateLimited(retry_after) => Self::RateLimited { step, retry_after },
            NoTokens::Refused(code) => Self::ClientRefused { step, refusal: members.refusal(code) },
            NoTokens::Unsettled(status) => Self::Ambiguous { step, why: members.ambiguity(status) },
            NoTokens::Unreadable(why) => Self::unreadable(step, why),
        }
    }

    /// Hands the step back. Out of line, as said in [`sign_in`](super).
    #[inline(never)]
    pub(super) fn unreadable(step: S, why: BodyFault) -> Self {
        Self::Ambiguous { step, why: why.into() }
    }

    /// Hands the step back. Out of line, as said in [`sign_in`](super).
    #[inline(never)]
    pub(super) fn does_not_fit(step: S) -> Self {
        Self::DoesNotFit { step }
    }
}

impl<S> From<TenantRefusal> for NotGranted<S> {
    fn from(why: TenantRefusal) -> Self {
        Self::TenantRefused(why)
    }
}

//! Step 2 of 5. The browser is on its way, and a callback may come: CATAPA's, or anybody's.

use core::fmt;

use super::{HaveCode, NotOurStep, Sealed, SignIn, Step};
use crate::callback::{self, Callback, SignInId, Stray};
use crate::client::{Client, Fingerprint};
use crate::random_text::RandomText;
use crate::refusal::Refusal;
use crate::request::AuthorizeUrl;
use crate::time::UnixTime;

/// A sign-in that waits for its callback: a few bytes, to be kept where only this browser's request finds them.
///
/// It is a secret. Its `Debug` is redacted; it is saved with serde (feature `serde`) or as
/// [bytes](Self::to_bytes). Keep it until [`accept`](SignIn::accept) has taken it: on
/// [`NotOurs`](NotAccepted::NotOurs) the kept one stays, on every other outcome it must be removed, atomically, so
/// that one callback is accepted once.
///
/// Without an accepted callback there is no code to trade:
///
/// ```compile_fail,E0599
/// # use catapa_signin::{AwaitingCallback, SignIn, UnixTime};
/// fn trade(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) {
///     let _ = sign_in.token_request(now);
/// }
/// ```
///
/// ```
/// # use catapa_signin::{AwaitingCallback, SignIn, UnixTime};
/// fn trade(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) {
///     let Ok(sign_in) = sign_in.accept(callback, now) else { return };
///     let _ = sign_in.token_request(now);
/// }
/// ```
///
/// And a callback is accepted once, because accepting consumes the step. A second one can be tried only where the
/// first was not ours, on the step that the refusal hands back:
///
/// ```compile_fail,E0382
/// # use catapa_signin::{AwaitingCallback, NotAccepted, SignIn, UnixTime};
/// fn twice(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) {
///     let _ = sign_in.accept(callback, now);
///     let _ = sign_in.accept(callback, now);
/// }
/// ```
///
/// ```
/// # use catapa_signin::{AwaitingCallback, NotAccepted, SignIn, UnixTime};
/// fn twice(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) {
///     let client = sign_in.client();
///     let Err(NotAccepted::NotOurs { step, .. }) = sign_in.accept(callback, now) else { return };
///     let Ok(sign_in) = client.resume(step) else { return };
///     let _ = sign_in.accept(callback, now);
/// }
/// ```
pub struct AwaitingCallback {
    pub(crate) client: Fingerprint,
    pub(crate) csrf_token: RandomText,
    pub(crate) verifier: Option<RandomText>,
    pub(crate) started_at: UnixTime,
}

impl AwaitingCallback {
    pub(super) fn new(
        client: &Client,
        csrf_token: RandomText,
        verifier: Option<RandomText>,
        started_at: UnixTime,
    ) -> Self {
        Self { client: client.sign_in_fingerprint, csrf_token, verifier, started_at }
    }

    /// The name of this pending sign-in, by which its callback [finds](SignInId::claimed_by) it.
    #[must_use]
    pub fn id(&self) -> SignInId {
        SignInId::of(self.csrf_token.as_str())
    }

    /// When the sign-in began.
    #[must_use]
    pub const fn started_at(&self) -> UnixTime {
        self.started_at
    }
}

impl<'c> SignIn<'c, AwaitingCallback> {
    /// Where to send the browser: the authorize endpoint with `response_type`, `client_id`, `redirect_uri`, `scope`
    /// (empty unless configured) and `state`, in this order. (The guide's step 1.)
    #[must_use]
    pub fn authorize_url(&self) -> AuthorizeUrl<'_> {
        AuthorizeUrl {
            client: self.client,
            state: self.step.csrf_token.as_str(),
            challenge: self.step.verifier.as_ref().map(RandomText::s256),
        }
    }

    /// The moment from which every callback is too late: the sign-in can be forgotten.
    #[must_use]
    pub fn deadline(&self) -> UnixTime {
        self.step.started_at.plus(self.client.pending_lifetime.get())
    }

    /// Checks a callback: its query string, with or without the `?`; its request target, which begins with `/`; or its
    /// whole URL, which begins with `http://` or `https://`. Parameters that the guide does not name are passed over.
    /// (The guide's step 3.)
    ///
    /// It checks in the order of trust: bounds and duplicates, the issuer if one is configured, the CSRF
    /// token, the deadline; only then is a denial believed, or code and tenant taken.
    ///
    /// # Errors
    ///
    /// [`NotAccepted`]. After [`NotOurs`](NotAccepted::NotOurs) the sign-in still waits, and the true callback will
    /// be accepted; after any other, it is over.
    pub fn accept(self, callback: &str, now: UnixTime) -> Result<SignIn<'c, HaveCode>, NotAccepted> {
        let Self { client, step } = self;
        let callback = match Callback::read(callback, client.issuer(), step.csrf_token.as_str()) {
            Ok(callback) => callback,
            Err(why) => return Err(NotAccepted::NotOurs { step, why }),
        };
        if now.age_of(step.started_at).is_none_or(|age| age >= client.pending_lifetime.get()) {
            return Err(NotAccepted::TooLate);
        }
        callback.is_yes_or_no()?;
        if let Some(refusal) = callback.refusal() {
            return Err(NotAccepted::Denied(refusal));
        }
        let (code, tenant) = (callback.code()?, callback.tenant()?);
        if !client.welcomes(tenant.as_str()) {
            return Err(callback::Fault::TenantNotWelcome.into());
        }
        let AwaitingCallback { client: fingerprint, verifier, started_at, .. } = step;
        let accepted_at = now.max(started_at);
        Ok(SignIn::with(client, HaveCode { client: fingerprint, code, tenant, verifier, accepted_at }))
    }
}

impl Step for AwaitingCallback {
    const NAME: &'static str = "awaiting_callback";
}

impl Sealed for AwaitingCallback {
    fn belongs_to(&self, client: &Client) -> bool {
        self.client == client.sign_in_fingerprint
    }
}

impl fmt::Debug for AwaitingCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwaitingCallback").field("started_at", &self.started_at).finish_non_exhaustive()
    }
}

/// Why a callback was not accepted, and what is left: the step `S`, or `()` where it stays in its place
/// ([`Client::accept`]).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotAccepted<S = AwaitingCallback> {
    /// Forged, stray, or another sign-in's: nothing is lost. The kept step stays where it is.
    NotOurs {
        /// The step, untouched: the true callback will be accepted.
        step: S,
        /// What gave the callback away.
        why: Stray,
    },
    /// CATAPA, authentically, said no. The sign-in is over.
    Denied(Refusal),
    /// The CSRF token is ours, but CATAPA sends no such thing, or the tenant is not welcome. The sign-in is over.
    Unusable(callback::Fault),
    /// The CSRF token is ours, but the sign-in waited too long, or the clock ran back. It is over.
    TooLate,
    /// No sign-in is pending here: it was used, or never began in this browser. Only from [`Client::accept`].
    NothingPending,
    /// Another client began the pending sign-in, which stays in its place. Only from [`Client::accept`].
    OtherClient(NotOurStep<()>),
}

impl<S> NotAccepted<S> {
    /// The step, to be looked at: it is there in [`NotOurs`](Self::NotOurs) alone.
    #[must_use]
    pub const fn step(&self) -> Option<&S> {
        match self {
            Self::NotOurs { step, .. } => Some(step),
            _ => None,
        }
    }

    /// Hands back the step where there is [one](Self::step).
    #[must_use]
    pub fn into_step(self) -> Option<S> {
        self.split().1
    }

    /// The error without its step, and the step.
    pub(super) fn split(self) -> (NotAccepted<()>, Option<S>) {
        let why = match self {
            Self::NotOurs { step, why } => return (NotAccepted::NotOurs { step: (), why }, Some(step)),
            Self::Denied(refusal) => NotAccepted::Denied(refusal),
            Self::Unusable(why) => NotAccepted::Unusable(why),
            Self::TooLate => NotAccepted::TooLate,
            Self::NothingPending => NotAccepted::NothingPending,
            Self::OtherClient(why) => NotAccepted::OtherClient(why),
        };
        (why, None)
    }
}

explain!(NotAccepted<S>, <S> {
    Self::NotOurs { why, .. } => (why.code(), Stranger, "this is not the answer that this sign-in waits for"),
    Self::Denied(refusal) => refusal,
    Self::Unusable(why) => why,
    Self::TooLate => ("callback.too_late", Person, "this sign-in took too long"),
    Self::NothingPending => ("callback.nothing_pending", Person, "no sign-in waits for this answer"),
    Self::OtherClient(why) => why,
});

impl From<callback::Fault> for NotAccepted {
    fn from(why: callback::Fault) -> Self {
        Self::Unusable(why)
    }
}

//! A sign-in, and the five steps that it goes through: a file for each.
//!
//! # Why some functions are out of line
//!
//! A step holds up to 700 bytes, a step with tokens kilobytes, and an error holds its step. The compiler makes room on the
//! stack for every value that a function may have, and copies a value that is moved. So in `finish` and the verbs beside
//! it, each outcome is made by a function of its own (`#[inline(never)]`), and what a verb looks at before it decides is
//! copied out of the step. Without this, the firmware of `tests/bare-metal` has 2.2 to 2.9 KB more stack, 2.9 to 4.8 KB
//! more with tokens held, and 2.9 to 10 KB more flash.

mod unstarted;
mod awaiting_callback;
mod have_code;
mod authorized;
mod expired;
mod kept;
mod import;
mod not_granted;
mod token_request;

use core::fmt;

pub use authorized::{Authorized, Freshness};
pub use awaiting_callback::{AwaitingCallback, NotAccepted};
pub use expired::{Expired, NotRefreshed};
pub use have_code::{HaveCode, NotInTime};
pub use import::{NotImported, Tokens};
pub use kept::NotRequested;
pub use not_granted::NotGranted;
pub use unstarted::Unstarted;

use crate::client::Client;

/// One person's sign-in, at the step `S`.
///
/// | Step | Verb | Leads to |
/// |---|---|---|
/// | [`Unstarted`] | [`begin`](SignIn::begin) | [`AwaitingCallback`] |
/// | [`AwaitingCallback`] | [`accept`](SignIn::accept) | [`HaveCode`] |
/// | [`HaveCode`] | `finish` | [`Authorized`] |
/// | [`Authorized`] | [`at`](SignIn::at), [`rejected`](SignIn::rejected) | [`Authorized`], [`Expired`] or over |
/// | [`Expired`] | `finish` | [`Authorized`] |
///
/// A step holds exactly what is known there, and has the verbs that make sense there: others do not compile. Each verb
/// that moves to another step consumes this one, so nothing is spent twice. When it fails, its error hands the step
/// back if, and only if, the step may still be good.
///
/// An application keeps steps, not sign-ins: [`into_step`](Self::into_step) gives the plain data, and
/// [`Client::resume`] takes it up again. Where a step stays in its place, [`Client`] has the same verbs for the place:
/// [`accept`](Client::accept), [`finish`](Client::finish), [`finish_refresh`](Client::finish_refresh). Tokens that another
/// program kept become a sign-in through [`Client::import`].
pub struct SignIn<'c, S> {
    client: &'c Client,
    step: S,
}

impl<'c, S> SignIn<'c, S> {
    pub(crate) const fn with(client: &'c Client, step: S) -> Self {
        Self { client, step }
    }

    /// What is known at this step: to look at, or to save before going on.
    #[must_use]
    pub const fn step(&self) -> &S {
        &self.step
    }

    /// The step alone: plain data, to keep until the world answers.
    #[must_use]
    pub fn into_step(self) -> S {
        self.step
    }

    /// The client that this sign-in belongs to.
    #[must_use]
    pub const fn client(&self) -> &'c Client {
        self.client
    }
}

impl Client {
    /// Takes up a step that was kept: as [`SignIn::into_step`] gave it, or read back from its saved form.
    ///
    /// # Errors
    ///
    /// [`NotOurStep`] if another client began it, and with it the step, which is still good for that client: a
    /// callback from one provider can never be finished at another.
    ///
    /// Another client is one with another client id or API origin (CATAPA's two production origins count as one); for a sign-in that has no tokens yet, also one with
    /// another redirect URI, authorize URL or token URL. The secret and the options may change meanwhile.
    pub fn resume<S: Step>(&self, step: S) -> Result<SignIn<'_, S>, NotOurStep<S>> {
        if step.belongs_to(self) { Ok(SignIn::with(self, step)) } else { Err(NotOurStep { step }) }
    }
}

impl<S: fmt::Debug> fmt::Debug for SignIn<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignIn").field(&self.step).finish()
    }
}

/// The five steps. There is no sixth: the trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no step of a sign-in",
    label = "no step",
    note = "`into_step` gives the step of a `SignIn`"
)]
pub trait Step: Sealed {
    /// The step's name in a saved form.
    const NAME: &'static str;
}

mod sealed {
    use crate::client::Client;

    pub trait Sealed {
        /// Was it begun by this client?
        fn belongs_to(&self, client: &Client) -> bool;
    }
}

pub(crate) use sealed::Sealed;

/// Another client began this step: the application mixed its clients up, or a stranger did. It is still good for that
/// client.
#[derive(thiserror::Error)]
pub struct NotOurStep<S> {
    /// The step, untouched.
    pub step: S,
}

impl<S> fmt::Debug for NotOurStep<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NotOurStep")
    }
}

explain!(NotOurStep<S>, <S> {
    Self { .. } => ("resume.not_our_step", Caller, "this sign-in was begun by another client"),
});

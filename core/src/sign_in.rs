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
mod not_granted;
mod token_request;

use core::fmt;

pub use authorized::{Authorized, Freshness};
pub use awaiting_callback::{AwaitingCallback, NotAccepted};
pub use expired::Expired;
pub use have_code::{HaveCode, NotInTime};
pub use not_granted::{NotGranted, NotRefreshed};
pub use unstarted::Unstarted;

use crate::client::Client;
use crate::secret::TokenText;

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
/// back if, and only if, the step is still good.
///
/// An application keeps steps, not sign-ins: [`into_step`](Self::into_step) gives the plain data, and
/// [`Client::resume`] takes it up again.
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
    /// Another client is one with another client id or API origin; for a sign-in that has no tokens yet, also one with
    /// another redirect URI, authorize URL or token URL. The secret and the options may change meanwhile.
    pub fn resume<S: Step>(&self, step: S) -> Result<SignIn<'_, S>, NotOurStep<S>> {
        if step.belongs_to(self) { Ok(SignIn::with(self, step)) } else { Err(NotOurStep { step }) }
    }

    /// Takes up tokens that stay where they are: many callers can use one login that is shared. Refresh under one owner
    /// all the same: each borrower whose token is due holds the refresh token, and CATAPA takes it once.
    ///
    /// # Errors
    ///
    /// [`NotOurStep`] if another client began it. It holds nothing, as nothing was taken, so it lives as long as wanted.
    ///
    /// ```
    /// # use std::sync::{Arc, Mutex};
    /// # use catapa_signin::{Authorized, Client, Freshness, Reply, Request, UnixTime};
    /// # type Failure = Box<dyn core::error::Error + Send + Sync>;
    /// /// Tokens that are good now: shared while they are, refreshed by one caller at a time when they are not. There are
    /// /// none once the sign-in is over: the person signs in again.
    /// fn fresh(
    ///     client: &Client,
    ///     shared: &Mutex<Option<Arc<Authorized<String>>>>,
    ///     now: UnixTime,
    ///     send: impl FnOnce(Request<'_>) -> Result<(u16, Vec<u8>), Failure>,
    /// ) -> Result<Arc<Authorized<String>>, Failure> {
    ///     let mut shared = shared.lock().unwrap();
    ///     let current = shared.as_ref().ok_or("the person signs in again")?;
    ///     let sign_in = client.resume_ref(current)?;
    ///     if !sign_in.is_due(now) {
    ///         return Ok(Arc::clone(current));
    ///     }
    ///     let lifetime = sign_in.to_owned_in::<String>()?.at(now);
    ///     drop(sign_in);
    ///     let Freshness::Expired(expired) = lifetime else {
    ///         *shared = None;
    ///         return Err("the person signs in again".into());
    ///     };
    ///     // The tokens that are shared stay until there are new ones, also where the connection breaks.
    ///     let (status, mut body) = send(expired.refresh_request())?;
    ///     match expired.finish(Reply::new(status, &mut body), now) {
    ///         Ok(refreshed) => Ok(Arc::clone(shared.insert(Arc::new(refreshed.into_step())))),
    ///         Err(why) => {
    ///             // CATAPA said no for good: nobody sends that refresh token again.
    ///             if why.step().is_none() {
    ///                 *shared = None;
    ///             }
    ///             Err(why.into())
    ///         }
    ///     }
    /// }
    /// # use catapa_signin::{ClientConfig, Endpoints, Options, SignIn, Tenants};
    /// # let at = UnixTime::from_secs;
    /// # let client = Client::new(ClientConfig {
    /// #     client_id: "my-application",
    /// #     client_secret: "keep-this-on-your-server",
    /// #     redirect_uri: "https://app.example.com/callback",
    /// #     endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
    /// #     tenants: Tenants::Any,
    /// #     options: Options::default(),
    /// # }).unwrap();
    /// # let tokens = br#"{"access_token":"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln","refresh_token":"r","expires_in":60}"#;
    /// # let callback = "code=c&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&tenant=gdplabs";
    /// # let have_code = SignIn::new(&client).begin([0; 64], at(0)).accept(callback, at(0)).unwrap();
    /// # let mut body = tokens.to_vec();
    /// # let authorized = have_code.finish(Reply::new(200, &mut body), at(0)).unwrap().to_owned_in::<String>().unwrap();
    /// # let shared = Mutex::new(Some(Arc::new(authorized.into_step())));
    /// # let unsent = |_: Request<'_>| -> Result<(u16, Vec<u8>), Failure> { panic!("nothing is to be sent") };
    /// # assert!(fresh(&client, &shared, at(29), unsent).is_ok());
    /// # assert!(fresh(&client, &shared, at(30), |_| Err("a connection that broke".into())).is_err());
    /// # assert!(fresh(&client, &shared, at(30), |_| Ok((503, Vec::new()))).is_err());
    /// # assert!(fresh(&client, &shared, at(30), |_| Ok((200, tokens.to_vec()))).is_ok());
    /// # assert!(fresh(&client, &shared, at(31), unsent).is_ok());
    /// # assert!(fresh(&client, &shared, at(60), |_| Ok((400, br#"{"error":"invalid_grant"}"#.to_vec()))).is_err());
    /// # assert!(fresh(&client, &shared, at(60), unsent).is_err(), "the refresh token is dead");
    /// ```
    pub fn resume_ref<'s, T: TokenText>(
        &self,
        step: &'s Authorized<T>,
    ) -> Result<SignIn<'_, Authorized<&'s str>>, NotOurStep<()>> {
        self.resume(step.by_ref()).map_err(|_| NotOurStep { step: () })
    }
}

impl<S: fmt::Debug> fmt::Debug for SignIn<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignIn").field(&self.step).finish()
    }
}

/// The five steps. There is no sixth: the trait is sealed.
pub trait Step: Sealed {
    /// The step's name, as it stands in a saved form.
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

/// A step that another client began: the caller's mix-up, or a stranger's. The step is still good for that client.
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

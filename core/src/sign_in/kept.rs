//! The verbs on a step that stays in its place, so that `?` loses nothing. They are made of the verbs that consume.

use super::expired::refresh_request;
use super::have_code::code_request;
use super::{Authorized, AwaitingCallback, Expired, HaveCode, NotAccepted, NotGranted, NotInTime, NotOurStep};
use super::{SignIn, Step};
use crate::client::Client;
use crate::reply::Reply;
use crate::request::Request;
use crate::secret::{FromTokenText, TokenText};
use crate::time::UnixTime;

/// Verbs on a step that is kept in an `Option`. After an error, the step is in its place exactly when it may still be good, so
/// these verbs are right with `?`. Put what a verb gives into a place of its own before anything else can fail, as
/// [`token_request`](Self::token_request) shows.
///
/// **One owner at a time.** An `Option` that was read from a database row, a session or a cookie is a copy. Two requests that
/// hold copies of one step both send its code or refresh token, and CATAPA takes it once. Hold the row's lock, or a lease,
/// from the request to the moment at which what `finish` gave is saved; `TokenKeeper` of `catapa-signin-tokens` does it for you.
///
/// Tokens that are kept as [`Authorized`] are looked at in their place by [`resume_ref`](Self::resume_ref) and
/// [`is_due`](SignIn::is_due).
impl Client {
    /// Checks a callback against the pending sign-in that is kept, as [`SignIn::accept`] does, and takes the sign-in out of
    /// its place unless it still waits. (The guide's step 3.)
    ///
    /// A callback is accepted once from one place. **A cookie is a copy**: to empty the `Option` that was read from one
    /// stops nobody from sending it again. Claim the sign-in's [id](AwaitingCallback::id) where the server keeps things,
    /// for instance by `TokenKeeper::claim_once` of `catapa-signin-tokens`, before the code is traded.
    ///
    /// # Errors
    ///
    /// [`NotAccepted`]. The sign-in stays in its place after [`NotOurs`](NotAccepted::NotOurs), and the true callback will
    /// be accepted; also after [`OtherClient`](NotAccepted::OtherClient), for that client. After any other, the place is
    /// empty.
    ///
    /// ```
    /// # use catapa_signin::{Client, ClientConfig, Endpoints, NotAccepted, Options, SignIn, Tenants, UnixTime};
    /// # fn main() -> Result<(), Box<dyn core::error::Error + Send + Sync>> {
    /// # let client = Client::new(ClientConfig {
    /// #     client_id: "my-application",
    /// #     client_secret: "keep-this-on-your-server",
    /// #     redirect_uri: "https://app.example.com/callback",
    /// #     endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
    /// #     tenants: Tenants::Any,
    /// #     options: Options::default(),
    /// # })?;
    /// # let (entropy, now) = ([0; 64], UnixTime::from_secs(1_700_000_000));
    /// let mut pending = Some(SignIn::new(&client).begin(entropy, now).into_step());
    ///
    /// let forged = "code=mine&state=guessed&tenant=evil";
    /// assert!(matches!(client.accept(&mut pending, forged, now), Err(NotAccepted::NotOurs { .. })));
    ///
    /// # let callback = "code=c&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&tenant=gdplabs";
    /// let code = Some(client.accept(&mut pending, callback, now)?.into_step());
    /// assert!(pending.is_none() && code.is_some());
    /// assert!(matches!(client.accept(&mut pending, callback, now), Err(NotAccepted::NothingPending)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn accept(
        &self,
        pending: &mut Option<AwaitingCallback>,
        callback: &str,
        now: UnixTime,
    ) -> Result<SignIn<'_, HaveCode>, NotAccepted<()>> {
        self.take(pending)?.accept(callback, now).map_err(|why| {
            let (why, step) = why.split();
            *pending = step;
            why
        })
    }

    /// The request that trades the kept code for tokens, as [`SignIn::token_request`] writes it. (The guide's step 4; RFC
    /// 6749, section 4.1.3.)
    ///
    /// # Errors
    ///
    /// [`NotRequested`]. The code stays in its place, also after [`NotInTime`](NotRequested::NotInTime): no later request will
    /// be written for it, so empty the place then, and let the person sign in again.
    ///
    /// ```
    /// use catapa_signin::{Authorized, AwaitingCallback, Client, HaveCode, Reply, Request, UnixTime};
    /// # type Failure = Box<dyn core::error::Error + Send + Sync>;
    ///
    /// /// What is kept for one browser.
    /// #[derive(Default)]
    /// struct Visitor {
    ///     pending: Option<AwaitingCallback>,
    ///     code: Option<HaveCode>,
    ///     tokens: Option<Authorized<String>>,
    /// }
    ///
    /// /// The route of the redirect URI. Whatever fails, what is still good stays in its place.
    /// fn callback(
    ///     client: &Client,
    ///     visitor: &mut Visitor,
    ///     query: &str,
    ///     now: UnixTime,
    ///     send: impl Fn(Request<'_>) -> Result<(u16, Vec<u8>), Failure>,
    /// ) -> Result<(), Failure> {
    ///     visitor.code = Some(client.accept(&mut visitor.pending, query, now)?.into_step());
    ///     trade(client, visitor, now, send)
    /// }
    ///
    /// /// Called again where a code was left: CATAPA asked to wait, or the connection broke and you decide to send it again.
    /// fn trade(
    ///     client: &Client,
    ///     visitor: &mut Visitor,
    ///     now: UnixTime,
    ///     send: impl Fn(Request<'_>) -> Result<(u16, Vec<u8>), Failure>,
    /// ) -> Result<(), Failure> {
    ///     let (status, mut body) = send(client.token_request(&visitor.code, now)?)?;
    ///     let authorized = client.finish(&mut visitor.code, Reply::new(status, &mut body), now)?;
    ///     visitor.tokens = Some(authorized.to_owned_in::<String>()?.into_step());
    ///     Ok(())
    /// }
    /// # use catapa_signin::{ClientConfig, Endpoints, Options, SignIn, Tenants};
    /// # let client = Client::new(ClientConfig {
    /// #     client_id: "my-application",
    /// #     client_secret: "keep-this-on-your-server",
    /// #     redirect_uri: "https://app.example.com/callback",
    /// #     endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
    /// #     tenants: Tenants::Any,
    /// #     options: Options::default(),
    /// # }).unwrap();
    /// # let now = UnixTime::from_secs(1_700_000_000);
    /// # let pending = Some(SignIn::new(&client).begin([0; 64], now).into_step());
    /// # let mut visitor = Visitor { pending, ..Visitor::default() };
    /// # let granted = |_: Request<'_>| Ok((200, br#"{"access_token":"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln"}"#.to_vec()));
    /// # let true_one = "code=c&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&tenant=gdplabs";
    /// # assert!(callback(&client, &mut visitor, "code=c&state=forged&tenant=t", now, granted).is_err());
    /// # assert!(visitor.pending.is_some());
    /// # assert!(callback(&client, &mut visitor, true_one, now, |_| Err("a connection that broke".into())).is_err());
    /// # assert!(visitor.pending.is_none() && visitor.code.is_some());
    /// # assert!(trade(&client, &mut visitor, now, |_| Ok((429, Vec::new()))).is_err());
    /// # assert!(visitor.code.is_some());
    /// # assert!(trade(&client, &mut visitor, now, granted).is_ok());
    /// # assert!(visitor.code.is_none() && visitor.tokens.is_some());
    /// ```
    pub fn token_request<'a>(&'a self, code: &'a Option<HaveCode>, now: UnixTime) -> Result<Request<'a>, NotRequested> {
        Ok(code_request(self, self.look(code)?, now)?)
    }

    /// Reads the reply to [`token_request`](Self::token_request), as `finish` of [`HaveCode`] does, and takes the
    /// code out of its place unless it may still be good.
    ///
    /// The tokens are slices of the reply. [`to_owned_in`](SignIn::to_owned_in) copies them to where they can stay; where
    /// they do not fit there, the code is spent and its place is empty, and the tokens last as long as the reply's body.
    ///
    /// # Errors
    ///
    /// [`NotGranted`]. The code stays in its place where CATAPA has not looked at it
    /// ([`RateLimited`](NotGranted::RateLimited), [`ClientRefused`](NotGranted::ClientRefused)), and where it may be spent
    /// ([`Ambiguous`](NotGranted::Ambiguous)): never send it again in a loop. After a refusal, the place is empty.
    pub fn finish<'b>(
        &self,
        code: &mut Option<HaveCode>,
        reply: Reply<'b>,
        now: UnixTime,
    ) -> Result<SignIn<'_, Authorized<&'b str>>, NotGranted<()>> {
        self.take(code)?.finish(reply, now).map_err(|why| {
            let (why, step) = why.split();
            *code = step;
            why
        })
    }

    /// The request that trades the kept refresh token for new tokens, as [`SignIn::refresh_request`] writes it. (The
    /// guide's step 6; RFC 6749, section 6.)
    ///
    /// # Errors
    ///
    /// [`NotRequested`], but never [`NotInTime`](NotRequested::NotInTime). The refresh token stays in its place.
    pub fn refresh_request<'a, T: TokenText>(
        &'a self,
        expired: &'a Option<Expired<T>>,
    ) -> Result<Request<'a>, NotRequested> {
        Ok(refresh_request(self, self.look(expired)?))
    }

    /// Reads the reply to [`refresh_request`](Self::refresh_request), as `finish` of [`Expired`] does, and takes
    /// the refresh token out of its place unless it may still be good. Save the new tokens before anything else.
    ///
    /// # Errors
    ///
    /// [`NotGranted`]. The refresh token stays in its place where CATAPA has not looked at it
    /// ([`RateLimited`](NotGranted::RateLimited), [`ClientRefused`](NotGranted::ClientRefused)), and where it may be spent
    /// ([`Ambiguous`](NotGranted::Ambiguous), [`DoesNotFit`](NotGranted::DoesNotFit)): never send it again in a loop. After
    /// a refusal, the place is empty, and the person signs in again.
    #[must_use = "the new tokens are in it, and nowhere else"]
    pub fn finish_refresh<'b, T: FromTokenText<'b>>(
        &self,
        expired: &mut Option<Expired<T>>,
        reply: Reply<'b>,
        now: UnixTime,
    ) -> Result<SignIn<'_, Authorized<T>>, NotGranted<()>> {
        self.take(expired)?.finish(reply, now).map_err(|why| {
            let (why, step) = why.split();
            *expired = step;
            why
        })
    }

    /// The kept step, if it is this client's.
    fn look<'s, S: Step>(&self, kept: &'s Option<S>) -> Result<&'s S, NotAtHand> {
        let step = kept.as_ref().ok_or(NotAtHand::NothingKept)?;
        if step.belongs_to(self) { Ok(step) } else { Err(NotAtHand::OtherClient(NotOurStep { step: () })) }
    }

    /// Takes the kept step out of its place, if it is this client's.
    fn take<S: Step>(&self, kept: &mut Option<S>) -> Result<SignIn<'_, S>, NotAtHand> {
        self.look(kept)?;
        let step = kept.take().ok_or(NotAtHand::NothingKept)?;
        Ok(SignIn::with(self, step))
    }
}

/// Why no step could be taken up where one is kept.
enum NotAtHand {
    NothingKept,
    OtherClient(NotOurStep<()>),
}

impl From<NotAtHand> for NotAccepted<()> {
    fn from(why: NotAtHand) -> Self {
        match why {
            NotAtHand::NothingKept => Self::NothingPending,
            NotAtHand::OtherClient(why) => Self::OtherClient(why),
        }
    }
}

impl From<NotAtHand> for NotGranted<()> {
    fn from(why: NotAtHand) -> Self {
        match why {
            NotAtHand::NothingKept => Self::NothingKept,
            NotAtHand::OtherClient(why) => Self::OtherClient(why),
        }
    }
}

impl From<NotAtHand> for NotRequested {
    fn from(why: NotAtHand) -> Self {
        match why {
            NotAtHand::NothingKept => Self::NothingKept,
            NotAtHand::OtherClient(why) => Self::OtherClient(why),
        }
    }
}

/// Why a kept step gives no request. It stays in its place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotRequested {
    /// The place is empty: the step was used, or there never was one.
    NothingKept,
    /// Another client began the sign-in; its step is still good there.
    OtherClient(NotOurStep<()>),
    /// The code is too old.
    NotInTime(NotInTime),
}

explain!(NotRequested {
    Self::NothingKept => ("resume.nothing_kept", Caller, "there is no sign-in to go on with"),
    Self::OtherClient(why) => why,
    Self::NotInTime(why) => why,
});

impl From<NotInTime> for NotRequested {
    fn from(why: NotInTime) -> Self {
        Self::NotInTime(why)
    }
}

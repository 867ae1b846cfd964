//! Step 4 of 5. There are tokens, and the tenant was compared with them.

mod api;

use core::fmt;

use super::{Expired, NotOurStep, Sealed, SignIn, Step};
use crate::client::{Client, Fingerprint};
use crate::reply::api::TokenRejected;
use crate::reply::tokens::{Granted, GrantedScope};
use crate::secret::{DoesNotFit, FromTokenText, Secret, TokenText};
use crate::tenant::{self, ClaimedTenant, Claims, Tenant, TenantRefusal};
use crate::time::UnixTime;

/// A sign-in with tokens, held in the text type `T`. It is a secret; its `Debug` is redacted.
///
/// [`at`](SignIn::at) takes it, and gives it back only while its token is good:
///
/// ```
/// # use catapa_signin::{Authorized, Freshness, SignIn, UnixTime};
/// fn call(sign_in: SignIn<'_, Authorized<String>>, now: UnixTime) {
///     if let Freshness::Fresh(sign_in) = sign_in.at(now) {
///         let _ = sign_in.user_request();
///     }
/// }
/// ```
///
/// so a token that may have ended is not used:
///
/// ```compile_fail,E0382
/// # use catapa_signin::{Authorized, Freshness, SignIn, UnixTime};
/// fn call(sign_in: SignIn<'_, Authorized<String>>, now: UnixTime) {
///     if let Freshness::Expired(_) = sign_in.at(now) {
///         let _ = sign_in.user_request();
///     }
/// }
/// ```
///
/// A fresh one is not refreshed, either: only [`Expired`] has a `refresh_request`.
///
/// ```compile_fail,E0599
/// # use catapa_signin::{Authorized, SignIn};
/// fn refresh(sign_in: &SignIn<'_, Authorized<String>>) {
///     let _ = sign_in.refresh_request();
/// }
/// ```
///
/// ```
/// # use catapa_signin::{Expired, SignIn};
/// fn refresh(sign_in: &SignIn<'_, Expired<String>>) {
///     let _ = sign_in.refresh_request();
/// }
/// ```
pub struct Authorized<T: TokenText> {
    pub(crate) client: Fingerprint,
    pub(crate) access_token: Secret<T>,
    pub(crate) refresh_token: Option<Secret<T>>,
    pub(crate) tenant: Tenant,
    pub(crate) scope: GrantedScope,
    pub(crate) granted_at: UnixTime,
    pub(crate) expires_at: Option<UnixTime>,
}

impl<'b> Authorized<&'b str> {
    /// Compares the tenant with the new access token, and fixes when that ends.
    pub(super) fn granted(
        client: &Client,
        tenant: &ClaimedTenant,
        granted: Granted<'b>,
        now: UnixTime,
    ) -> Result<Self, TenantRefusal> {
        if !client.welcomes(tenant.as_str()) {
            return Err(TenantRefusal::NotWelcome);
        }
        let Claims { tenant: claim, expires_at: claimed_end } = granted.claims;
        let tenant = tenant::confirm(tenant.clone(), claim, client.opaque_tokens)?;
        Ok(Self {
            client: client.token_fingerprint,
            access_token: Secret::new(granted.access_token),
            refresh_token: granted.refresh_token.map(Secret::new),
            tenant,
            scope: granted.scope,
            granted_at: now,
            expires_at: granted.lifetime.map(|secs| now.plus(secs)).or(claimed_end),
        })
    }
}

impl<T: TokenText> Authorized<T> {
    /// The tenant, and who vouches for it. Its `as_str` is what the header `Tenant` carries.
    #[must_use]
    pub const fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The scope that came with the tokens.
    #[must_use]
    pub const fn scope(&self) -> GrantedScope {
        self.scope
    }

    /// When the reply with the tokens was read, or when they were [imported](Client::import).
    #[must_use]
    pub const fn granted_at(&self) -> UnixTime {
        self.granted_at
    }

    /// When the access token ends; `None` if CATAPA did not say. [`SignIn::at`] is due earlier, by the leeway.
    #[must_use]
    pub const fn expires_at(&self) -> Option<UnixTime> {
        self.expires_at
    }

    /// Can the tokens be refreshed?
    #[must_use]
    pub const fn has_refresh_token(&self) -> bool {
        self.refresh_token.is_some()
    }

    /// The access token in plain: for a request that this library does not write. Keep it out of logs.
    #[must_use]
    pub fn expose_access_token(&self) -> &str {
        self.access_token.expose()
    }

    /// The refresh token in plain: for a store that keeps it in its own way. Keep it out of logs, and send it once.
    #[must_use]
    pub fn expose_refresh_token(&self) -> Option<&str> {
        self.refresh_token.as_ref().map(Secret::expose)
    }

    /// The same step, borrowed, so that many callers can share it through [`Client::resume_ref`].
    ///
    /// Let one owner refresh it: every borrower holds the same refresh token, and CATAPA takes it once.
    #[must_use]
    pub fn by_ref(&self) -> Authorized<&str> {
        match &self.refresh_token {
            Some(refresh_token) => self.with_tokens(self.access_token.as_ref(), refresh_token.as_ref()),
            None => self.with_access_token(self.access_token.as_ref()),
        }
    }

    /// From this moment on the access token is not used any more: its end less the leeway, which is at most half its
    /// lifetime.
    fn due_less(&self, leeway: u64) -> Option<UnixTime> {
        let expires_at = self.expires_at?;
        let lifetime = self.granted_at.until(expires_at);
        Some(expires_at.minus(leeway.min(lifetime / 2)))
    }

    /// The same sign-in with another access token, and without a refresh token.
    #[inline(never)]
    pub(super) fn with_access_token<U: TokenText>(&self, access_token: Secret<U>) -> Authorized<U> {
        Authorized {
            client: self.client,
            access_token,
            refresh_token: None,
            tenant: self.tenant.clone(),
            scope: self.scope,
            granted_at: self.granted_at,
            expires_at: self.expires_at,
        }
    }

    /// The same sign-in with other tokens. Two functions, because one with an `Option` has 2 KB more stack (bare-metal).
    #[inline(never)]
    pub(super) fn with_tokens<U: TokenText>(&self, access_token: Secret<U>, refresh_token: Secret<U>) -> Authorized<U> {
        Authorized {
            client: self.client,
            access_token,
            refresh_token: Some(refresh_token),
            tenant: self.tenant.clone(),
            scope: self.scope,
            granted_at: self.granted_at,
            expires_at: self.expires_at,
        }
    }
}

/// What has become of an access token.
#[derive(Debug)]
pub enum Freshness<'c, T: TokenText> {
    /// It can be used.
    Fresh(SignIn<'c, Authorized<T>>),
    /// It may no longer be used, and there is a refresh token.
    Expired(SignIn<'c, Expired<T>>),
    /// It may no longer be used, and there is none: the person signs in again.
    Over,
}

impl<'c, T: TokenText> SignIn<'c, Authorized<T>> {
    /// Copies the tokens to the text type `U`: `String`, `heapless::String<4096>`, or one of your own.
    ///
    /// The reply's buffer is free again once the borrowed step is gone, so chain the two:
    /// `have_code.finish(reply, now)?.to_owned_in::<String>()?`.
    ///
    /// # Errors
    ///
    /// [`DoesNotFit`] if one is longer than `U` can hold. This sign-in is still good.
    #[inline(never)]
    pub fn to_owned_in<U: for<'t> FromTokenText<'t>>(&self) -> Result<SignIn<'c, Authorized<U>>, DoesNotFit> {
        let access_token = Secret::copy_of(self.step.expose_access_token())?;
        match self.step.expose_refresh_token() {
            Some(refresh_token) => match Secret::copy_of(refresh_token) {
                Ok(refresh_token) => Ok(SignIn::with(self.client, self.step.with_tokens(access_token, refresh_token))),
                Err(why) => Err(why),
            },
            None => Ok(SignIn::with(self.client, self.step.with_access_token(access_token))),
        }
    }

    /// The moment from which [`at`](Self::at) finds the access token due: its end less the leeway. `None` if CATAPA did
    /// not say when it ends.
    #[must_use]
    pub fn due_at(&self) -> Option<UnixTime> {
        self.step.due_less(self.client.leeway.get())
    }

    /// Would [`at`](Self::at) find the access token due? It takes nothing, so it can be asked of a
    /// [shared](Client::resume_ref) sign-in.
    #[must_use]
    pub fn is_due(&self, now: UnixTime) -> bool {
        let ran_back = now.age_of(self.step.granted_at).is_none();
        let now = now.max(self.step.granted_at);
        ran_back || self.due_at().is_some_and(|due_at| now >= due_at)
    }

    /// Is the access token still good at this moment? It is due when its end less the
    /// [leeway](crate::Options::leeway) has come, and when the clock ran back before its grant. One whose end is
    /// unknown is good until CATAPA [rejects](Self::rejected) it.
    #[must_use = "it holds the sign-in"]
    #[inline(never)]
    pub fn at(self, now: UnixTime) -> Freshness<'c, T> {
        if self.is_due(now) { self.end() } else { Freshness::Fresh(self) }
    }

    /// CATAPA answered 401 to this access token: it may no longer be used, whatever its time.
    ///
    /// A proof about another token, such as the one before the last refresh, changes nothing.
    #[must_use = "it holds the sign-in"]
    #[inline(never)]
    pub fn rejected(self, proof: TokenRejected) -> Freshness<'c, T> {
        if proof.is_about(self.step.access_token.expose()) { self.end() } else { Freshness::Fresh(self) }
    }

    fn end(self) -> Freshness<'c, T> {
        let Authorized { client, refresh_token, tenant, .. } = self.step;
        match refresh_token {
            Some(refresh_token) => {
                Freshness::Expired(SignIn::with(self.client, Expired::new(client, refresh_token, tenant)))
            }
            None => Freshness::Over,
        }
    }
}

impl Client {
    /// Takes up tokens that stay where they are, so that many callers can share one step. Let one owner refresh it: every
    /// borrower holds the same refresh token, and CATAPA takes it once.
    ///
    /// # Errors
    ///
    /// [`NotOurStep`] if another client began it. It holds nothing, because nothing was taken.
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
    ///             // CATAPA said no for good: that refresh token must not be sent again.
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

impl<T: TokenText> Step for Authorized<T> {
    const NAME: &'static str = "authorized";
}

impl<T: TokenText> Sealed for Authorized<T> {
    fn belongs_to(&self, client: &Client) -> bool {
        self.client == client.token_fingerprint
    }
}

impl<T: TokenText> fmt::Debug for Authorized<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorized")
            .field("tenant", &self.tenant)
            .field("granted_at", &self.granted_at)
            .field("expires_at", &self.expires_at)
            .field("has_refresh_token", &self.has_refresh_token())
            .finish_non_exhaustive()
    }
}

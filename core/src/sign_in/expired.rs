//! Step 5 of 5. The access token may no longer be used; the refresh token buys a new pair.

use core::fmt;

use super::token_request::token_request;
use super::{Authorized, NotGranted, Sealed, SignIn, Step};
use crate::client::{Client, Fingerprint};
use crate::refusal::ErrorCode;
use crate::reply::Reply;
use crate::reply::tokens::{Granted, Members, NoTokens};
use crate::request::{Grant, Request};
use crate::secret::{DoesNotFit, FromTokenText, Secret, TokenText};
use crate::tenant::{ClaimedTenant, Tenant};
use crate::time::UnixTime;

/// A sign-in whose access token is gone, and which still has its refresh token. It is a secret; its `Debug` is
/// redacted.
///
/// A refresh consumes it, so the old refresh token is not sent again by accident:
///
/// ```
/// # use catapa_signin::{Expired, Reply, SignIn, UnixTime};
/// fn refresh(sign_in: SignIn<'_, Expired<String>>, reply: Reply<'_>, now: UnixTime) {
///     let _ = sign_in.refresh_request();
///     let _ = sign_in.finish(reply, now);
/// }
/// ```
///
/// ```compile_fail,E0382
/// # use catapa_signin::{Expired, Reply, SignIn, UnixTime};
/// fn refresh(sign_in: SignIn<'_, Expired<String>>, reply: Reply<'_>, now: UnixTime) {
///     let _ = sign_in.finish(reply, now);
///     let _ = sign_in.refresh_request();
/// }
/// ```
///
/// and while it lasts there is nothing to call the API with:
///
/// ```compile_fail,E0599
/// # use catapa_signin::{Expired, SignIn};
/// fn call(sign_in: &SignIn<'_, Expired<String>>) {
///     let _ = sign_in.user_request();
/// }
/// ```
///
/// ```
/// # use catapa_signin::{Authorized, SignIn};
/// fn call(sign_in: &SignIn<'_, Authorized<String>>) {
///     let _ = sign_in.user_request();
/// }
/// ```
pub struct Expired<T: TokenText> {
    pub(crate) client: Fingerprint,
    pub(crate) refresh_token: Secret<T>,
    pub(crate) tenant: ClaimedTenant,
}

impl<T: TokenText> Expired<T> {
    /// Out of line, as said in [`sign_in`](super).
    #[inline(never)]
    pub(super) fn new(client: Fingerprint, refresh_token: Secret<T>, tenant: Tenant) -> Self {
        Self { client, refresh_token, tenant: tenant.into_claimed() }
    }

    /// The tenant: claimed again until the next access token confirms it.
    #[must_use]
    pub const fn tenant(&self) -> &ClaimedTenant {
        &self.tenant
    }

    /// The refresh token in plain: for a store that keeps it in its own way. Keep it out of logs, and send it once.
    #[must_use]
    pub fn expose_refresh_token(&self) -> &str {
        self.refresh_token.expose()
    }
}

impl<'c, T: TokenText> SignIn<'c, Expired<T>> {
    /// The request that trades the refresh token for new tokens. (The guide's step 6; RFC 6749, section 6.)
    ///
    /// It borrows: a connection that breaks cannot lose the refresh token. Where no reply came at all, CATAPA may
    /// have spent it: the sign-in is still here, and sending again is the caller's decision.
    #[must_use]
    pub fn refresh_request(&self) -> Request<'_> {
        refresh_request(self.client, &self.step)
    }

    /// Reads the reply to [`refresh_request`](Self::refresh_request). New tokens go into the text type that the old
    /// ones are in; where CATAPA gives no new refresh token, the old one stays. Save the result before anything else
    /// is done with it: CATAPA knows only the new tokens now.
    ///
    /// # Errors
    ///
    /// [`NotRefreshed`] hands the step back wherever the refresh token may still be good.
    #[must_use = "the new tokens are in it, and nowhere else"]
    #[inline(never)]
    pub fn finish<'b>(self, reply: Reply<'b>, now: UnixTime) -> Result<SignIn<'c, Authorized<T>>, NotRefreshed<T>>
    where
        T: FromTokenText<'b>,
    {
        let tenant = self.step.tenant.clone();
        let mut members = Members::none();
        let tokens = match members.read_tokens(reply, &self.client.scope, tenant.as_str()) {
            Ok(tokens) => tokens,
            // The sign-in is over, and its step is not in the error.
            Err(NoTokens::Refused(code)) if code != ErrorCode::InvalidClient => {
                return Err(NotRefreshed::Refused(members.refusal(code)));
            }
            Err(why) => return Err(NotRefreshed::because(self.step, why, &members)),
        };
        let Granted { access_token, refresh_token, .. } = tokens;
        let granted = Authorized::granted(self.client, &tenant, tokens, now)?;
        let Ok(access_token) = Secret::copy_of(access_token) else {
            return Err(NotRefreshed::does_not_fit(self.step));
        };
        match refresh_token {
            None | Some("") => {
                Ok(SignIn::with(self.client, granted.with_tokens(access_token, self.step.refresh_token)))
            }
            Some(refresh_token) => match Secret::copy_of(refresh_token) {
                Ok(refresh_token) => Ok(SignIn::with(self.client, granted.with_tokens(access_token, refresh_token))),
                Err(DoesNotFit) => Err(NotRefreshed::does_not_fit(self.step)),
            },
        }
    }
}

pub(super) fn refresh_request<'a, T: TokenText>(client: &'a Client, step: &'a Expired<T>) -> Request<'a> {
    token_request(client, step.tenant.as_str(), Grant::RefreshToken(step.refresh_token.expose()))
}

impl<T: TokenText> Step for Expired<T> {
    const NAME: &'static str = "expired";
}

impl<T: TokenText> Sealed for Expired<T> {
    fn belongs_to(&self, client: &Client) -> bool {
        self.client == client.token_fingerprint
    }
}

impl<T: TokenText> fmt::Debug for Expired<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expired").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// Why there are no new tokens, and what is left.
pub type NotRefreshed<T> = NotGranted<Expired<T>>;

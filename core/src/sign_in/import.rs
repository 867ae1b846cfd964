//! Tokens that another program kept: checked as those of a reply are, and then a sign-in.

use core::fmt;

use super::{Authorized, SignIn};
use crate::client::Client;
use crate::reply::tokens::{Granted, GrantedScope};
use crate::secret;
use crate::tenant::{ClaimedTenant, Claims, TenantRefusal};
use crate::time::UnixTime;

/// A moment of expiry that is further away says nothing, as a longer `expires_in` of a reply does. In seconds: a hundred
/// years and more. A program that counts in milliseconds is far beyond.
const LONGEST_LIFETIME: u64 = u32::MAX as u64;

/// Tokens that another program got from CATAPA and kept, for [`Client::import`]. `Debug` shows neither token.
#[derive(Clone, Copy)]
pub struct Tokens<'t> {
    /// The access token alone, without `Bearer`.
    pub access_token: &'t str,
    /// The refresh token. `None` or empty if there is none.
    pub refresh_token: Option<&'t str>,
    /// When the access token ends: `expires_in` after the moment when the tokens came. `None` if the program did not keep
    /// that moment: then the token's own `exp` counts, if it has one.
    pub expires_at: Option<UnixTime>,
    /// The tenant that the tokens are for, as the callback named it.
    pub tenant: &'t str,
}

impl fmt::Debug for Tokens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("tenant", &self.tenant)
            .field("expires_at", &self.expires_at)
            .field("has_refresh_token", &self.refresh_token.is_some())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Takes over tokens that another program kept: an older service, or one in another language. They are checked as those
    /// of a reply are: their characters, whether the tenant is welcome, and whether the access token names it too.
    ///
    /// **Take them from your own store alone.** No signature is checked. Tokens that a browser or a phone sends prove
    /// nothing, because CATAPA may have granted them to another application.
    ///
    /// Stop the other program first: CATAPA takes a refresh token once. An access token that has ended is taken too;
    /// [`at`](SignIn::at) then says that it is expired, or that the sign-in is over.
    ///
    /// # Errors
    ///
    /// [`NotImported`].
    ///
    /// ```
    /// use catapa_signin::import::Tokens;
    /// use catapa_signin::{Authorized, Client, Freshness, UnixTime};
    /// # type Failure = Box<dyn core::error::Error + Send + Sync>;
    ///
    /// /// Reads what a program in Python kept as JSON. Its `expires_at` was `time.time() + reply["expires_in"]`.
    /// fn take_over(client: &Client, json: &str, now: UnixTime) -> Result<Authorized<String>, Failure> {
    ///     let kept: serde_json::Value = serde_json::from_str(json)?;
    ///     let tokens = Tokens {
    ///         access_token: kept["access_token"].as_str().unwrap_or_default(),
    ///         refresh_token: kept["refresh_token"].as_str(),
    ///         expires_at: kept["expires_at"].as_f64().map(|secs| UnixTime::from_secs(secs as u64)),
    ///         tenant: kept["tenant"].as_str().unwrap_or_default(),
    ///     };
    ///     Ok(client.import(tokens, now)?.to_owned_in::<String>()?.into_step())
    /// }
    /// # use catapa_signin::{ClientConfig, Endpoints, Options, Tenants};
    /// # let client = Client::new(ClientConfig {
    /// #     client_id: "my-application",
    /// #     client_secret: "keep-this-on-your-server",
    /// #     redirect_uri: "https://app.example.com/callback",
    /// #     endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
    /// #     tenants: Tenants::Any,
    /// #     options: Options::default(),
    /// # }).unwrap();
    /// # let now = UnixTime::from_secs(1_700_000_000);
    ///
    /// // The access token says {"tenant":"gdplabs"}.
    /// let json = r#"{"access_token": "e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln", "refresh_token": "r1",
    ///     "expires_at": 1699999990.25, "tenant": "gdplabs"}"#;
    /// let authorized = client.resume(take_over(&client, json, now).unwrap()).unwrap();
    /// assert!(matches!(authorized.at(now), Freshness::Expired(_)), "it is refreshed next");
    ///
    /// assert!(take_over(&client, &json.replace("gdplabs", "acme"), now).is_err(), "the token names another tenant");
    /// ```
    pub fn import<'t>(
        &self,
        tokens: Tokens<'t>,
        now: UnixTime,
    ) -> Result<SignIn<'_, Authorized<&'t str>>, NotImported> {
        let Tokens { access_token, refresh_token, expires_at, tenant } = tokens;
        let refresh_token = refresh_token.filter(|token| !token.is_empty());
        if !secret::is_access_token(access_token) {
            return Err(NotImported::BadAccessToken);
        }
        if !refresh_token.is_none_or(secret::is_credential) {
            return Err(NotImported::BadRefreshToken);
        }
        let tenant = ClaimedTenant::new(tenant).ok_or(NotImported::BadTenant)?;
        let claims = Claims::read(access_token.as_bytes(), tenant.as_str());
        // A reply's `expires_in` counts before the token's own end; the kept moment takes its place.
        let expires_at = expires_at.filter(|end| now.until(*end) <= LONGEST_LIFETIME).or(claims.expires_at);
        let granted = Granted {
            access_token,
            claims: Claims { expires_at, ..claims },
            refresh_token,
            lifetime: None,
            scope: GrantedScope::Unstated,
        };
        Ok(SignIn::with(self, Authorized::granted(self, &tenant, granted, now)?))
    }
}

/// Why tokens that another program kept are not taken over. It quotes nothing of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotImported {
    /// The access token is empty, or has a byte outside visible ASCII: perhaps `Bearer` is in front of it.
    BadAccessToken,
    /// The refresh token has a byte that none may have (RFC 6749, appendix A.17).
    BadRefreshToken,
    /// The tenant is empty, longer than 128 bytes, or has a character that is in no tenant.
    BadTenant,
    /// The tokens are not for this tenant, or it may not sign in.
    TenantRefused(TenantRefusal),
}

explain!(NotImported {
    Self::BadAccessToken =>
        ("import.bad_access_token", Caller, "the access token to import is empty, or has a character that none may have"),
    Self::BadRefreshToken =>
        ("import.bad_refresh_token", Caller, "the refresh token to import has a character that none may have"),
    Self::BadTenant => ("import.bad_tenant", Caller, "the tokens to import are for a company that cannot be one"),
    Self::TenantRefused(TenantRefusal::Differs) =>
        ("import.tenant_differs", Caller, "the access token to import is for another company than the one named with it"),
    Self::TenantRefused(why) => why,
});

impl From<TenantRefusal> for NotImported {
    fn from(why: TenantRefusal) -> Self {
        Self::TenantRefused(why)
    }
}

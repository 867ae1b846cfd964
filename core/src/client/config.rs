//! The configuration that the caller gives.

use core::fmt;

use super::options::Options;

/// What [`Client::new`](crate::Client::new) needs. Its `Debug` hides the secret.
#[derive(Clone, Copy)]
pub struct ClientConfig<'a> {
    /// The identifier that CATAPA issued: 1 to 128 bytes, no control character; no `:` under
    /// [`BasicEncoding::Raw`](crate::config::BasicEncoding::Raw).
    pub client_id: &'a str,
    /// The secret that CATAPA issued: 1 to 256 bytes, no control character. Keep it on machines that you control,
    /// never in a tool, a device image or a wasm module that others get. Let those ask your server to send token requests.
    pub client_secret: &'a str,
    /// Where CATAPA sends the browser: at most 512 bytes, exactly as registered. It is sent byte for byte. Its query must
    /// not name a parameter of a callback: see [`Fault::OurParameter`](crate::config::Fault::OurParameter).
    pub redirect_uri: &'a str,
    /// Where CATAPA is.
    pub endpoints: Endpoints<'a>,
    /// Whose people may sign in.
    pub tenants: Tenants<'a>,
    /// The options, which have defaults.
    pub options: Options<'a>,
}

impl fmt::Debug for ClientConfig<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientConfig")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("endpoints", &self.endpoints)
            .field("tenants", &self.tenants)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// CATAPA's two origins, and the URLs on them.
///
/// An origin is `https://host` or `https://host:port`; `http` is accepted for `127.0.0.1`, `[::1]` and `localhost` alone.
/// CATAPA's documentation names `https://api.catapa.com` for its API; its own applications use
/// `https://api-apps.catapa.com`, and people sign in at `https://accounts-apps.catapa.com`. Both API origins are one CATAPA:
/// to move between them changes no user key, and kept tokens stay good.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints<'a> {
    pub(super) accounts: &'a str,
    pub(super) api: &'a str,
    pub(super) authorize_url: Option<&'a str>,
    pub(super) token_url: Option<&'a str>,
    pub(super) user_url: Option<&'a str>,
    pub(super) validate_url: Option<&'a str>,
}

impl<'a> Endpoints<'a> {
    /// The guide's paths on two origins: people sign in at `accounts`, and requests go to `api`.
    #[must_use]
    pub const fn new(accounts: &'a str, api: &'a str) -> Self {
        Self { accounts, api, authorize_url: None, token_url: None, user_url: None, validate_url: None }
    }

    /// Replaces `/oauth2/authorize` on the accounts origin. It may have a query.
    #[must_use]
    pub const fn authorize_url(self, url: &'a str) -> Self {
        Self { authorize_url: Some(url), ..self }
    }

    /// Replaces `/oauth/token` on the API origin.
    #[must_use]
    pub const fn token_url(self, url: &'a str) -> Self {
        Self { token_url: Some(url), ..self }
    }

    /// Replaces `/v1/users/me` on the API origin.
    #[must_use]
    pub const fn user_url(self, url: &'a str) -> Self {
        Self { user_url: Some(url), ..self }
    }

    /// Replaces `/v1/oauth-clients/validate-access-token` on the API origin.
    #[must_use]
    pub const fn validate_url(self, url: &'a str) -> Self {
        Self { validate_url: Some(url), ..self }
    }
}

/// Whose people may sign in. There is no default, because every customer of CATAPA has a tenant: under `Any`, people of
/// all of them can sign in to an application that was meant for one company.
#[derive(Clone, Copy, Debug)]
pub enum Tenants<'a> {
    /// These alone, at most 1,024 bytes with one byte between two names. The callback, each new token and each profile are
    /// compared with the list byte for byte.
    Only(&'a [&'a str]),
    /// Every tenant. The application itself must keep their data apart.
    Any,
}

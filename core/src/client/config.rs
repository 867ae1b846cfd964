//! What the caller says.

use core::fmt;

use super::options::Options;

/// What [`Client::new`](crate::Client::new) needs to know. Its `Debug` hides the secret.
#[derive(Clone, Copy)]
pub struct ClientConfig<'a> {
    /// The identifier that CATAPA issued: 1 to 128 bytes, no control character; no `:` under
    /// [`BasicEncoding::Raw`](crate::config::BasicEncoding::Raw).
    pub client_id: &'a str,
    /// The secret that CATAPA issued: 1 to 256 bytes, no control character. It belongs on machines that you control:
    /// not in a tool, a device image or a wasm module that is given to others. Those let your server send the token requests.
    pub client_secret: &'a str,
    /// Where CATAPA sends the browser: at most 512 bytes, exactly as registered. It is sent byte for byte. Its query, if
    /// it has one, names no parameter of a callback: see [`Fault::OurParameter`](crate::config::Fault::OurParameter).
    pub redirect_uri: &'a str,
    /// Where CATAPA is.
    pub endpoints: Endpoints<'a>,
    /// Whose people may sign in.
    pub tenants: Tenants<'a>,
    /// The rest, which has defaults.
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
/// An origin is `https://host` or `https://host:port`; `http` is taken for `127.0.0.1`, `[::1]` and `localhost` alone.
/// CATAPA's own were seen to be `https://accounts-apps.catapa.com` and `https://api-apps.catapa.com`.
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
    /// The guide's paths on these two origins: people sign in at `accounts`, requests go to `api`.
    #[must_use]
    pub const fn new(accounts: &'a str, api: &'a str) -> Self {
        Self { accounts, api, authorize_url: None, token_url: None, user_url: None, validate_url: None }
    }

    /// Instead of `/oauth2/authorize` on the accounts origin. It may have a query.
    #[must_use]
    pub const fn authorize_url(self, url: &'a str) -> Self {
        Self { authorize_url: Some(url), ..self }
    }

    /// Instead of `/oauth/token` on the API origin.
    #[must_use]
    pub const fn token_url(self, url: &'a str) -> Self {
        Self { token_url: Some(url), ..self }
    }

    /// Instead of `/v1/users/me` on the API origin.
    #[must_use]
    pub const fn user_url(self, url: &'a str) -> Self {
        Self { user_url: Some(url), ..self }
    }

    /// Instead of `/v1/oauth-clients/validate-access-token` on the API origin.
    #[must_use]
    pub const fn validate_url(self, url: &'a str) -> Self {
        Self { validate_url: Some(url), ..self }
    }
}

/// Whose people may sign in. There is no default, because every customer of CATAPA's has a tenant: under `Any`, all
/// of them can sign in to an application that was meant for one company.
#[derive(Clone, Copy, Debug)]
pub enum Tenants<'a> {
    /// These alone, compared byte for byte, in the callback, with each new token and with each profile: a short list, at most 1,024 bytes with a byte between two.
    Only(&'a [&'a str]),
    /// Every tenant: the application keeps its tenants apart itself.
    Any,
}

//! What the caller says, and what is wrong with it.

use core::fmt;
use core::time::Duration;

use crate::tenant::ClaimedTenant;

/// The longest values, in bytes.
pub(super) mod limits {
    pub(crate) const CLIENT_ID: usize = 128;
    pub(crate) const CLIENT_SECRET: usize = 256;
    pub(crate) const REDIRECT_URI: usize = 512;
    pub(crate) const URL: usize = 256;
    pub(crate) const SCOPE: usize = 256;
    pub(crate) const TENANTS: usize = 1024;
}

/// What [`Client::new`](crate::Client::new) needs to know. Its `Debug` hides the secret.
#[derive(Clone, Copy)]
pub struct ClientConfig<'a> {
    /// The identifier that CATAPA issued: 1 to 128 bytes, no control character; no `:` under
    /// [`BasicEncoding::Raw`].
    pub client_id: &'a str,
    /// The secret that CATAPA issued: 1 to 256 bytes, no control character. It belongs on machines that you control:
    /// not in a tool, a device image or a wasm module that is given to others. Those let your server do step 4.
    pub client_secret: &'a str,
    /// Where CATAPA sends the browser: at most 512 bytes, exactly as registered. It is sent byte for byte.
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
    /// These alone, compared byte for byte: a short list, 1,024 bytes with a separator each.
    Only(&'a [&'a str]),
    /// Every tenant: the application keeps its tenants apart itself.
    Any,
}

/// What has a default. Made with `Options::default()` and changed by its setters.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Options<'a> {
    pub(super) basic: BasicEncoding,
    pub(super) scope: &'a str,
    pub(super) tenant_placement: TenantPlacement,
    pub(super) issuer: Option<&'a str>,
    pub(super) pkce: bool,
    pub(super) opaque_tokens: OpaqueTokens,
    pub(super) leeway: Duration,
    pub(super) pending_lifetime: Duration,
    pub(super) realm: Option<&'a str>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            basic: BasicEncoding::Raw,
            scope: "",
            tenant_placement: TenantPlacement::Header,
            issuer: None,
            pkce: false,
            opaque_tokens: OpaqueTokens::Refuse,
            leeway: Duration::from_secs(60),
            pending_lifetime: Duration::from_secs(600),
            realm: None,
        }
    }
}

impl<'a> Options<'a> {
    /// How client id and secret are written before base64. Default: [`BasicEncoding::Raw`].
    #[must_use]
    pub const fn basic(self, basic: BasicEncoding) -> Self {
        Self { basic, ..self }
    }

    /// The scope asked for: names separated by single spaces, at most 256 bytes. Default: empty, and sent as `scope=`.
    #[must_use]
    pub const fn scope(self, scope: &'a str) -> Self {
        Self { scope, ..self }
    }

    /// Where a token request names the tenant. Default: [`TenantPlacement::Header`].
    #[must_use]
    pub const fn tenant_placement(self, tenant_placement: TenantPlacement) -> Self {
        Self { tenant_placement, ..self }
    }

    /// The issuer that every callback must name in `iss` (RFC 9207). Default: none, and `iss` is ignored.
    #[must_use]
    pub const fn issuer(self, issuer: &'a str) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    /// Proof key for code exchange, method S256 (RFC 7636). Default: off, until one real sign-in has shown that
    /// CATAPA takes it. While it is off, somebody who steals a code can have it redeemed in a login of their own.
    #[must_use]
    pub const fn pkce(self, pkce: bool) -> Self {
        Self { pkce, ..self }
    }

    /// What becomes of an access token that names no tenant. Default: [`OpaqueTokens::Refuse`].
    #[must_use]
    pub const fn opaque_tokens(self, opaque_tokens: OpaqueTokens) -> Self {
        Self { opaque_tokens, ..self }
    }

    /// How long before its end an access token counts as expired, in whole seconds; never more than half its
    /// lifetime. Default: 60 s.
    #[must_use]
    pub const fn leeway(self, leeway: Duration) -> Self {
        Self { leeway, ..self }
    }

    /// How long a pending sign-in waits for its callback, in whole seconds, at least one. Default: 10 minutes.
    #[must_use]
    pub const fn pending_lifetime(self, pending_lifetime: Duration) -> Self {
        Self { pending_lifetime, ..self }
    }

    /// The first part of every user key: at most 256 bytes. Default: the API origin in lower case, without a default
    /// port. Set it before the first sign-in if that origin may ever change.
    #[must_use]
    pub const fn realm(self, realm: &'a str) -> Self {
        Self { realm: Some(realm), ..self }
    }
}

/// How the Basic credentials are written (RFC 6749, section 2.3.1). Both give the same bytes for `[A-Za-z0-9._~-]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BasicEncoding {
    /// As they are, as CATAPA's own client does.
    Raw,
    /// Percent-encoded first, as the RFC says.
    FormEncoded,
}

/// Where a token request names the tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TenantPlacement {
    /// In the header `Tenant`, as CATAPA's own client does.
    Header,
    /// In the body field `tenant`.
    Body,
}

/// What becomes of an access token that is no JWT with a `tenant` claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpaqueTokens {
    /// It is refused: nothing but the browser vouches for the tenant.
    Refuse,
    /// It is taken, and a 200 from `/v1/users/me` under that tenant confirms it.
    TrustUserReply,
}

/// A part of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is the field that it names")]
pub enum Field {
    ClientId,
    ClientSecret,
    RedirectUri,
    AccountsOrigin,
    ApiOrigin,
    AuthorizeUrl,
    TokenUrl,
    UserUrl,
    ValidateUrl,
    Tenants,
    Scope,
    Issuer,
    PendingLifetime,
    Realm,
}

impl Field {
    pub(super) const fn fails(self, fault: Fault) -> ConfigError {
        ConfigError { field: self, fault }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ClientId => "the client id",
            Self::ClientSecret => "the client secret",
            Self::RedirectUri => "the redirect URI",
            Self::AccountsOrigin => "the accounts origin",
            Self::ApiOrigin => "the API origin",
            Self::AuthorizeUrl => "the authorize URL",
            Self::TokenUrl => "the token URL",
            Self::UserUrl => "the user URL",
            Self::ValidateUrl => "the validate URL",
            Self::Tenants => "the list of welcome tenants",
            Self::Scope => "the scope",
            Self::Issuer => "the issuer",
            Self::PendingLifetime => "the lifetime of a pending sign-in",
            Self::Realm => "the realm",
        }
    }
}

/// What is wrong with a part of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// It is empty, or zero.
    Empty,
    /// It is longer than it may be.
    TooLong,
    /// It has a character that it may not have.
    BadCharacter,
    /// It is no absolute URL.
    NotAUrl,
    /// It is neither https, nor http to `127.0.0.1`, `[::1]` or `localhost`.
    NotHttps,
    /// Its host or port cannot be, or it has user info.
    BadHost,
    /// An origin has a path or a query.
    NotAnOrigin,
}

impl Fault {
    const fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::TooLong => "is too long",
            Self::BadCharacter => "has a character that it may not have",
            Self::NotAUrl => "is not an absolute URL",
            Self::NotHttps => "is not https (http is for 127.0.0.1, [::1] and localhost alone)",
            Self::BadHost => "has no usable host or port, or has user info",
            Self::NotAnOrigin => "is more than scheme, host and port",
        }
    }
}

/// The configuration cannot be used: the caller's to mend. It names the field, never the value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{} {}", field.name(), fault.sentence())]
pub struct ConfigError {
    /// The part that is wrong.
    pub field: Field,
    /// What is wrong with it.
    pub fault: Fault,
}

/// A text without control characters, neither empty nor too long.
pub(super) fn text<const N: usize>(field: Field, text: &str) -> Result<heapless::String<N>, ConfigError> {
    credential(field, text, N)?;
    heapless::String::try_from(text).map_err(|_| field.fails(Fault::TooLong))
}

/// The same checks, for a text that is not kept.
pub(super) fn credential(field: Field, text: &str, longest: usize) -> Result<(), ConfigError> {
    if text.is_empty() {
        return Err(field.fails(Fault::Empty));
    }
    if text.chars().any(char::is_control) {
        return Err(field.fails(Fault::BadCharacter));
    }
    if text.len() > longest { Err(field.fails(Fault::TooLong)) } else { Ok(()) }
}

/// RFC 6749, section 3.3: visible ASCII but `"` and `\`, separated by single spaces; or nothing.
pub(super) fn scope<const N: usize>(scope: &str) -> Result<heapless::String<N>, ConfigError> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
    };
    if !scope.is_empty() && !scope.split(' ').all(is_name) {
        return Err(Field::Scope.fails(Fault::BadCharacter));
    }
    heapless::String::try_from(scope).map_err(|_| Field::Scope.fails(Fault::TooLong))
}

/// The welcome tenants, joined by spaces; `None` for any.
pub(super) fn welcome<const N: usize>(tenants: Tenants<'_>) -> Result<Option<heapless::String<N>>, ConfigError> {
    let Tenants::Only(names) = tenants else {
        return Ok(None);
    };
    if names.is_empty() {
        return Err(Field::Tenants.fails(Fault::Empty));
    }
    let mut joined = heapless::String::new();
    for name in names {
        ClaimedTenant::new(name).ok_or(Field::Tenants.fails(Fault::BadCharacter))?;
        let separated = if joined.is_empty() { Ok(()) } else { joined.push(' ') };
        separated.and_then(|()| joined.push_str(name)).map_err(|_| Field::Tenants.fails(Fault::TooLong))?;
    }
    Ok(Some(joined))
}

pub(super) fn lifetime(lifetime: Duration) -> Result<u64, ConfigError> {
    match lifetime.as_secs() {
        0 => Err(Field::PendingLifetime.fails(Fault::Empty)),
        secs => Ok(secs),
    }
}

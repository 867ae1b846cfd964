//! Options, each with a default.

use core::time::Duration;

use crate::tenant::OpaqueTokens;

/// Options, each with a default. Start from `Options::default()` and use its setters.
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
    pub(super) user_namespace: Option<&'a str>,
    pub(super) product: &'a str,
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
            user_namespace: None,
            product: "",
        }
    }
}

impl<'a> Options<'a> {
    /// How the client id and secret are encoded before base64. Default: [`BasicEncoding::Raw`].
    #[must_use]
    pub const fn basic(self, basic: BasicEncoding) -> Self {
        Self { basic, ..self }
    }

    /// The requested scope: names separated by single spaces, at most 256 bytes. Default: empty, sent as `scope=`.
    #[must_use]
    pub const fn scope(self, scope: &'a str) -> Self {
        Self { scope, ..self }
    }

    /// Where a token request names the tenant. Default: [`TenantPlacement::Header`].
    #[must_use]
    pub const fn tenant_placement(self, tenant_placement: TenantPlacement) -> Self {
        Self { tenant_placement, ..self }
    }

    /// The issuer that every callback must name in `iss` (RFC 9207). Default: none; `iss` is ignored.
    #[must_use]
    pub const fn issuer(self, issuer: &'a str) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    /// Proof key for code exchange, method S256 (RFC 7636). Default: off, until one real sign-in has shown that CATAPA
    /// accepts it. Without it, a thief can redeem a stolen code in a sign-in of their own.
    #[must_use]
    pub const fn pkce(self, pkce: bool) -> Self {
        Self { pkce, ..self }
    }

    /// What to do with an access token that names no tenant. Default: [`OpaqueTokens::Refuse`].
    #[must_use]
    pub const fn opaque_tokens(self, opaque_tokens: OpaqueTokens) -> Self {
        Self { opaque_tokens, ..self }
    }

    /// An access token counts as expired this long before its end, in whole seconds, but never more than half its
    /// lifetime. Default: 60 s.
    #[must_use]
    pub const fn leeway(self, leeway: Duration) -> Self {
        Self { leeway, ..self }
    }

    /// How long a pending sign-in waits for its callback, in whole seconds and at least one. Default: 10 minutes.
    #[must_use]
    pub const fn pending_lifetime(self, pending_lifetime: Duration) -> Self {
        Self { pending_lifetime, ..self }
    }

    /// The first part of every user key: at most 256 bytes. Default: `catapa.com` for CATAPA's two production API origins;
    /// for another, that origin in lower case, without a default port. If it may ever change, set the namespace before the
    /// first sign-in. It binds no saved step: tokens of one CATAPA never go to another.
    #[must_use]
    pub const fn user_namespace(self, user_namespace: &'a str) -> Self {
        Self { user_namespace: Some(user_namespace), ..self }
    }

    /// Your application's name and version in the header `User-Agent`, before this library's: at most 64 bytes, such as
    /// `billing/2.1` (RFC 9110, section 10.1.5). It is visible ASCII without `"` and `\`, with single spaces between words. Default: empty, so CATAPA is told `catapa-signin/VERSION` alone.
    #[must_use]
    pub const fn product(self, product: &'a str) -> Self {
        Self { product, ..self }
    }
}

/// How the Basic credentials are encoded (RFC 6749, section 2.3.1). Both give the same bytes for `[A-Za-z0-9._~-]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BasicEncoding {
    /// Not at all, as CATAPA's own client sends them.
    Raw,
    /// Percent-encoded, as the RFC says.
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

//! The tenant: claimed by a browser, confirmed by a token.
//!
//! The callback passes through the browser, so its tenant is only *claimed*. It is *confirmed* when the access token names
//! the same tenant: the token came over our own connection to the token endpoint. We read the token's claim without
//! checking its signature, because we compare it with the callback's and never trust it alone.

mod claims;

use core::fmt;

pub(crate) use claims::{Claims, confirm};

use crate::wire::ascii::Ascii;
use crate::wire::form::FormText;

/// The longest tenant, in bytes.
pub(crate) const MAX_TENANT: usize = 128;

/// A tenant that the callback named and CATAPA has not confirmed yet.
///
/// 1 to 128 bytes of visible ASCII without separators (RFC 9110, section 5.6.2), quotes or backslash, kept byte for
/// byte: it fits in a header.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClaimedTenant(heapless::String<MAX_TENANT>);

impl ClaimedTenant {
    pub(crate) fn new(text: &str) -> Option<Self> {
        if is_tenant(text) { heapless::String::try_from(text).ok().map(Self) } else { None }
    }

    pub(crate) fn read(text: FormText<'_>) -> Option<Self> {
        let text = text.decode().ok()?;
        is_tenant(&text).then_some(Self(text))
    }

    /// The tenant's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClaimedTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ClaimedTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClaimedTenant").field(&self.as_str()).finish()
    }
}

/// Does it have the characters of a tenant?
pub(crate) fn is_tenant(text: &str) -> bool {
    static CHARACTERS: Ascii = Ascii::alphanumeric_and(b"!#$%&*+-.^_|~");
    CHARACTERS.contains_all(text.as_bytes())
}

/// A tenant that CATAPA confirmed, in the access token or with the profile of its user.
///
/// It has the form of a [`ClaimedTenant`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ConfirmedTenant(ClaimedTenant);

impl ConfirmedTenant {
    /// Call it only after a 200 to a request under this tenant, or for a step from a trusted store.
    pub(crate) const fn vouched_for(tenant: ClaimedTenant) -> Self {
        Self(tenant)
    }

    /// The tenant's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for ConfirmedTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ConfirmedTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfirmedTenant").field(&self.as_str()).finish()
    }
}

/// The tenant of a sign-in, and who vouches for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tenant {
    /// The browser alone: the access token is opaque, and the configuration trusts the user's profile to confirm it.
    Claimed(ClaimedTenant),
    /// The access token.
    Confirmed(ConfirmedTenant),
}

impl Tenant {
    /// The tenant's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Claimed(tenant) => tenant.as_str(),
            Self::Confirmed(tenant) => tenant.as_str(),
        }
    }

    pub(crate) fn into_claimed(self) -> ClaimedTenant {
        match self {
            Self::Claimed(tenant) | Self::Confirmed(ConfirmedTenant(tenant)) => tenant,
        }
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What to do with an access token that is not a JWT with a `tenant` claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpaqueTokens {
    /// Refuse it: only the browser vouches for the tenant.
    Refuse,
    /// Accept it. A 200 from `/v1/users/me` under that tenant confirms the tenant.
    TrustUserReply,
}

/// The tokens are not for a tenant that may sign in. The sign-in is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TenantRefusal {
    /// The access token names another tenant than this sign-in: a stranger changed the callback, or CATAPA changed the tenant.
    Differs,
    /// The access token names no tenant, and the configuration trusts nothing else.
    NotNamed,
    /// The tenant is no longer [welcome](crate::Tenants::Only).
    NotWelcome,
}

explain!(TenantRefusal {
    Self::Differs => ("tenant.differs", CatapaRefused, "CATAPA's answer is for another company than this sign-in"),
    Self::NotNamed => ("tenant.not_named", CatapaUnclear, "the access token does not say which company it is for"),
    Self::NotWelcome => ("tenant.not_welcome", Person, "people of this company cannot sign in here"),
});

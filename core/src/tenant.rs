//! The tenant: claimed by a browser, confirmed by a token.
//!
//! The callback passes through the user's hands, so the tenant in it is only *claimed*. It is *confirmed* when the
//! access token names the same one: the token came over our own connection to the token endpoint. The claim is read
//! without checking a signature, because it is compared and never trusted alone.

mod claims;

use core::fmt;

pub(crate) use claims::{Claims, confirm};

use crate::explain::{Blame, Explain};
use crate::wire::ascii::Ascii;
use crate::wire::form::FormText;

/// The longest tenant, in bytes.
pub(crate) const MAX_TENANT: usize = 128;

/// A tenant that the callback named, and nobody has vouched for.
///
/// 1 to 128 bytes of visible ASCII without separators (RFC 9110, section 5.6.2), quotes or backslash, kept byte for
/// byte: it can stand in a header.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClaimedTenant(heapless::String<MAX_TENANT>);

impl ClaimedTenant {
    #[cfg(any(feature = "serde", test))]
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

/// Has it the characters of a tenant?
pub(crate) fn is_tenant(text: &str) -> bool {
    static CHARACTERS: Ascii = Ascii::alphanumeric_and(b"!#$%&*+-.^_|~");
    CHARACTERS.contains_all(text.as_bytes())
}

/// A tenant that CATAPA vouched for: in the access token, or by answering for its user.
///
/// Nothing else makes one. It has the shape of a [`ClaimedTenant`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ConfirmedTenant(ClaimedTenant);

impl ConfirmedTenant {
    /// Only for a 200 to a request under this tenant, and for what a trusted store kept.
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

/// The tenant of a login, and who vouches for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tenant {
    /// The browser alone: the access token is opaque, and the configuration trusts the reply about its user.
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

/// What becomes of an access token that is no JWT with a `tenant` claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpaqueTokens {
    /// It is refused: nothing but the browser vouches for the tenant.
    Refuse,
    /// It is taken, and a 200 from `/v1/users/me` under that tenant confirms it.
    TrustUserReply,
}

/// The tokens are not for a tenant that may sign in: the login is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TenantRefusal {
    /// The access token is for another tenant than this login: somebody changed the callback, or CATAPA its mind.
    #[error("CATAPA's answer is for another company than this sign-in")]
    Differs,
    /// The access token names no tenant, and the configuration does not trust anything else.
    #[error("the access token does not say which company it is for")]
    NotNamed,
    /// The tenant is no longer among the [welcome](crate::Tenants::Only) ones.
    #[error("people of this company cannot sign in here")]
    NotWelcome,
}

impl Explain for TenantRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Differs => "tenant.differs",
            Self::NotNamed => "tenant.not_named",
            Self::NotWelcome => "tenant.not_welcome",
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::Differs => Blame::CatapaRefused,
            Self::NotNamed => Blame::CatapaUnclear,
            Self::NotWelcome => Blame::Person,
        }
    }
}

//! The tenant: claimed by a browser, confirmed by a token.
//!
//! The callback passes through the user's hands, so the tenant in it is only *claimed*. It is *confirmed* when the
//! access token names the same one: the token came over our own connection to the token endpoint. The claim is read
//! without checking a signature, because it is compared and never trusted alone.

use core::fmt;

use crate::explain::{Blame, Explain};
use crate::time::UnixTime;
use crate::wire::base64url::Decode;
use crate::wire::json::{self, Malformed, Reader, Streamed, Value};
use crate::wire::split;

/// The longest tenant, in bytes.
pub(crate) const MAX_TENANT: usize = 128;
/// The longest tenant as a JSON string in which every character is an escape.
const MAX_ESCAPED_TENANT: usize = MAX_TENANT * 6;

/// A tenant that the callback named, and nobody has vouched for.
///
/// 1 to 128 bytes of visible ASCII without separators (RFC 9110, section 5.6.2), quotes or backslash, kept byte for
/// byte: it can stand in a header.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClaimedTenant(heapless::String<MAX_TENANT>);

impl ClaimedTenant {
    pub(crate) fn new(text: &str) -> Option<Self> {
        let named = !text.is_empty() && text.bytes().all(may_stand_in_a_tenant);
        named.then(|| heapless::String::try_from(text).ok().map(Self)).flatten()
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

const fn may_stand_in_a_tenant(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#' | b'$' | b'%' | b'&' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'|' | b'~')
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
pub enum TenantRefused {
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

impl Explain for TenantRefused {
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

/// Compares the tenant with the claim of a new access token, and reads when that token ends.
pub(crate) fn confirm(
    tenant: ClaimedTenant,
    access_token: &str,
    opaque: OpaqueTokens,
) -> Result<(Tenant, Option<UnixTime>), TenantRefused> {
    let Claims { tenant: named, expires_at } = claims(access_token).unwrap_or_default();
    match (named, opaque) {
        (Some(named), _) if named == tenant.as_str() => Ok((Tenant::Confirmed(ConfirmedTenant(tenant)), expires_at)),
        (Some(_), _) => Err(TenantRefused::Differs),
        (None, OpaqueTokens::TrustUserReply) => Ok((Tenant::Claimed(tenant), expires_at)),
        (None, OpaqueTokens::Refuse) => Err(TenantRefused::NotNamed),
    }
}

/// What we read of a JWT (RFC 7519).
#[derive(Default)]
struct Claims {
    /// Empty where two claims contradict each other or none fits: it equals no tenant.
    tenant: Option<heapless::String<MAX_TENANT>>,
    expires_at: Option<UnixTime>,
}

/// `None` unless the token is three base64url parts whose payload is an object.
fn claims(token: &str) -> Option<Claims> {
    let mut parts = split::on(token, b'.').map(|part| Decode::new(part.as_bytes()));
    let (Some(Some(_)), Some(Some(payload)), Some(Some(_)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let mut json = Reader::new(Streamed::<_, MAX_ESCAPED_TENANT>::new(payload));
    let (mut tenant, mut expiry, mut twice) = (None, None, false);
    json.object(|(), json| {
        match json.last_text() {
            Some("tenant") => twice |= tenant.replace(name(json)?).is_some(),
            Some("exp") => twice |= expiry.replace(json.value()?).is_some(),
            _ => json.value().map(drop)?,
        }
        Ok::<_, Malformed>(())
    })
    .and_then(|()| json.end())
    .ok()?;
    if twice {
        return Some(Claims { tenant: Some(heapless::String::new()), expires_at: None });
    }
    let expires_at = match expiry {
        Some(Value::Number(Some(secs))) => Some(UnixTime::from_secs(secs)),
        _ => None,
    };
    Some(Claims { tenant: tenant.flatten(), expires_at })
}

/// `None` unless it is text; empty for text that is cut, not Unicode or too long: it equals no tenant.
fn name<I: Iterator<Item = u8>>(
    json: &mut Reader<Streamed<I, MAX_ESCAPED_TENANT>>,
) -> json::Result<Option<heapless::String<MAX_TENANT>>> {
    Ok(match json.value()? {
        Value::Text(()) => Some(json.last_text().and_then(|name| name.try_into().ok()).unwrap_or_default()),
        _ => None,
    })
}

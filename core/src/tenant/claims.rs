//! The claims of an access token: its tenant, and when it expires.

use super::{ClaimedTenant, ConfirmedTenant, MAX_TENANT, OpaqueTokens, Tenant, TenantRefusal};
use crate::time::UnixTime;
use crate::wire::base64url;
use crate::wire::json::{Kind, Reader, Value, WINDOW};
use crate::wire::scan;

/// The claims that we read from an access token that is a JWT (RFC 7519).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Claims {
    pub(crate) tenant: Claim,
    pub(crate) expires_at: Option<UnixTime>,
}

/// The tenant that a token names, compared with ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Claim {
    /// It names none.
    None,
    Ours,
    /// It names another tenant, or has a claim twice.
    Other,
}

/// Compares the tenant with the claim of a new access token.
pub(crate) fn confirm(tenant: ClaimedTenant, claim: Claim, opaque: OpaqueTokens) -> Result<Tenant, TenantRefusal> {
    match (claim, opaque) {
        (Claim::Ours, _) => Ok(Tenant::Confirmed(ConfirmedTenant(tenant))),
        (Claim::Other, _) => Err(TenantRefusal::Differs),
        (Claim::None, OpaqueTokens::TrustUserReply) => Ok(Tenant::Claimed(tenant)),
        (Claim::None, OpaqueTokens::Refuse) => Err(TenantRefusal::NotNamed),
    }
}

impl Claims {
    const NONE: Self = Self { tenant: Claim::None, expires_at: None };

    /// Compares the claims of a token with `tenant`.
    pub(crate) fn read(token: &[u8], tenant: &str) -> Self {
        let Some(payload) = payload(token) else { return Self::NONE };
        Self::of(&mut Reader::of_base64url(payload, &mut [0; WINDOW]), tenant)
    }

    fn of(json: &mut Reader<'_>, tenant: &str) -> Self {
        let (mut named, mut expiry) = (Value::ABSENT, Value::ABSENT);
        let mut text = heapless::String::<MAX_TENANT>::new();
        json.open(b'{');
        while let Some(name) = json.member() {
            let slot = match json.text(name, &mut text) {
                Some(b"tenant") => Some(&mut named),
                Some(b"exp") => Some(&mut expiry),
                _ => None,
            };
            let value = json.value();
            let Some(slot) = slot else { continue };
            let is_second = !slot.is_absent();
            *slot = value;
            if is_second {
                // A token with a claim twice is ambiguous, so it is not ours.
                named.kind = Kind::Garbled;
            }
        }
        if !json.end() {
            return Self::NONE;
        }
        let claim = match named.kind {
            Kind::String | Kind::Escaped if json.text(named, &mut text) == Some(tenant.as_bytes()) => Claim::Ours,
            Kind::String | Kind::Escaped | Kind::Garbled => Claim::Other,
            _ => Claim::None,
        };
        let expires_at = if expiry.kind == Kind::Number { json.whole(expiry) } else { None };
        Self { tenant: claim, expires_at: expires_at.map(UnixTime::from_secs) }
    }
}

/// The second of a token's three base64url parts.
fn payload(token: &[u8]) -> Option<&[u8]> {
    let (header, rest) = token.split_at_checked(scan::position(b'.', token)?)?;
    let rest = rest.get(1..)?;
    let (payload, signature) = rest.split_at_checked(scan::position(b'.', rest)?)?;
    let parts = [header, payload, signature.get(1..)?];
    parts.into_iter().all(base64url::is_canonical).then_some(payload)
}

//! The tenant claim of an access token.

#[cfg(test)]
mod tests;

use std::borrow::ToOwned as _;
use std::format;
use std::string::String;

use super::{judge, world};
use crate::tenant::{self, ClaimedTenant, Claims, OpaqueTokens, Tenant};
use crate::{TenantRefusal, UnixTime};

/// A tenant is confirmed only by a JWT whose payload `serde_json` reads as an object with one claim `tenant` that
/// equals it, and always by such a one; one that differs is refused whatever the configuration trusts. Its end is the
/// whole seconds of `exp`, if that is a number. The token stays as it was.
///
/// The bytes are tried as a token, and as the payload of one.
pub fn token_claim(data: &[u8]) -> &'static str {
    let payload = confirms(&world::jwt(data));
    let token = str::from_utf8(data).map_or(Claim::None, confirms);
    match (payload, token) {
        (_, Claim::Ours) => "a token of ours",
        (Claim::Ours, _) => "ours",
        (Claim::Other, _) => "another tenant's",
        (Claim::None, _) => "nobody's",
        (Claim::Unknown, _) => "beyond the judge",
    }
}

/// Whose token it is.
fn confirms(token: &str) -> Claim {
    let mut buffer = token.as_bytes().to_owned();
    let Claims { tenant: claim, expires_at } = Claims::read(&mut buffer, world::TENANT);
    assert_eq!(buffer, token.as_bytes(), "the token is as it was");
    let tenant = || ClaimedTenant::new(world::TENANT).expect("a tenant that can be");
    let strict = tenant::confirm(tenant(), claim, OpaqueTokens::Refuse);
    let trusting = tenant::confirm(tenant(), claim, OpaqueTokens::TrustUserReply);
    match (&strict, &trusting) {
        (Ok(Tenant::Confirmed(confirmed)), Ok(Tenant::Confirmed(_))) => assert_eq!(confirmed.as_str(), world::TENANT),
        (Err(TenantRefusal::Differs), Err(TenantRefusal::Differs))
        | (Err(TenantRefusal::NotNamed), Ok(Tenant::Claimed(_))) => {}
        _ => panic!("{}", format!("{strict:?} and {trusting:?} contradict each other")),
    }
    let (judged, end) = judged(token);
    match judged {
        Claim::Ours => assert!(strict.is_ok(), "every token of this tenant is taken"),
        Claim::Other => assert_eq!(strict.err(), Some(TenantRefusal::Differs)),
        Claim::None => assert_eq!(strict.err(), Some(TenantRefusal::NotNamed)),
        Claim::Unknown => return judged,
    }
    // Of two ends none is believed: such a token is refused.
    if judged != Claim::Other {
        assert_eq!(expires_at, end.map(UnixTime::from_secs), "its end");
    }
    judged
}

/// Whose token it is, by the judges.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Claim {
    Ours,
    Other,
    None,
    /// Beyond the judge: JSON that a strict reader may refuse.
    Unknown,
}

/// Whose token it is, and when it says that it ends.
pub(super) fn judged(token: &str) -> (Claim, Option<u64>) {
    let Some(payload) = judge::payload(token) else { return (Claim::None, None) };
    let Some(claims) = judge::Object::read(&payload, &["tenant", "exp"]) else {
        return (if judge::is_json(&payload) { Claim::Unknown } else { Claim::None }, None);
    };
    let claim = match claims.get("tenant").filter(|tenant| tenant.starts_with('"')) {
        _ if claims.has_twice() => Claim::Other,
        None => Claim::None,
        Some(tenant) if serde_json::from_str::<String>(tenant).is_ok_and(|tenant| tenant == world::TENANT) => {
            Claim::Ours
        }
        Some(_) => Claim::Other,
    };
    let end = claims.get("exp").filter(|end| !end.starts_with('"')).and_then(judge::seconds);
    (claim, end)
}

//! The tenant claim of an access token.

#[cfg(test)]
mod tests;

use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::{Ambiguity, BodyFault, MemberFault};
use catapa_signin::tenant::Tenant;
use catapa_signin::{Client, NotGranted, Reply, UnixTime};

use crate::{judge, world};

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
    let (strict, trusting) = (exchanged(token, world::client()), exchanged(token, world::trusting()));
    if !judge::is_visible(token) || strict == Exchanged::TooLong {
        assert_eq!(strict, trusting);
        let no_token = strict == Exchanged::TooLong || strict == Exchanged::NoToken;
        assert!(no_token, "{strict:?}, of what cannot be a token");
        return Claim::None;
    }
    let (judged, end) = judged(token);
    let end = end.map(UnixTime::from_secs);
    let (by_strict, by_trusting) = match judged {
        Claim::Ours => (Exchanged::Confirmed { end }, Exchanged::Confirmed { end }),
        // Of two ends none is believed: such a token is refused.
        Claim::Other => (Exchanged::Refused(TenantRefusal::Differs), Exchanged::Refused(TenantRefusal::Differs)),
        Claim::None => (Exchanged::Refused(TenantRefusal::NotNamed), Exchanged::Claimed { end }),
        Claim::Unknown => {
            do_not_contradict(&strict, &trusting);
            return judged;
        }
    };
    assert_eq!((strict, trusting), (by_strict, by_trusting));
    judged
}

/// What a token came to.
#[derive(PartialEq, Eq, Debug)]
enum Exchanged {
    Confirmed { end: Option<UnixTime> },
    Claimed { end: Option<UnixTime> },
    Refused(TenantRefusal),
    NoToken,
    TooLong,
}

/// Has CATAPA answer with this token, and leaves it as it was.
fn exchanged(token: &str, client: &Client) -> Exchanged {
    let mut body = serde_json::json!({ "access_token": token }).to_string().into_bytes();
    let before = body.clone();
    let have_code = client.resume(world::have_code().into_step()).expect("trust does not change whose step it is");
    let exchanged = match have_code.finish(Reply::new(200, &mut body), world::now()) {
        Ok(authorized) => {
            let step = authorized.step();
            assert_eq!((step.tenant().as_str(), step.expose_access_token()), (world::TENANT, token), "as it was");
            let end = step.expires_at();
            match step.tenant() {
                Tenant::Confirmed(_) => Exchanged::Confirmed { end },
                Tenant::Claimed(_) => Exchanged::Claimed { end },
            }
        }
        Err(NotGranted::TenantRefused(why)) => Exchanged::Refused(why),
        Err(NotGranted::Ambiguous { why: Ambiguity::Unreadable(why), .. }) => match why {
            BodyFault::OverLimit => Exchanged::TooLong,
            BodyFault::Member { name: "access_token", fault: MemberFault::BadCharacter | MemberFault::Empty } => {
                Exchanged::NoToken
            }
            other => panic!("{other:?} is no answer to a token"),
        },
        Err(other) => panic!("{other:?} is no answer to a token"),
    };
    // Without an escape, nothing was undone in place.
    assert!(before.contains(&b'\\') || body == before, "the token is as it was");
    exchanged
}

/// A client that trusts the reply about a user takes the tokens that name no tenant, and no others.
fn do_not_contradict(strict: &Exchanged, trusting: &Exchanged) {
    match (strict, trusting) {
        (Exchanged::Confirmed { end }, Exchanged::Confirmed { end: other }) => assert_eq!(end, other),
        (Exchanged::Refused(TenantRefusal::Differs), Exchanged::Refused(TenantRefusal::Differs))
        | (Exchanged::Refused(TenantRefusal::NotNamed), Exchanged::Claimed { .. }) => {}
        _ => panic!("{strict:?} and {trusting:?} contradict each other"),
    }
}

/// Whose token it is, by the judges.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Claim {
    Ours,
    Other,
    None,
    /// Beyond the judge: JSON that a strict reader may refuse.
    Unknown,
}

/// Whose token it is, and when it says that it ends.
pub(crate) fn judged(token: &str) -> (Claim, Option<u64>) {
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

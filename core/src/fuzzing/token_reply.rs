//! Token replies.

#[cfg(test)]
mod tests;

use std::borrow::ToOwned as _;
use std::string::String;

use serde_json::Value;

use super::token_claim::Claim;
use super::{judge, world};
use crate::reply::REPLY_LIMIT;
use crate::{NotGranted, NotRefreshed, Reply, UnixTime};

/// Members that are read: one that is doubled makes a reply unreadable.
const MEMBERS: [&str; 12] = [
    "access_token",
    "refresh_token",
    "token_type",
    "expires_in",
    "expire_in",
    "scope",
    "error",
    "error_description",
    "error_uri",
    "code",
    "message",
    "status",
];

/// Tokens are read exactly as `serde_json` reads them, and every reply that has them is accepted; a refresh that brings no
/// refresh token keeps the old one; and a reply that settles nothing hands the step back, byte for byte.
pub fn token_reply(data: &[u8]) -> &'static str {
    match (exchange(data), refresh(data)) {
        (exchanged, refreshed) if exchanged == refreshed => exchanged,
        ("unclear", "tokens" | "another tenant") => "an empty refresh token",
        (exchanged, refreshed) => panic!("{exchanged} for an exchange, {refreshed} for a refresh"),
    }
}

fn exchange(data: &[u8]) -> &'static str {
    let expected = Tokens::judge(data);
    let (mut body, sign_in) = (data.to_owned(), world::have_code());
    let before = world::saved(sign_in.step());
    match sign_in.finish(Reply::new(200, &mut body), world::now()) {
        Ok(authorized) => {
            let step = authorized.step();
            assert!(judge::is_json(data), "tokens are JSON");
            assert_eq!(step.tenant().as_str(), world::TENANT);
            assert!(judge::is_visible(step.expose_access_token()));
            assert!(step.expose_refresh_token().is_none_or(judge::is_visible));
            assert!(Claim::of(step.expose_access_token()) != Claim::Other, "the token is for this tenant");
            match expected {
                Expected::Unknown => {}
                Expected::Tokens(tokens) => {
                    assert_eq!(step.expose_access_token(), tokens.access_token);
                    assert_eq!(step.expose_refresh_token(), tokens.refresh_token.as_deref());
                    assert_ne!(tokens.refresh_token.as_deref(), Some(""), "an empty refresh token is nonsense");
                    tokens.end_is(step.expires_at());
                }
                other => panic!("accepted, and should be {other:?}"),
            }
            "tokens"
        }
        Err(NotGranted::Unclear { step, .. }) => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            let is_empty = |tokens: &Tokens| tokens.refresh_token.as_deref() == Some("");
            assert!(!matches!(&expected, Expected::Tokens(tokens) if !is_empty(tokens)), "tokens are accepted");
            "unclear"
        }
        Err(NotGranted::TenantRefused(_)) => {
            assert!(!matches!(expected, Expected::Tokens(_) | Expected::None));
            "another tenant"
        }
        Err(NotGranted::ClientRefused { step, .. }) => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            assert!(matches!(expected, Expected::Unknown), "it has an error");
            "client refused"
        }
        Err(NotGranted::Refused(_)) => {
            assert!(matches!(expected, Expected::Unknown), "it has an error");
            "refused"
        }
        Err(other) => panic!("{other:?} is no answer to a 200"),
    }
}

fn refresh(data: &[u8]) -> &'static str {
    let expected = Tokens::judge(data);
    let (mut body, sign_in) = (data.to_owned(), world::expired());
    let before = world::saved(sign_in.step());
    match sign_in.finish(Reply::new(200, &mut body), world::now()) {
        Ok(authorized) => {
            let step = authorized.step();
            let kept = step.expose_refresh_token().expect("who refreshed once can refresh again");
            if let Expected::Tokens(tokens) = expected {
                assert_eq!(step.expose_access_token(), tokens.access_token);
                let new = tokens.refresh_token.as_deref().filter(|token| !token.is_empty());
                assert_eq!(kept, new.unwrap_or("refresh-0"), "the new refresh token, or the old one");
            }
            "tokens"
        }
        Err(NotRefreshed::Unclear { step, .. }) => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            assert!(!matches!(expected, Expected::Tokens(_)), "tokens are accepted");
            "unclear"
        }
        Err(NotRefreshed::TenantRefused(_)) => {
            assert!(!matches!(expected, Expected::Tokens(_) | Expected::None));
            "another tenant"
        }
        Err(NotRefreshed::ClientRefused { step, .. }) => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            "client refused"
        }
        Err(NotRefreshed::Refused(_)) => {
            assert!(matches!(expected, Expected::Unknown), "it has an error");
            "refused"
        }
        Err(other) => panic!("{other} is no answer to a 200, held in a String"),
    }
}

#[derive(Debug)]
enum Expected {
    Tokens(Tokens),
    /// Tokens, and none of this tenant's.
    Refused,
    None,
    /// Beyond the judge, or an error.
    Unknown,
}

#[derive(Debug)]
struct Tokens {
    access_token: String,
    refresh_token: Option<String>,
    /// Where the judge can tell.
    lifetime: Option<u64>,
}

impl Tokens {
    fn judge(body: &[u8]) -> Expected {
        let Some(object) = judge::Object::read(body) else {
            return if judge::is_json(body) { Expected::Unknown } else { Expected::None };
        };
        if object.has_twice(&MEMBERS) || body.len() > REPLY_LIMIT {
            return Expected::None;
        }
        if object.get("error").is_some() {
            return Expected::Unknown;
        }
        let is_token = |token: &str| token.is_empty() || judge::is_visible(token);
        let (Ok(_), Ok(Some(access_token)), Ok(refresh_token)) = (
            object.text("token_type", |scheme| scheme.eq_ignore_ascii_case("bearer")),
            object.text("access_token", judge::is_visible),
            object.text("refresh_token", is_token),
        ) else {
            return Expected::None;
        };
        if Claim::of(access_token) != Claim::Ours {
            return Expected::Refused;
        }
        let lifetime = object.get("expires_in").or_else(|| object.get("expire_in")).and_then(Value::as_u64);
        Expected::Tokens(Self {
            access_token: access_token.into(),
            refresh_token: refresh_token.map(Into::into),
            lifetime: lifetime.filter(|secs| *secs <= u64::from(u32::MAX)),
        })
    }

    fn end_is(&self, expires_at: Option<UnixTime>) {
        if let Some(lifetime) = self.lifetime {
            let end = UnixTime::from_secs(world::BEGIN + lifetime);
            assert_eq!(expires_at, Some(end), "{lifetime} s after the grant");
        }
    }
}

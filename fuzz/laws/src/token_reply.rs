//! Token replies.

#[cfg(test)]
mod tests;

use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::GrantedScope;
use catapa_signin::{Explain as _, NotGranted, NotRefreshed, Reply, UnixTime};

use crate::http1::is_read_back;
use crate::token_claim::{Claim, judged};
use crate::world::REPLY_LIMIT;
use crate::{judge, world};

/// Members that are read: one that is doubled makes a reply unreadable.
pub(crate) const MEMBERS: [&str; 12] = [
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

/// Tokens are read exactly as `serde_json` reads them, and every reply that has them is accepted; their end is that of
/// `expires_in`, as a number or a text, whole or with a fraction, or else that of the token itself; a refresh that brings no
/// refresh token keeps the old one; a tenant that is welcome no more has none; no header made of them holds a control
/// character; and a reply that settles nothing hands the step back, byte for byte.
pub fn token_reply(data: &[u8]) -> &'static str {
    let granted = exchange(data);
    let renewed = refresh(data);
    // Where there are tokens, or a word on whose they are, the list is asked first; all else is as ever.
    let now_shut = |code: &'static str| {
        if code == "ok" || code.starts_with("tenant.") { TenantRefusal::NotWelcome.code() } else { code }
    };
    let (mut body, step) = (data.to_owned(), world::have_code().into_step());
    let shut = world::shut().resume(step).expect("a list does not change whose step it is");
    let outcome = shut.finish(Reply::new(200, &mut body), world::now());
    assert_eq!(outcome.map_or_else(|why| why.code(), |_| "ok"), now_shut(granted));
    let (mut body, step) = (data.to_owned(), world::expired().into_step());
    let shut = world::shut().resume(step).expect("a list does not change whose step it is");
    let outcome = shut.finish(Reply::new(200, &mut body), world::now());
    assert_eq!(outcome.map_or_else(|why| why.code(), |_| "ok"), now_shut(renewed));
    match (granted, renewed) {
        (granted, renewed) if granted == renewed => granted,
        ("reply.member", "ok" | "tenant.differs" | "tenant.not_named") => "an empty refresh token",
        (granted, renewed) => panic!("{granted} for an exchange, {renewed} for a refresh"),
    }
}

/// The code of the error, or `ok`.
fn exchange(data: &[u8]) -> &'static str {
    let expected = Tokens::judge(data);
    let (mut body, sign_in) = (data.to_owned(), world::have_code());
    let before = world::saved(sign_in.step());
    let refused = match sign_in.finish(Reply::new(200, &mut body), world::now()) {
        Ok(authorized) => {
            let step = authorized.step();
            assert!(judge::is_json(data), "tokens are JSON");
            assert_eq!(step.tenant().as_str(), world::TENANT);
            assert!(judge::is_visible(step.expose_access_token()));
            assert!(step.expose_refresh_token().is_none_or(judge::is_vschar));
            let (claim, claimed_end) = judged(step.expose_access_token());
            assert_ne!(claim, Claim::Other, "the token is for this tenant");
            is_read_back(&authorized.user_request());
            match expected {
                Expected::Unknown => {}
                Expected::Tokens(tokens) => {
                    assert_eq!(step.expose_access_token(), tokens.access_token);
                    assert_eq!(step.expose_refresh_token(), tokens.refresh_token.as_deref());
                    assert_ne!(tokens.refresh_token.as_deref(), Some(""), "an empty refresh token is nonsense");
                    let end = tokens.lifetime.map(|lifetime| world::BEGIN + lifetime);
                    assert_eq!(step.expires_at(), end.or(claimed_end).map(UnixTime::from_secs), "its end");
                    assert_eq!(step.scope(), tokens.scope);
                }
                other => panic!("accepted, and should be {other:?}"),
            }
            return "ok";
        }
        Err(refused) => refused,
    };
    let code = refused.code();
    match refused {
        NotGranted::Ambiguous { step, .. } => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            let is_empty = |tokens: &Tokens| tokens.refresh_token.as_deref() == Some("");
            assert!(
                !matches!(&expected, Expected::Tokens(tokens) if !is_empty(tokens)),
                "tokens are accepted: {}",
                String::from_utf8_lossy(data)
            );
        }
        NotGranted::TenantRefused(_) => assert!(!matches!(expected, Expected::Tokens(_) | Expected::None)),
        NotGranted::ClientRefused { step, .. } => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            assert!(matches!(expected, Expected::Unknown), "it has an error");
        }
        NotGranted::Refused(_) => assert!(matches!(expected, Expected::Unknown), "it has an error"),
        other => panic!("{other:?} is no answer to a 200"),
    }
    code
}

/// The code of the error, or `ok`.
fn refresh(data: &[u8]) -> &'static str {
    let expected = Tokens::judge(data);
    let (mut body, sign_in) = (data.to_owned(), world::expired());
    let before = world::saved(sign_in.step());
    let refused = match sign_in.finish(Reply::new(200, &mut body), world::now()) {
        Ok(authorized) => {
            let step = authorized.step();
            let kept = step.expose_refresh_token().expect("who refreshed once can refresh again");
            is_read_back(&authorized.user_request());
            if let Expected::Tokens(tokens) = expected {
                assert_eq!(step.expose_access_token(), tokens.access_token);
                let new = tokens.refresh_token.as_deref().filter(|token| !token.is_empty());
                assert_eq!(kept, new.unwrap_or("refresh-0"), "the new refresh token, or the old one");
            }
            return "ok";
        }
        Err(refused) => refused,
    };
    let code = refused.code();
    match refused {
        NotRefreshed::Ambiguous { step, .. } => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            assert!(!matches!(expected, Expected::Tokens(_)), "tokens are accepted: {}", String::from_utf8_lossy(data));
        }
        NotRefreshed::TenantRefused(_) => assert!(!matches!(expected, Expected::Tokens(_) | Expected::None)),
        NotRefreshed::ClientRefused { step, .. } => assert_eq!(world::saved(&step), before, "nothing is lost"),
        NotRefreshed::Refused(_) => assert!(matches!(expected, Expected::Unknown), "it has an error"),
        other => panic!("{other} is no answer to a 200, held in a String"),
    }
    code
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
    /// Seconds.
    lifetime: Option<u64>,
    scope: GrantedScope,
}

impl Tokens {
    fn judge(body: &[u8]) -> Expected {
        let Some(object) = judge::Object::read(body, &MEMBERS) else {
            return if judge::is_json(body) { Expected::Unknown } else { Expected::None };
        };
        if object.has_twice() || body.len() > REPLY_LIMIT {
            return Expected::None;
        }
        if object.get("error").is_some() {
            return Expected::Unknown;
        }
        let is_refresh_token = |token: &str| token.is_empty() || judge::is_vschar(token);
        let (Ok(_), Ok(Some(access_token)), Ok(refresh_token)) = (
            object.text("token_type", |scheme| scheme.eq_ignore_ascii_case("bearer")),
            object.text("access_token", judge::is_visible),
            object.text("refresh_token", is_refresh_token),
        ) else {
            return Expected::None;
        };
        match judged(&access_token).0 {
            Claim::Ours => {}
            Claim::Unknown => return Expected::Unknown,
            Claim::Other | Claim::None => return Expected::Refused,
        }
        let lifetime = object.get("expires_in").or_else(|| object.get("expire_in")).and_then(judge::seconds);
        let scope = match object.get("scope").map(serde_json::from_str::<String>) {
            None => GrantedScope::Unstated,
            Some(Ok(scope)) if scope.is_empty() => GrantedScope::AsAsked,
            Some(_) => GrantedScope::Different,
        };
        // Over a hundred years is nonsense.
        let lifetime = lifetime.filter(|secs| *secs <= u64::from(u32::MAX));
        Expected::Tokens(Self { access_token, refresh_token, lifetime, scope })
    }
}

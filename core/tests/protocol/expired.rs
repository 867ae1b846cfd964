//! Step 5: the refresh token buys a new pair, or the step keeps it.

use catapa_signin::config::{OpaqueTokens, TenantPlacement};
use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::tenant::Tenant;
use catapa_signin::{
    Authorized, ClientConfig, Explain as _, Freshness, FromTokenText, NotRefreshed, Options, Reply, SignIn, Tenants,
};

use crate::story::{GRANT, LIFETIME, REFRESH_TOKEN, Story, access_token, at, config, jwt, token_reply_with, wire};

/// When the story refreshes its tokens.
const REFRESH: u64 = GRANT + LIFETIME;

type Refreshed<'c> = Result<SignIn<'c, Authorized<String>>, NotRefreshed<String>>;

fn refresh<'c>(story: &'c Story, status: u16, body: &str) -> Refreshed<'c> {
    story.expired().finish(Reply::new(status, &mut body.to_owned().into_bytes()), at(REFRESH))
}

/// The second access token of the story.
fn new_access_token() -> String {
    jwt(r#"{"tenant":"gdplabs","jti":"2"}"#)
}

#[test]
fn the_refresh_token_is_escaped_and_the_tenant_stands_where_it_is_expected() {
    let story = Story::with(Options::default().tenant_placement(TenantPlacement::Body));
    let authorized = story.authorized_by(&token_reply_with(&access_token(), r#""a/b+c=&d% e""#));
    let Freshness::Expired(expired) = authorized.at(at(REFRESH)) else { panic!("expired") };
    let request = wire(&expired.refresh_request());
    assert!(request.ends_with("\r\n\r\ngrant_type=refresh_token&refresh_token=a%2Fb%2Bc%3D%26d%25%20e&tenant=gdplabs"));
    assert!(!request.contains("tenant: "));
}

#[test]
fn asking_twice_is_the_callers_decision_and_gives_the_same_bytes() {
    let story = Story::default();
    let expired = story.expired();
    assert_eq!(wire(&expired.refresh_request()), wire(&expired.refresh_request()));
}

#[test]
fn a_new_refresh_token_replaces_the_old_one() {
    let story = Story::default();
    let authorized = refresh(&story, 200, &token_reply_with(&new_access_token(), r#""refresh-2""#)).unwrap();
    assert_eq!(authorized.step().expose_access_token(), new_access_token());
    assert_eq!(authorized.step().expose_refresh_token(), Some("refresh-2"));
}

#[test]
fn an_absent_null_or_empty_refresh_token_keeps_the_old_one() {
    let story = Story::default();
    let absent = format!(r#"{{"access_token":"{}"}}"#, new_access_token());
    let null = token_reply_with(&new_access_token(), "null");
    let empty = token_reply_with(&new_access_token(), r#""""#);
    for reply in [absent, null, empty] {
        let authorized = refresh(&story, 200, &reply).unwrap();
        assert_eq!(authorized.step().expose_refresh_token(), Some(REFRESH_TOKEN), "{reply}");
    }
}

#[test]
fn the_new_end_counts_from_the_refresh() {
    let story = Story::default();
    let authorized = refresh(&story, 200, &token_reply_with(&new_access_token(), "null")).unwrap();
    assert_eq!(authorized.step().granted_at(), at(REFRESH));
    assert_eq!(authorized.step().expires_at(), Some(at(REFRESH + LIFETIME)));
}

#[test]
fn new_tokens_go_into_the_text_type_that_the_old_ones_are_in() {
    fn refreshed<'b, T: FromTokenText<'b>>(authorized: SignIn<'_, Authorized<T>>, body: &'b mut [u8]) -> String {
        let Freshness::Expired(expired) = authorized.at(at(REFRESH)) else { panic!("expired") };
        let authorized = expired.finish(Reply::new(200, body), at(REFRESH)).unwrap();
        authorized.step().expose_access_token().to_owned()
    }
    let story = Story::default();
    let reply = || token_reply_with(&new_access_token(), r#""refresh-2""#).into_bytes();
    let held = story.authorized();
    assert_eq!(refreshed(held.to_owned_in::<heapless::String<256>>().unwrap(), &mut reply()), new_access_token());
    let borrowed = story.client.resume(held.step().by_ref()).unwrap();
    assert_eq!(refreshed(borrowed, &mut reply()), new_access_token());
}

#[test]
fn whatever_is_no_refusal_hands_the_step_back_with_its_refresh_token() {
    let tokens_at_503 = token_reply_with(&new_access_token(), "null");
    let scheme = format!(r#"{{"access_token":"{}","token_type":"mac"}}"#, new_access_token());
    let too_long = format!("{{}}{}", " ".repeat(65_535));
    let unclear = [
        (429, "<html>slow down</html>", "token.rate_limited"),
        (429, r#"{"error":"invalid_grant"}"#, "token.rate_limited"),
        (401, r#"{"error":"invalid_client"}"#, "refused.invalid_client"),
        (401, r#"{"timestamp":1,"status":401,"error":"Unauthorized","message":"m","path":"/"}"#, "reply.status"),
        (400, "<html>", "reply.status"),
        (403, "<html>", "reply.status"),
        (302, "", "reply.status"),
        (307, r#"{"error":"invalid_grant"}"#, "reply.status"),
        (500, r#"{"error":"invalid_grant"}"#, "reply.status"),
        (503, &tokens_at_503, "reply.status"),
        (200, "", "reply.not_json"),
        (200, "<html>", "reply.not_json"),
        (200, "{}", "reply.member"),
        (200, r#"{"access_token":null}"#, "reply.member"),
        (200, r#"{"access_token":"a b"}"#, "reply.member"),
        (200, r#"{"access_token":"a","access_token":"a"}"#, "reply.member"),
        (200, &scheme, "reply.member"),
        (200, &too_long, "reply.over_limit"),
    ];
    let story = Story::default();
    for (status, body, code) in unclear {
        let error = refresh(&story, status, body).unwrap_err();
        assert_eq!(error.code(), code, "{status} {body:.40}");
        assert!(error.step().is_some(), "{status} {body:.40} ended the sign-in");
        let step = error.into_step().expect("it was there");
        assert_eq!(step.expose_refresh_token(), REFRESH_TOKEN);
        let again = story.client.resume(step).unwrap();
        let mut body = token_reply_with(&new_access_token(), "null").into_bytes();
        assert!(again.finish(Reply::new(200, &mut body), at(REFRESH)).is_ok());
    }
}

#[test]
fn an_answer_that_was_cut_is_ambiguous_and_keeps_the_old_refresh_token() {
    let story = Story::default();
    let mut body = token_reply_with(&new_access_token(), r#""refresh-2""#).into_bytes();
    let cut = Reply::new(200, &mut body).cut_short();
    let Err(NotRefreshed::Ambiguous { step, why }) = story.expired().finish(cut, at(REFRESH)) else {
        panic!("it is ambiguous")
    };
    assert_eq!(why, Ambiguity::Unreadable(BodyFault::CutShort));
    assert_eq!(step.expose_refresh_token(), REFRESH_TOKEN);
}

#[test]
fn every_refusal_but_that_of_the_client_ends_the_sign_in() {
    let story = Story::default();
    for (status, error) in [
        (400, "invalid_grant"),
        (401, "invalid_grant"),
        (200, "invalid_grant"),
        (400, "unauthorized_client"),
        (400, "else"),
    ] {
        let refused = refresh(&story, status, &format!(r#"{{"error":"{error}","error_description":"no"}}"#));
        let Err(NotRefreshed::Refused(refusal)) = refused else { panic!("{status} {error}") };
        assert_eq!((refusal.error_code().as_str(), refusal.description()), (error, Some("no")));
    }
}

#[test]
fn a_wait_comes_with_the_headers_of_a_429() {
    let story = Story::default();
    let slow_down = Reply::new(429, &mut []).header("RateLimit-Reset", "17").cut_short();
    let Err(NotRefreshed::RateLimited { retry_after, .. }) = story.expired().finish(slow_down, at(REFRESH)) else {
        panic!("a 429 says when to come back")
    };
    assert_eq!(retry_after.until(at(REFRESH)), at(REFRESH + 17));
}

#[test]
fn the_tenant_is_compared_again_at_every_refresh() {
    let story = Story::default();
    for (claims, why) in [
        (r#"{"tenant":"other"}"#, TenantRefusal::Differs),
        (r#"{"tenant":"GDPLABS"}"#, TenantRefusal::Differs),
        (r#"{"tenant":"gdplabs","tenant":"gdplabs"}"#, TenantRefusal::Differs),
        (r#"{"tenant":7}"#, TenantRefusal::NotNamed),
        ("{}", TenantRefusal::NotNamed),
    ] {
        let refused = refresh(&story, 200, &token_reply_with(&jwt(claims), r#""refresh-2""#));
        let Err(NotRefreshed::TenantRefused(because)) = refused else { panic!("{claims}") };
        assert_eq!(because, why, "{claims}");
    }
}

#[test]
fn a_tenant_that_is_welcome_no_longer_is_refused_at_its_refresh() {
    let story = Story::default();
    let narrower = Story::of(ClientConfig { tenants: Tenants::Only(&["other"]), ..config() });
    let expired = narrower.client.resume(story.expired().into_step()).unwrap();
    let mut body = token_reply_with(&new_access_token(), "null").into_bytes();
    let refused = expired.finish(Reply::new(200, &mut body), at(REFRESH));
    assert!(matches!(refused, Err(NotRefreshed::TenantRefused(TenantRefusal::NotWelcome))));
}

#[test]
fn an_opaque_token_after_a_confirmed_one_leaves_the_tenant_claimed_again() {
    let story = Story::with(Options::default().opaque_tokens(OpaqueTokens::TrustUserReply));
    assert!(matches!(story.authorized().step().tenant(), Tenant::Confirmed(_)));
    let authorized = refresh(&story, 200, &token_reply_with("opaque", "null")).unwrap();
    let Tenant::Claimed(tenant) = authorized.step().tenant() else { panic!("the new token does not confirm it") };
    assert_eq!(tenant.as_str(), "gdplabs");
    let strict = Story::default();
    let refused = refresh(&strict, 200, &token_reply_with("opaque", "null"));
    assert!(matches!(refused, Err(NotRefreshed::TenantRefused(TenantRefusal::NotNamed))));
}

#[test]
fn new_tokens_that_do_not_fit_hand_the_step_back_as_ambiguous() {
    let story = Story::default();
    let long = "r".repeat(201);
    for reply in [
        token_reply_with(&jwt(&format!(r#"{{"tenant":"gdplabs","jti":"{long}"}}"#)), "null"),
        token_reply_with(&new_access_token(), &format!("\"{long}\"")),
    ] {
        let held = story.authorized().to_owned_in::<heapless::String<200>>().unwrap();
        let Freshness::Expired(expired) = held.at(at(REFRESH)) else { panic!("expired") };
        let error = expired.finish(Reply::new(200, &mut reply.into_bytes()), at(REFRESH)).unwrap_err();
        assert!(matches!(error, NotRefreshed::DoesNotFit { .. }), "201 bytes do not fit in 200");
        assert!(error.step().is_some_and(|step| step.expose_refresh_token() == REFRESH_TOKEN));
        assert_eq!(error.into_step().unwrap().expose_refresh_token(), REFRESH_TOKEN);
    }
}

#[test]
fn a_sign_in_is_refreshed_as_often_as_it_expires() {
    let story = Story::default();
    let mut authorized = story.authorized();
    for round in 1..=50 {
        let now = at(GRANT + round * LIFETIME);
        let Freshness::Expired(expired) = authorized.at(now) else { panic!("expired") };
        assert!(wire(&expired.refresh_request()).ends_with(&format!("refresh_token=refresh-{round}")));
        let reply = token_reply_with(&new_access_token(), &format!("\"refresh-{}\"", round + 1));
        authorized = expired.finish(Reply::new(200, &mut reply.into_bytes()), now).unwrap();
    }
    assert_eq!(authorized.step().tenant().as_str(), "gdplabs");
}

//! Saved steps go on. `saved_golden` has their forms, byte by byte, and `saved_garbled` those that are refused.

use catapa_signin::tenant::Tenant;
use catapa_signin::{Authorized, AwaitingCallback, Expired, Freshness, HaveCode, Options};

use crate::saved_golden::{AUTHORIZED, AUTHORIZED_BY_AN_OPAQUE_TOKEN, AWAITING_CALLBACK, EXPIRED, HAVE_CODE};
use crate::story::{CALLBACK, GRANT, LIFETIME, Story, VERIFIER, at, callback, token_reply, wire};

/// SHA-256 of accounts, API, client id and redirect URI, halved, as another implementation computes it.
pub(crate) const SIGN_IN: &str = "Gmx65bWsN8mNuOBWfw4Pmw";
/// SHA-256 of API origin and client id, halved.
pub(crate) const TOKENS: &str = "OgGMKgF78MVuw3Zx1RQPnw";

pub(crate) fn pkce() -> Story {
    Story::with(Options::default().pkce(true))
}

#[test]
fn the_two_saved_forms_of_a_pending_sign_in_say_the_same() {
    let from_json: AwaitingCallback = serde_json::from_str(AWAITING_CALLBACK.json).unwrap();
    assert_eq!(from_json.to_bytes(), pkce().awaiting_callback().step().to_bytes());
}

#[test]
fn no_saved_form_has_the_client_secret() {
    let story = pkce();
    for saved in [
        serde_json::to_string(story.awaiting_callback().step()),
        serde_json::to_string(story.have_code().step()),
        serde_json::to_string(story.authorized().step()),
        serde_json::to_string(story.expired().step()),
    ] {
        let saved = saved.unwrap();
        assert!(!saved.contains("demo-secret") && !saved.contains("ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ"), "{saved}");
    }
}

#[test]
fn a_saved_pending_sign_in_goes_on() {
    let (story, saved): (_, AwaitingCallback) = (pkce(), serde_json::from_str(AWAITING_CALLBACK.json).unwrap());
    let have_code = story.client.resume(saved).unwrap().accept(&callback(), at(CALLBACK)).unwrap();
    assert_eq!(serde_json::to_string(have_code.step()).unwrap(), HAVE_CODE.json);
}

#[test]
fn a_saved_code_goes_on() {
    let (story, saved): (_, HaveCode) = (pkce(), serde_json::from_str(HAVE_CODE.json).unwrap());
    let have_code = story.client.resume(saved).unwrap();
    let expected = wire(&story.have_code().token_request(at(CALLBACK)).unwrap());
    assert_eq!(wire(&have_code.token_request(at(CALLBACK + 299)).unwrap()), expected);
    assert!(have_code.token_request(at(CALLBACK + 300)).is_err(), "saving makes no code younger");
    let mut body = token_reply().into_bytes();
    assert!(have_code.finish(catapa_signin::Reply::new(200, &mut body), at(GRANT)).is_ok());
}

#[test]
fn the_due_time_of_saved_tokens_is_absolute() {
    let story = Story::default();
    let load = || story.client.resume(serde_json::from_str::<Authorized<String>>(AUTHORIZED.json).unwrap()).unwrap();
    assert_eq!(load().step().expires_at(), Some(at(GRANT + LIFETIME)));
    assert!(matches!(load().at(at(GRANT + LIFETIME - 61)), Freshness::Fresh(_)));
    assert!(matches!(load().at(at(GRANT + LIFETIME - 60)), Freshness::Expired(_)));
    assert!(matches!(load().at(at(GRANT - 61)), Freshness::Expired(_)), "a clock that ran back extends nothing");
}

#[test]
fn a_saved_expired_sign_in_goes_on() {
    let story = Story::default();
    let saved: Expired<String> = serde_json::from_str(EXPIRED.json).unwrap();
    let expired = story.client.resume(saved).unwrap();
    assert_eq!(wire(&expired.refresh_request()), wire(&story.expired().refresh_request()));
}

#[test]
fn who_vouches_for_a_tenant_is_saved_with_it() {
    let read = |saved: &str| serde_json::from_str::<Authorized<String>>(saved).unwrap();
    assert!(matches!(read(AUTHORIZED.json).tenant(), Tenant::Confirmed(tenant) if tenant.as_str() == "gdplabs"));
    assert!(
        matches!(read(AUTHORIZED_BY_AN_OPAQUE_TOKEN.json).tenant(), Tenant::Claimed(tenant) if tenant.as_str() == "gdplabs")
    );
}

#[test]
fn saved_tokens_are_read_into_the_text_type_of_the_caller() {
    type Bounded<const N: usize> = Expired<heapless::String<N>>;
    assert_eq!(serde_json::from_str::<Bounded<9>>(EXPIRED.json).unwrap().expose_refresh_token(), "refresh-1");
    assert!(serde_json::from_str::<Bounded<8>>(EXPIRED.json).is_err(), "one byte too few");
}

#[test]
fn a_borrowed_step_is_saved_as_an_owned_one() {
    let story = Story::default();
    let shared = story.authorized().into_step();
    assert_eq!(serde_json::to_string(&shared.by_ref()).unwrap(), AUTHORIZED.json);
}

#[test]
fn a_later_releases_extra_members_and_left_out_nulls_are_read() {
    let extra = AWAITING_CALLBACK.json.replacen('{', r#"{"later":{"x":[1]},"confirmed":1,"#, 1);
    assert!(serde_json::from_str::<AwaitingCallback>(&extra).is_ok());
    let without = AWAITING_CALLBACK.json.replace(&format!(r#""verifier":"{VERIFIER}","#), "");
    let read: AwaitingCallback = serde_json::from_str(&without).unwrap();
    assert_eq!(read.to_bytes(), Story::default().awaiting_callback().step().to_bytes());
    let without =
        AUTHORIZED_BY_AN_OPAQUE_TOKEN.json.replace(r#""refresh_token":null,"#, "").replace(r#","expires_at":null"#, "");
    assert_eq!(
        serde_json::to_string(&serde_json::from_str::<Authorized<String>>(&without).unwrap()).unwrap(),
        AUTHORIZED_BY_AN_OPAQUE_TOKEN.json
    );
}

#[test]
fn the_saved_form_names_the_client() {
    assert!(AWAITING_CALLBACK.json.contains(SIGN_IN) && HAVE_CODE.json.contains(SIGN_IN));
    let others = EXPIRED.json.replace(TOKENS, SIGN_IN);
    let saved: Expired<String> = serde_json::from_str(&others).unwrap();
    assert!(Story::default().client.resume(saved).is_err());
}

//! Saved steps: the golden forms that every later release must still read. `saved_garbled` is about refused ones.

use catapa_signin::config::OpaqueTokens;
use catapa_signin::tenant::Tenant;
use catapa_signin::{Authorized, AwaitingCallback, Expired, Freshness, HaveCode, Options};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::story::{CALLBACK, GRANT, LIFETIME, Story, VERIFIER, access_token, at, callback, token_reply, wire};

/// SHA-256 of accounts, API, client id and redirect URI, halved, as another implementation computes it.
pub(crate) const SIGN_IN: &str = "Gmx65bWsN8mNuOBWfw4Pmw";
const SIGN_IN_BYTES: [u8; 16] =
    [0x1a, 0x6c, 0x7a, 0xe5, 0xb5, 0xac, 0x37, 0xc9, 0x8d, 0xb8, 0xe0, 0x56, 0x7f, 0x0e, 0x0f, 0x9b];
/// SHA-256 of API origin and client id, halved.
pub(crate) const TOKENS: &str = "OgGMKgF78MVuw3Zx1RQPnw";

pub(crate) fn pkce() -> Story {
    Story::with(Options::default().pkce(true))
}

pub(crate) const AWAITING_CALLBACK: &str = r#"{"step":"awaiting_callback","version":1,"client":"Gmx65bWsN8mNuOBWfw4Pmw","csrf_token":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","verifier":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8","started_at":1700000000}"#;

pub(crate) const HAVE_CODE: &str = r#"{"step":"have_code","version":1,"client":"Gmx65bWsN8mNuOBWfw4Pmw","code":"SplxlOBeZQQYbYS6WxSbIA","tenant":"gdplabs","verifier":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8","accepted_at":1700000030}"#;

pub(crate) const EXPIRED: &str = r#"{"step":"expired","version":1,"client":"OgGMKgF78MVuw3Zx1RQPnw","refresh_token":"refresh-1","tenant":"gdplabs"}"#;

pub(crate) fn authorized() -> String {
    format!(
        r#"{{"step":"authorized","version":1,"client":"{TOKENS}","access_token":"{}","refresh_token":"refresh-1","tenant":{{"confirmed":"gdplabs"}},"scope":"unstated","granted_at":1700000031,"expires_at":1700086431}}"#,
        access_token()
    )
}

/// A step with an opaque token, which names no tenant and no end.
const CLAIMED: &str = r#"{"step":"authorized","version":1,"client":"OgGMKgF78MVuw3Zx1RQPnw","access_token":"opaque","refresh_token":null,"tenant":{"claimed":"gdplabs"},"scope":"different","granted_at":1700000031,"expires_at":null}"#;

/// Saves `step` as `golden`, reads `golden`, and saves that step as `golden` again.
fn is_golden<S: Serialize + DeserializeOwned>(step: &S, golden: &str) {
    assert_eq!(serde_json::to_string(step).unwrap(), golden);
    let read: S = serde_json::from_str(golden).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), golden);
    let value: serde_json::Value = serde_json::from_str(golden).unwrap();
    let read: S = serde_json::from_value(value).expect("members in any order");
    assert_eq!(serde_json::to_string(&read).unwrap(), golden);
}

/// `step` survives a format that writes neither names nor types.
fn survives_postcard<S: Serialize + DeserializeOwned>(step: &S) {
    let bytes = postcard::to_allocvec(step).unwrap();
    let read: S = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), serde_json::to_string(step).unwrap());
    for end in 0..bytes.len() {
        assert!(postcard::from_bytes::<S>(&bytes[..end]).is_err(), "{end} of {} bytes", bytes.len());
    }
}

#[test]
fn the_saved_form_of_a_pending_sign_in() {
    is_golden(pkce().awaiting_callback().step(), AWAITING_CALLBACK);
    let golden = AWAITING_CALLBACK.replace(&format!("\"{VERIFIER}\""), "null");
    is_golden(Story::default().awaiting_callback().step(), &golden);
}

#[test]
fn the_saved_form_of_a_code() {
    is_golden(pkce().have_code().step(), HAVE_CODE);
    let golden = HAVE_CODE.replace(&format!("\"{VERIFIER}\""), "null");
    is_golden(Story::default().have_code().step(), &golden);
}

#[test]
fn the_saved_form_of_tokens_with_a_confirmed_tenant() {
    is_golden(Story::default().authorized().step(), &authorized());
}

#[test]
fn the_saved_form_of_tokens_with_a_claimed_tenant() {
    let story = Story::with(Options::default().opaque_tokens(OpaqueTokens::TrustUserReply));
    let reply = br#"{"access_token":"opaque","scope":"all"}"#;
    is_golden(story.finish(200, reply).unwrap().step(), CLAIMED);
}

#[test]
fn the_saved_form_of_an_expired_sign_in() {
    is_golden(Story::default().expired().step(), EXPIRED);
}

#[test]
fn the_saved_form_of_a_pending_sign_in_as_bytes() {
    let mut golden = vec![1];
    golden.extend(SIGN_IN_BYTES);
    golden.extend(0..32);
    golden.extend(32..64);
    golden.extend([0, 0, 0, 0, 0x65, 0x53, 0xf1, 0x00]);
    assert_eq!(golden.len(), AwaitingCallback::SAVED_LEN);
    assert_eq!(pkce().awaiting_callback().step().to_bytes().as_slice(), golden);
    assert_eq!(AwaitingCallback::from_bytes(&golden).unwrap().to_bytes().as_slice(), golden);

    golden[49..81].fill(0);
    assert_eq!(Story::default().awaiting_callback().step().to_bytes().as_slice(), golden, "zeros for no verifier");
    assert_eq!(AwaitingCallback::from_bytes(&golden).unwrap().to_bytes().as_slice(), golden);
}

#[test]
fn the_two_saved_forms_of_a_pending_sign_in_say_the_same() {
    let from_json: AwaitingCallback = serde_json::from_str(AWAITING_CALLBACK).unwrap();
    assert_eq!(from_json.to_bytes(), pkce().awaiting_callback().step().to_bytes());
}

#[test]
fn every_step_survives_a_format_without_names() {
    let (plain, pkce) = (Story::default(), pkce());
    survives_postcard(plain.awaiting_callback().step());
    survives_postcard(pkce.awaiting_callback().step());
    survives_postcard(plain.have_code().step());
    survives_postcard(pkce.have_code().step());
    survives_postcard(plain.authorized().step());
    survives_postcard(plain.expired().step());
    survives_postcard(&serde_json::from_str::<Authorized<String>>(CLAIMED).unwrap());
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
    let (story, saved): (_, AwaitingCallback) = (pkce(), serde_json::from_str(AWAITING_CALLBACK).unwrap());
    let have_code = story.client.resume(saved).unwrap().accept(&callback(), at(CALLBACK)).unwrap();
    assert_eq!(serde_json::to_string(have_code.step()).unwrap(), HAVE_CODE);
}

#[test]
fn a_saved_code_goes_on() {
    let (story, saved): (_, HaveCode) = (pkce(), serde_json::from_str(HAVE_CODE).unwrap());
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
    let load = || story.client.resume(serde_json::from_str::<Authorized<String>>(&authorized()).unwrap()).unwrap();
    assert_eq!(load().step().expires_at(), Some(at(GRANT + LIFETIME)));
    assert!(matches!(load().at(at(GRANT + LIFETIME - 61)), Freshness::Fresh(_)));
    assert!(matches!(load().at(at(GRANT + LIFETIME - 60)), Freshness::Expired(_)));
    assert!(matches!(load().at(at(GRANT - 61)), Freshness::Expired(_)), "a clock that ran back extends nothing");
}

#[test]
fn a_saved_expired_sign_in_goes_on() {
    let story = Story::default();
    let saved: Expired<String> = serde_json::from_str(EXPIRED).unwrap();
    let expired = story.client.resume(saved).unwrap();
    assert_eq!(wire(&expired.refresh_request()), wire(&story.expired().refresh_request()));
}

#[test]
fn who_vouches_for_a_tenant_is_saved_with_it() {
    let read = |saved: &str| serde_json::from_str::<Authorized<String>>(saved).unwrap();
    assert!(matches!(read(&authorized()).tenant(), Tenant::Confirmed(tenant) if tenant.as_str() == "gdplabs"));
    assert!(matches!(read(CLAIMED).tenant(), Tenant::Claimed(tenant) if tenant.as_str() == "gdplabs"));
}

#[test]
fn saved_tokens_are_read_into_the_text_type_of_the_caller() {
    type Bounded<const N: usize> = Expired<heapless::String<N>>;
    assert_eq!(serde_json::from_str::<Bounded<9>>(EXPIRED).unwrap().expose_refresh_token(), "refresh-1");
    assert!(serde_json::from_str::<Bounded<8>>(EXPIRED).is_err(), "one byte too few");
}

#[test]
fn a_borrowed_step_is_saved_as_an_owned_one() {
    let story = Story::default();
    let shared = story.authorized().into_step();
    assert_eq!(serde_json::to_string(&shared.by_ref()).unwrap(), authorized());
}

#[test]
fn a_later_releases_extra_members_and_left_out_nulls_are_read() {
    let extra = AWAITING_CALLBACK.replacen('{', r#"{"later":{"x":[1]},"confirmed":1,"#, 1);
    assert!(serde_json::from_str::<AwaitingCallback>(&extra).is_ok());
    let without = AWAITING_CALLBACK.replace(&format!(r#""verifier":"{VERIFIER}","#), "");
    let read: AwaitingCallback = serde_json::from_str(&without).unwrap();
    assert_eq!(read.to_bytes(), Story::default().awaiting_callback().step().to_bytes());
    let without = CLAIMED.replace(r#""refresh_token":null,"#, "").replace(r#","expires_at":null"#, "");
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Authorized<String>>(&without).unwrap()).unwrap(), CLAIMED);
}

#[test]
fn the_saved_form_names_the_client() {
    assert!(AWAITING_CALLBACK.contains(SIGN_IN) && HAVE_CODE.contains(SIGN_IN));
    let others = EXPIRED.replace(TOKENS, SIGN_IN);
    let saved: Expired<String> = serde_json::from_str(&others).unwrap();
    assert!(Story::default().client.resume(saved).is_err());
}

//! Tokens that another program kept: taken over only after the checks that a reply's tokens go through.

use catapa_signin::config::OpaqueTokens;
use catapa_signin::error::TenantRefusal;
use catapa_signin::import::{NotImported, Tokens};
use catapa_signin::reply::GrantedScope;
use catapa_signin::tenant::Tenant;
use catapa_signin::{Authorized, Blame, ClientConfig, Explain as _, Freshness, Options, Reply, Tenants, UnixTime};

use crate::story::{
    CALLBACK, GRANT, LIFETIME, REFRESH_TOKEN, Story, TENANT, access_token, at, config, jwt, token_reply_with, wire,
};

/// The tokens of the story, whose access token is this one, as another program kept them.
fn kept(access_token: &str) -> Tokens<'_> {
    Tokens { access_token, refresh_token: Some(REFRESH_TOKEN), expires_at: Some(at(GRANT + LIFETIME)), tenant: TENANT }
}

fn import_into(story: &Story, tokens: Tokens<'_>) -> Result<Authorized<String>, NotImported> {
    Ok(story.client.import(tokens, at(GRANT))?.to_owned_in().unwrap().into_step())
}

fn import(tokens: Tokens<'_>) -> Result<Authorized<String>, NotImported> {
    import_into(&Story::default(), tokens)
}

fn refused(tokens: Tokens<'_>) -> NotImported {
    import(tokens).expect_err("refused")
}

#[test]
fn imported_tokens_are_the_sign_in_that_a_reply_with_them_makes() {
    let story = Story::default();
    let token = access_token();
    let (imported, granted) = (story.client.import(kept(&token), at(GRANT)).unwrap(), story.authorized());
    assert_eq!(serde_json::to_string(imported.step()).unwrap(), serde_json::to_string(granted.step()).unwrap());
    assert_eq!(wire(&imported.user_request()), wire(&granted.user_request()));
    assert_eq!(imported.step().granted_at(), at(GRANT));
    assert_eq!(imported.step().scope(), GrantedScope::Unstated);
    assert!(matches!(imported.step().tenant(), Tenant::Confirmed(tenant) if tenant.as_str() == TENANT));
}

#[test]
fn imported_tokens_are_resumed_saved_and_refreshed_as_any_others() {
    let story = Story::default();
    let saved = serde_json::to_string(&import_into(&story, kept(&access_token())).unwrap()).unwrap();
    let step: Authorized<String> = serde_json::from_str(&saved).unwrap();
    let Freshness::Expired(expired) = story.client.resume(step).unwrap().at(at(GRANT + LIFETIME)) else {
        panic!("expired")
    };
    assert_eq!(wire(&expired.refresh_request()), wire(&story.expired().refresh_request()));
    let mut body = token_reply_with(&access_token(), r#""refresh-2""#).into_bytes();
    let refreshed = expired.finish(Reply::new(200, &mut body), at(GRANT + LIFETIME)).unwrap();
    assert_eq!(refreshed.step().expose_refresh_token(), Some("refresh-2"));
}

#[test]
fn an_access_token_to_import_is_not_empty_and_visible_ascii() {
    let bearer = format!("Bearer {}", access_token());
    for token in ["", " ", &bearer, "a b", "a\r\nx: y", "a\0", "\u{7f}", "é", "\u{1f511}"] {
        assert_eq!(refused(kept(token)), NotImported::BadAccessToken, "{token:?}");
    }
    assert_eq!(NotImported::BadAccessToken.blame(), Blame::Caller);
}

#[test]
fn a_refresh_token_to_import_has_no_control_and_no_foreign_character() {
    let token = access_token();
    for refresh_token in ["a\r\nx: y", "a\0", "\u{7f}", "é", "\t"] {
        let tokens = Tokens { refresh_token: Some(refresh_token), ..kept(&token) };
        assert_eq!(refused(tokens), NotImported::BadRefreshToken, "{refresh_token:?}");
    }
    assert_eq!(NotImported::BadRefreshToken.blame(), Blame::Caller);
}

#[test]
fn without_a_refresh_token_or_with_an_empty_one_imported_tokens_end_as_one() {
    for refresh_token in [None, Some("")] {
        let story = Story::default();
        let token = access_token();
        let imported = story.client.import(Tokens { refresh_token, ..kept(&token) }, at(GRANT)).unwrap();
        assert_eq!(imported.step().expose_refresh_token(), None);
        assert!(matches!(imported.at(at(GRANT + LIFETIME)), Freshness::Over));
    }
}

#[test]
fn a_tenant_to_import_has_the_form_of_one() {
    let token = jwt(r#"{"tenant":""}"#);
    let longest = "x".repeat(128);
    for tenant in ["", " ", "a b", "gdplabs,acme", "a=b", "a\r\nx: y", "é", &format!("{longest}x")] {
        assert_eq!(refused(Tokens { tenant, ..kept(&token) }), NotImported::BadTenant, "{tenant:?}");
    }
    let token = jwt(&format!(r#"{{"tenant":"{longest}"}}"#));
    assert_eq!(import(Tokens { tenant: &longest, ..kept(&token) }).unwrap().tenant().as_str(), longest);
    assert_eq!(NotImported::BadTenant.blame(), Blame::Caller);
}

#[test]
fn only_tokens_of_a_welcome_tenant_are_imported_compared_byte_for_byte() {
    let token = access_token();
    for tenants in [Tenants::Only(&["acme", TENANT]), Tenants::Any] {
        assert!(import_into(&Story::of(ClientConfig { tenants, ..config() }), kept(&token)).is_ok(), "{tenants:?}");
    }
    for others in [&["acme"], &["GDPLABS"], &["gdplab"], &["gdplabss"]] {
        let story = Story::of(ClientConfig { tenants: Tenants::Only(others), ..config() });
        let refused = import_into(&story, kept(&token)).unwrap_err();
        assert_eq!(refused, NotImported::TenantRefused(TenantRefusal::NotWelcome), "{others:?}");
        assert_eq!((refused.code(), refused.blame()), ("tenant.not_welcome", Blame::Person));
    }
}

#[test]
fn an_access_token_to_import_names_the_tenant_that_is_kept_beside_it() {
    let differs = NotImported::TenantRefused(TenantRefusal::Differs);
    for claims in [
        r#"{"tenant":"acme"}"#,
        r#"{"tenant":"GDPLABS"}"#,
        r#"{"tenant":"gdplab"}"#,
        r#"{"tenant":""}"#,
        r#"{"tenant":"gdplabs","tenant":"gdplabs"}"#,
        r#"{"tenant":"gdplabs","exp":1,"exp":2}"#,
    ] {
        for opaque in [OpaqueTokens::Refuse, OpaqueTokens::TrustUserReply] {
            let story = Story::with(Options::default().opaque_tokens(opaque));
            assert_eq!(import_into(&story, kept(&jwt(claims))).unwrap_err(), differs, "{opaque:?} {claims}");
        }
    }
    assert_eq!((differs.code(), differs.blame()), ("import.tenant_differs", Blame::Caller));
}

#[test]
fn an_access_token_that_names_no_tenant_is_imported_only_where_the_users_reply_is_trusted() {
    for token in ["opaque", "a.b.c", &jwt("{}"), &jwt(r#"{"tenant":null}"#), &jwt(r#"{"tenant":["gdplabs"]}"#)] {
        let refused = refused(kept(token));
        assert_eq!(refused, NotImported::TenantRefused(TenantRefusal::NotNamed), "{token}");
        assert_eq!(refused.code(), "tenant.not_named");
        let trusting = Story::with(Options::default().opaque_tokens(OpaqueTokens::TrustUserReply));
        let step = import_into(&trusting, kept(token)).unwrap();
        assert!(matches!(step.tenant(), Tenant::Claimed(tenant) if tenant.as_str() == TENANT), "{token}");
    }
}

/// When tokens that were kept with this moment end. The access token's own `exp` is 1,700,086,431.
fn end_of(access_token: &str, expires_at: Option<UnixTime>) -> Option<u64> {
    import(Tokens { expires_at, ..kept(access_token) }).unwrap().expires_at().map(UnixTime::as_secs)
}

#[test]
fn the_kept_moment_of_expiry_counts_before_the_tokens_own() {
    let token = access_token();
    for secs in [0, CALLBACK, GRANT, GRANT + 1, GRANT + u64::from(u32::MAX)] {
        assert_eq!(end_of(&token, Some(at(secs))), Some(secs));
    }
}

#[test]
fn where_no_moment_of_expiry_is_kept_or_an_impossible_one_the_tokens_own_exp_is_its_end() {
    let (token, endless) = (access_token(), jwt(r#"{"tenant":"gdplabs"}"#));
    let in_milliseconds = (GRANT + LIFETIME) * 1_000;
    for nothing in [None, Some(at(in_milliseconds)), Some(at(GRANT + u64::from(u32::MAX) + 1)), Some(UnixTime::MAX)] {
        assert_eq!(end_of(&token, nothing), Some(1_700_086_431), "{nothing:?}");
        assert_eq!(end_of(&endless, nothing), None, "{nothing:?}");
    }
}

#[test]
fn an_access_token_that_has_ended_is_imported_and_then_expired_or_over() {
    let (story, token) = (Story::default(), access_token());
    for ended in [0, GRANT - 1, GRANT] {
        let tokens = Tokens { expires_at: Some(at(ended)), ..kept(&token) };
        let imported = story.client.import(tokens, at(GRANT)).unwrap();
        let Freshness::Expired(expired) = imported.at(at(GRANT)) else { panic!("it ended at {ended}") };
        assert_eq!(expired.step().expose_refresh_token(), REFRESH_TOKEN);
        let alone = story.client.import(Tokens { refresh_token: None, ..tokens }, at(GRANT)).unwrap();
        assert!(matches!(alone.at(at(GRANT)), Freshness::Over), "it ended at {ended}");
    }
}

#[test]
fn the_leeway_of_imported_tokens_is_at_most_half_of_what_is_left_of_their_lifetime() {
    let (story, token) = (Story::default(), access_token());
    let due_after = |left| {
        let tokens = Tokens { expires_at: Some(at(GRANT + left)), ..kept(&token) };
        story.client.import(tokens, at(GRANT)).unwrap().due_at().unwrap().as_secs() - GRANT
    };
    assert_eq!([1_000, 100, 1, 0].map(due_after), [940, 50, 1, 0]);
}

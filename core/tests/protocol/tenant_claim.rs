//! The tenant that the callback claimed, compared with the one that the access token names.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::config::OpaqueTokens;
use catapa_signin::error::TenantRefusal;
use catapa_signin::tenant::Tenant;
use catapa_signin::{Authorized, Blame, Explain as _, NotGranted, Options};

use crate::story::{Story, at, jwt};

fn with(opaque: OpaqueTokens, access_token: &str) -> Result<Authorized<String>, TenantRefusal> {
    let story = Story::with(Options::default().opaque_tokens(opaque));
    let reply = format!(r#"{{"access_token":"{access_token}"}}"#);
    match story.finish(200, reply.as_bytes()) {
        Ok(authorized) => Ok(authorized.into_step()),
        Err(NotGranted::TenantRefused(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

fn refused(access_token: &str) -> TenantRefusal {
    with(OpaqueTokens::Refuse, access_token).map(drop).expect_err("another tenant, or none")
}

/// Tokens that name no tenant: not a JWT, or a JWT without a string `tenant`.
fn opaque() -> Vec<String> {
    let claims = URL_SAFE_NO_PAD.encode(r#"{"tenant":"gdplabs"}"#);
    let no_jwt = ["opaque", "..", "a.b.c", "e30.e30", "e30.CLAIMS", "CLAIMS", "e30.CLAIMS.x0.x0", "e30.CLAIMS==.x0"];
    let no_base64url = ["e+0.CLAIMS.c2ln", "e30.CLAIMS.c2l+", "e30.CLAIMS.c", "e30.CLAIM$.c2ln"];
    let no_claim = [
        r#"["tenant","gdplabs"]"#,
        r#"{"tenant":"gdplabs"} x"#,
        r#"{"tenant":"gdplabs""#,
        "{}",
        r#"{"tenant":null}"#,
        r#"{"tenant":7}"#,
        r#"{"tenant":["gdplabs"]}"#,
        r#"{"Tenant":"gdplabs"}"#,
    ];
    let texts = no_jwt.into_iter().chain(no_base64url).map(|text| text.replace("CLAIMS", &claims));
    texts.chain(no_claim.into_iter().map(jwt)).collect()
}

#[test]
fn a_token_that_names_the_same_tenant_confirms_it() {
    for claims in [
        r#"{"tenant":"gdplabs"}"#,
        r#" { "sub" : "1" , "tenant" : "gdplabs" } "#,
        r#"{"ten\u0061nt":"\u0067dplabs"}"#,
        r#"{"a":{"tenant":"acme"},"b":[{"tenant":"acme"}],"tenant":"gdplabs"}"#,
        r#"{"tenant":"\u0067\u0064\u0070\u006c\u0061\u0062\u0073"}"#,
    ] {
        let step = with(OpaqueTokens::Refuse, &jwt(claims)).unwrap();
        assert!(matches!(step.tenant(), Tenant::Confirmed(tenant) if tenant.as_str() == "gdplabs"), "{claims}");
    }
}

#[test]
fn the_signature_is_not_looked_at_because_the_claim_is_only_compared() {
    let claims = URL_SAFE_NO_PAD.encode(r#"{"tenant":"gdplabs"}"#);
    assert!(with(OpaqueTokens::Refuse, &format!("e30.{claims}.")).is_ok());
}

#[test]
fn a_claim_that_differs_ends_the_sign_in() {
    let long = format!(r#"{{"tenant":"gdplabs{}"}}"#, "s".repeat(1_000));
    for claims in [
        r#"{"tenant":"acme"}"#,
        r#"{"tenant":"GDPLABS"}"#,
        r#"{"tenant":"gdplabs "}"#,
        r#"{"tenant":"gdplab"}"#,
        r#"{"tenant":""}"#,
        r#"{"tenant":"gdplabs\u0000"}"#,
        r#"{"tenant":"\ud800"}"#,
        &long,
    ] {
        for opaque in [OpaqueTokens::Refuse, OpaqueTokens::TrustUserReply] {
            let refused = with(opaque, &jwt(claims)).map(drop);
            assert_eq!(refused, Err(TenantRefusal::Differs), "{opaque:?} {claims}");
        }
    }
    assert_eq!(TenantRefusal::Differs.blame(), Blame::CatapaRefused);
}

#[test]
fn a_claim_that_stands_there_twice_equals_nothing() {
    for claims in [
        r#"{"tenant":"gdplabs","tenant":"gdplabs"}"#,
        r#"{"tenant":"gdplabs","tenant":"acme"}"#,
        r#"{"tenant":"gdplabs","tenant":null}"#,
        r#"{"tenant":null,"tenant":"gdplabs"}"#,
        r#"{"tenant":"acme","ten\u0061nt":7}"#,
        r#"{"tenant":"gdplabs","exp":1,"exp":2}"#,
        r#"{"exp":1,"exp":2}"#,
    ] {
        for opaque in [OpaqueTokens::Refuse, OpaqueTokens::TrustUserReply] {
            assert_eq!(with(opaque, &jwt(claims)).map(drop), Err(TenantRefusal::Differs), "{opaque:?} {claims}");
        }
    }
}

#[test]
fn a_token_that_names_no_tenant_is_refused() {
    for token in opaque() {
        assert_eq!(refused(&token), TenantRefusal::NotNamed, "{token}");
    }
    assert_eq!(TenantRefusal::NotNamed.code(), "tenant.not_named");
}

#[test]
fn a_token_that_names_no_tenant_is_taken_where_the_users_reply_is_trusted() {
    for token in opaque() {
        let step = with(OpaqueTokens::TrustUserReply, &token).unwrap();
        assert!(matches!(step.tenant(), Tenant::Claimed(tenant) if tenant.as_str() == "gdplabs"), "{token}");
    }
}

#[test]
fn a_jwt_without_a_tenant_still_says_when_it_ends() {
    let step = with(OpaqueTokens::TrustUserReply, &jwt(r#"{"exp":1700001000}"#)).unwrap();
    assert_eq!(step.expires_at(), Some(at(1_700_001_000)));
}

#[test]
fn claims_nested_deeper_than_thirty_two_are_not_read() {
    let nested = |levels: usize| format!(r#"{{"x":{}{},"tenant":"gdplabs"}}"#, "[".repeat(levels), "]".repeat(levels));
    assert!(with(OpaqueTokens::Refuse, &jwt(&nested(31))).is_ok());
    assert_eq!(refused(&jwt(&nested(32))), TenantRefusal::NotNamed);
}

#[test]
fn a_long_token_is_read_to_its_end() {
    let claims = format!(r#"{{"{0}":"{0}","tenant":"gdplabs"}}"#, "x".repeat(20_000));
    assert!(with(OpaqueTokens::Refuse, &jwt(&claims)).is_ok());
}

#[test]
fn a_claim_is_read_wherever_it_stands() {
    for before in 0..900 {
        let claims = format!(r#"{{"jti":"{}","tenant":"gdplabs","exp":1700001000}}"#, "x".repeat(before));
        let step = with(OpaqueTokens::Refuse, &jwt(&claims));
        assert_eq!(step.unwrap().expires_at(), Some(at(1_700_001_000)), "{before}");
        let claims = claims.replace("gdplabs", "another");
        assert_eq!(refused(&jwt(&claims)), TenantRefusal::Differs, "{before}");
    }
}

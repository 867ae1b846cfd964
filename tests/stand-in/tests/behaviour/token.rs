//! The token endpoint: its clients, and what a code gives.

use catapa_stand_in::{ClientCredentials, GrantType, TenantPlace};

use crate::application::{Application, BASIC, CALLBACK, parameter};

fn invalid(error: &str) -> (u16, String) {
    (400, error.into())
}

#[test]
fn a_code_is_good_once_and_its_second_use_ends_what_it_gave() {
    let application = Application::new();
    let code = application.code();
    let tokens = application.exchange(&code).tokens();
    assert_eq!(application.users_me(&tokens).status, 200);

    assert_eq!(application.exchange(&code).error(), invalid("invalid_grant"));
    assert_eq!(application.users_me(&tokens).status, 401);
    assert_eq!(application.refresh(&tokens.refresh).error(), invalid("invalid_grant"));
}

#[test]
fn a_code_lives_five_minutes_to_the_second() {
    let application = Application::new();
    let (early, late) = (application.code(), application.code());
    application.stand_in.clock().advance(299);
    assert_eq!(application.exchange(&early).status, 200);
    application.stand_in.clock().advance(1);
    assert_eq!(application.exchange(&late).error(), invalid("invalid_grant"));
}

#[test]
fn lifetimes_are_settings() {
    let application = Application::with(|builder| builder.code_lifetime(2).access_token_lifetime(3));
    let (early, late) = (application.code(), application.code());
    application.stand_in.clock().advance(1);
    let reply = application.exchange(&early);
    assert_eq!(reply.json()["expires_in"], 3);
    application.stand_in.clock().advance(1);
    assert_eq!(application.exchange(&late).status, 400);
    application.stand_in.clock().advance(1);
    assert_eq!(application.users_me(&reply.tokens()).status, 200);
    application.stand_in.clock().advance(1);
    assert_eq!(application.users_me(&reply.tokens()).status, 401);
}

#[test]
fn a_redirect_uri_that_differs_in_one_byte_spends_the_code() {
    let application = Application::new();
    let code = application.code();
    let with_uri = |uri| {
        let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", uri)];
        application.token(&form).error()
    };
    assert_eq!(with_uri("http://127.0.0.1:9/callback?from=catapa&"), invalid("invalid_grant"));
    assert_eq!(with_uri(CALLBACK), invalid("invalid_grant"));
}

#[test]
fn a_code_with_a_challenge_needs_its_verifier() {
    // The example of RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let application = Application::new();
    let exchange = |challenge: Option<&str>, verifier: Option<&str>| {
        let method = challenge.map(|_| "S256");
        let changes = [("code_challenge", challenge), ("code_challenge_method", method)];
        let url = application.authorize_url(&changes);
        let callback = application.stand_in.sign_in_as("siti").allow(&url).unwrap();
        let code = parameter(&callback, "code").unwrap();
        let mut form = vec![("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        application.token(&form)
    };
    assert_eq!(exchange(Some(challenge), Some(verifier)).status, 200);
    assert_eq!(exchange(Some(challenge), Some(challenge)).error(), invalid("invalid_grant"));
    assert_eq!(exchange(Some(challenge), None).error(), invalid("invalid_grant"));
    assert_eq!(exchange(None, Some(verifier)).error(), invalid("invalid_grant"));
}

#[test]
fn a_client_that_is_not_who_it_says_is_refused_and_the_code_is_not_spent() {
    let application = Application::new();
    let code = application.code();
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    // Nothing, a wrong secret, a wrong id, another scheme, no base64.
    let strangers = ["", "Basic YXBwOndyb25n", "Basic b3RoZXI6czNjcmV0", "Bearer YXBwOnMzY3JldA==", "Basic ???"];
    for authorization in strangers {
        let answer = application.post("/oauth/token", &[("authorization", authorization)], &form);
        assert_eq!(answer.error(), (401, "invalid_client".into()));
        assert_eq!(answer.header("www-authenticate"), "Basic realm=\"CATAPA\"");
    }
    let mut in_body = form.to_vec();
    in_body.extend([("client_id", "app"), ("client_secret", "s3cret")]);
    assert_eq!(application.post("/oauth/token", &[], &in_body).error().0, 401);
    assert_eq!(application.exchange(&code).status, 200);
}

#[test]
fn a_client_authenticates_in_one_way() {
    let application = Application::new();
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_secret", "s3cret")];
    assert_eq!(application.token(&form).error(), invalid("invalid_request"));
}

#[test]
fn credentials_are_read_raw_or_form_decoded_as_the_setting_says() {
    let (client_id, client_secret) = ("app", "a+b%20c:d");
    // base64 of `app:a+b%20c:d`, and of its form encoding `app:a%2Bb%2520c%3Ad`
    let (raw, form_encoded) = ("Basic YXBwOmErYiUyMGM6ZA==", "Basic YXBwOmElMkJiJTI1MjBjJTNBZA==");
    for (reading, good, bad) in
        [(ClientCredentials::Raw, raw, form_encoded), (ClientCredentials::FormEncoded, form_encoded, raw)]
    {
        let application = Application::with(|builder| {
            builder.client_id(client_id).client_secret(client_secret).client_credentials(reading)
        });
        let form = [("grant_type", "refresh_token"), ("refresh_token", "unknown")];
        let status = |basic| application.post("/oauth/token", &[("authorization", basic)], &form).error();
        assert_eq!(status(good), invalid("invalid_grant"), "{reading:?}");
        assert_eq!(status(bad).0, 401, "{reading:?}");
    }
}

#[test]
fn the_tenant_may_be_a_header_or_a_field_or_nowhere_but_never_a_wrong_one() {
    let application = Application::new();
    let exchange = |headers: &[(&str, &str)], field: Option<&str>| {
        let code = application.code();
        let mut form = vec![("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        form.extend(field.map(|tenant| ("tenant", tenant)));
        let mut all = vec![("authorization", BASIC)];
        all.extend(headers);
        let answer = application.post("/oauth/token", &all, &form);
        application.stand_in.clear_failures();
        (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
    };
    let (good, bad) = (("tenant", "gdplabs"), ("tenant", "catapa"));
    let granted = (200, String::new());
    assert_eq!(exchange(&[good], None), granted);
    assert_eq!(exchange(&[], Some("gdplabs")), granted);
    assert_eq!(exchange(&[good], Some("gdplabs")), granted);
    assert_eq!(exchange(&[], None), granted);
    assert_eq!(exchange(&[bad], None), invalid("invalid_grant"));
    assert_eq!(exchange(&[], Some("catapa")), invalid("invalid_grant"));
    assert_eq!(exchange(&[("tenant", "GDPLABS")], None), invalid("invalid_grant"));
    assert_eq!(exchange(&[good], Some("catapa")), invalid("invalid_request"));
    assert_eq!(exchange(&[good, good], None), invalid("invalid_request"));
}

#[test]
fn a_code_at_the_wrong_tenant_is_not_spent() {
    let application = Application::new();
    let code = application.code();
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let elsewhere = [("authorization", BASIC), ("tenant", "catapa")];
    assert_eq!(application.post("/oauth/token", &elsewhere, &form).status, 400);
    assert_eq!(application.exchange(&code).status, 200);
}

#[test]
fn a_setting_may_demand_the_tenant_in_one_place() {
    for (place, in_header, in_body) in [(TenantPlace::Header, 200, 400), (TenantPlace::Body, 400, 200)] {
        let application = Application::with(|builder| builder.tenant_place(place));
        let code = application.code();
        assert_eq!(application.exchange(&code).status, in_header, "{place:?}");
        let code = application.code();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("tenant", "gdplabs"),
        ];
        let answer = application.post("/oauth/token", &[("authorization", BASIC)], &form);
        assert_eq!(answer.status, in_body, "{place:?}");
    }
}

#[test]
fn a_request_without_its_parameters_is_invalid() {
    let application = Application::new();
    let forms: &[&[(&str, &str)]] = &[
        &[],
        &[("grant_type", "")],
        &[("grant_type", "authorization_code")],
        &[("grant_type", "authorization_code"), ("code", "x")],
        &[("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)],
        &[("grant_type", "refresh_token")],
        &[("grant_type", "refresh_token"), ("refresh_token", "x"), ("refresh_token", "x")],
    ];
    for form in forms {
        assert_eq!(application.token(form).error(), invalid("invalid_request"), "{form:?}");
    }
    assert_eq!(application.token(&[("grant_type", "password")]).error(), invalid("unsupported_grant_type"));

    let json = [("authorization", BASIC), ("content-type", "application/json")];
    let body = r#"{"grant_type":"authorization_code"}"#;
    let answer = application.post_json("/oauth/token", &json, body);
    assert_eq!(answer.error(), invalid("invalid_request"));
}

#[test]
fn a_parameter_that_comes_twice_is_an_invalid_request_even_one_that_nobody_reads() {
    let application = Application::new();
    let code = application.code();
    let twice = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("extra", "a"),
        ("extra", "b"),
    ];
    assert_eq!(application.token(&twice).error(), invalid("invalid_request"));
    assert_eq!(application.token(&twice[..4]).status, 200);
}

#[test]
fn a_client_without_the_grant_type_is_an_unauthorized_client() {
    let application = Application::with(|builder| builder.grant_types([GrantType::AuthorizationCode]));
    let tokens = application.tokens();
    assert_eq!(application.refresh(&tokens.refresh).error(), invalid("unauthorized_client"));
}

#[test]
fn the_token_endpoint_is_at_oauth_and_takes_post_alone() {
    let application = Application::new();
    let elsewhere = application.post("/oauth2/token", &[("authorization", BASIC)], &[]);
    assert_eq!((elsewhere.status, &elsewhere.json()["code"]), (404, &"NOT_FOUND".into()));
    assert_eq!(application.get("/oauth/token", &[]).status, 405);
}

#[test]
fn a_seed_gives_the_same_code_at_every_run_and_without_one_nobody_can_guess() {
    let seeded = || Application::with(|builder| builder.seed(7)).code();
    assert_eq!(seeded(), seeded());
    assert_ne!(Application::new().code(), Application::new().code());
}

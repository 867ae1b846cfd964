//! The authorize endpoint: what it takes, where its errors go, and what the person may do.

use catapa_stand_in::{GrantType, Person, PersonError};

use crate::application::{Application, CALLBACK, parameter};

/// The callback that the browser is sent to at once, without a page.
fn redirected(application: &Application, changes: &[(&str, Option<&str>)]) -> (String, String) {
    let answer = application.get(&application.authorize_url(changes), &[]);
    assert_eq!(answer.status, 302, "{answer:?}");
    let callback = answer.header("location").to_owned();
    assert!(callback.starts_with(&format!("{CALLBACK}&error=")));
    assert_eq!(parameter(&callback, "code"), None);
    let described = parameter(&callback, "error_description").is_some();
    assert!(described, "{callback}");
    let state = parameter(&callback, "state").unwrap_or_default();
    (parameter(&callback, "error").unwrap(), state)
}

#[test]
fn an_unknown_client_is_told_on_a_page_and_never_by_a_redirect() {
    let application = Application::new();
    for client_id in [None, Some(""), Some("App"), Some("other")] {
        let answer = application.get(&application.authorize_url(&[("client_id", client_id)]), &[]);
        assert_eq!(answer.status, 400);
        assert_eq!(answer.header("location"), "");
        assert!(answer.text.contains("Unknown application"));
    }
}

#[test]
fn a_redirect_uri_that_differs_in_one_byte_is_told_on_a_page() {
    let application = Application::new();
    let longer = format!("{CALLBACK}/");
    let other_case = CALLBACK.to_uppercase();
    let unregistered =
        [None, Some(""), Some(longer.as_str()), Some(other_case.as_str()), Some("http://127.0.0.1:9/callback")];
    for redirect_uri in unregistered {
        let answer = application.get(&application.authorize_url(&[("redirect_uri", redirect_uri)]), &[]);
        assert_eq!((answer.status, answer.header("location")), (400, ""));
    }
}

#[test]
fn each_registered_redirect_uri_is_good() {
    let second = "com.example.app:/signed-in";
    let application = Application::with(|builder| builder.redirect_uri(second));
    let url = application.authorize_url(&[("redirect_uri", Some(second))]);
    let callback = application.stand_in.sign_in_as("siti").allow(&url).unwrap();
    assert!(callback.starts_with("com.example.app:/signed-in?code="));
}

#[test]
fn an_invalid_request_goes_back_to_the_application_with_its_state() {
    let application = Application::new();
    let invalid: &[&[(&str, Option<&str>)]] = &[
        &[("response_type", None)],
        &[("response_type", Some("token"))],
        &[("scope", None)],
        &[("code_challenge_method", Some("S256"))],
        &[("code_challenge", Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"))],
        &[("code_challenge", Some("short")), ("code_challenge_method", Some("S256"))],
        &[
            ("code_challenge", Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")),
            ("code_challenge_method", Some("plain")),
        ],
    ];
    for changes in invalid {
        assert_eq!(redirected(&application, changes), ("invalid_request".into(), "xyz &=é".into()));
        application.stand_in.clear_failures();
    }
}

#[test]
fn a_parameter_that_comes_twice_is_an_invalid_request() {
    let application = Application::new();
    let url = format!("{}&scope=all", application.authorize_url(&[]));
    let callback = application.get(&url, &[]).header("location").to_owned();
    assert_eq!(parameter(&callback, "error").unwrap(), "invalid_request");
}

#[test]
fn a_scope_is_empty_or_all_and_comes_back_in_the_reply() {
    let application = Application::new();
    assert_eq!(redirected(&application, &[("scope", Some("everything"))]).0, "invalid_scope");

    let url = application.authorize_url(&[("scope", Some("all"))]);
    let callback = application.stand_in.sign_in_as("siti").allow(&url).unwrap();
    let reply = application.exchange(&parameter(&callback, "code").unwrap());
    assert_eq!(reply.json()["scope"], "all");
}

#[test]
fn a_client_without_the_grant_type_is_an_unauthorized_client() {
    let application = Application::with(|builder| builder.grant_types([GrantType::RefreshToken]));
    assert_eq!(redirected(&application, &[]).0, "unauthorized_client");
}

#[test]
fn a_request_without_state_gets_a_callback_without_state() {
    let application = Application::new();
    let url = application.authorize_url(&[("state", None)]);
    let callback = application.stand_in.sign_in_as("siti").allow(&url).unwrap();
    assert_eq!(parameter(&callback, "state"), None);
}

#[test]
fn a_person_who_denies_comes_back_with_access_denied_and_no_code() {
    let application = Application::new();
    let url = application.authorize_url(&[]);
    let callback = application.stand_in.sign_in_as("siti").deny(&url).unwrap();
    assert_eq!(parameter(&callback, "error").unwrap(), "access_denied");
    assert!(parameter(&callback, "error_description").is_some());
    assert_eq!(parameter(&callback, "state").unwrap(), "xyz &=é");
    assert_eq!(parameter(&callback, "code"), None);
    assert_eq!(parameter(&callback, "tenant"), None);
}

#[test]
fn an_issuer_is_in_every_callback_once_it_is_set() {
    let application = Application::with(|builder| builder.issuer("https://accounts.example.com"));
    let person = application.stand_in.sign_in_as("siti");
    let url = application.authorize_url(&[]);
    for callback in [person.allow(&url).unwrap(), person.deny(&url).unwrap()] {
        assert_eq!(parameter(&callback, "iss").unwrap(), "https://accounts.example.com");
    }
}

#[test]
fn a_wrong_password_gets_the_login_page_again() {
    let application = Application::new();
    let url = application.authorize_url(&[]);
    for (username, password) in [("siti", "salah"), ("siti", ""), ("", ""), ("nobody", "rahasia")] {
        let refused = Person::new(username, password).allow(&url);
        assert!(matches!(refused, Err(PersonError::WrongPassword)), "{refused:?}");
    }
    // The right password still finishes the sign-in.
    let action = application.get(&url, &[]).action();
    let wrong = [("username", "siti"), ("password", "salah")];
    assert_eq!(application.post(&action, &[], &wrong).status, 401);
    let right = [("username", "siti"), ("password", "rahasia")];
    assert_eq!(application.post(&action, &[], &right).status, 303);
}

#[test]
fn nobody_gives_consent_without_logging_in() {
    let application = Application::new();
    let login = application.get(&application.authorize_url(&[]), &[]).action();
    let consent = login.replace("login", "consent");
    let answer = application.post(&consent, &[], &[("decision", "allow")]);
    assert_eq!((answer.status, answer.header("location")), (400, ""));
    // The consent page shows the login page first.
    assert_eq!(application.get(&consent, &[]).action(), login);
}

#[test]
fn a_decision_is_made_once_and_must_be_one() {
    let application = Application::new();
    let login = application.get(&application.authorize_url(&[]), &[]).action();
    let words = [("username", "siti"), ("password", "rahasia")];
    let consent = application.post(&login, &[], &words).header("location").to_owned();

    let decide = |decision| application.post(&consent, &[], &[("decision", decision)]).status;
    assert_eq!(decide("perhaps"), 400);
    assert_eq!(decide("allow"), 303);
    assert_eq!(decide("allow"), 400);
}

#[test]
fn a_sign_in_lives_ten_minutes() {
    let application = Application::new();
    let words = [("username", "siti"), ("password", "rahasia")];
    let login = application.get(&application.authorize_url(&[]), &[]).action();
    application.stand_in.clock().advance(599);
    assert_eq!(application.post(&login, &[], &words).status, 303);
    application.stand_in.clock().advance(1);
    assert_eq!(application.post(&login, &[], &words).status, 400);
}

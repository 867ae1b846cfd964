//! The limit of failed requests.

use crate::application::Application;

fn fail_at_token(application: &Application, times: usize) {
    for _ in 0..times {
        assert_eq!(application.exchange("unknown").status, 400);
    }
}

#[test]
fn too_many_failures_close_the_token_endpoint_until_the_window_is_over() {
    let application = Application::new();
    let code = application.code();
    fail_at_token(&application, 5);
    application.stand_in.clock().advance(20);
    fail_at_token(&application, 5);

    let refused = application.exchange(&code);
    assert_eq!((refused.status, refused.header("ratelimit-reset")), (429, "40"));
    assert_eq!(refused.json()["code"], "TOO_MANY_REQUESTS");
    assert_eq!(refused.json()["status"], 429);

    application.stand_in.clock().advance(39);
    assert_eq!(application.exchange(&code).header("ratelimit-reset"), "1");
    application.stand_in.clock().advance(1);
    assert_eq!(application.exchange(&code).status, 200);
}

#[test]
fn a_window_that_is_over_forgets_its_failures() {
    let application = Application::new();
    fail_at_token(&application, 9);
    application.stand_in.clock().advance(60);
    fail_at_token(&application, 10);
    assert_eq!(application.exchange("unknown").status, 429);
}

#[test]
fn success_is_never_limited() {
    let application = Application::with(|builder| builder.failure_limit(1, 60));
    for _ in 0..5 {
        application.tokens();
    }
}

#[test]
fn authorize_and_token_are_limited_apart() {
    let application = Application::with(|builder| builder.failure_limit(2, 60));
    fail_at_token(&application, 2);
    assert_eq!(application.exchange("unknown").status, 429);
    let code = application.code();
    application.stand_in.clear_failures();

    let unknown_scope = application.authorize_url(&[("scope", Some("everything"))]);
    let unknown_client = application.authorize_url(&[("client_id", Some("other"))]);
    assert_eq!(application.get(&unknown_scope, &[]).status, 302);
    assert_eq!(application.get(&unknown_client, &[]).status, 400);
    let refused = application.get(&application.authorize_url(&[]), &[]);
    assert_eq!((refused.status, refused.header("ratelimit-reset")), (429, "60"));
    assert!(refused.text.contains("Too many failed requests"));
    assert_eq!(application.exchange(&code).status, 200);

    application.stand_in.clear_failures();
    assert_eq!(application.get(&application.authorize_url(&[]), &[]).status, 200);
}

#[test]
fn a_wrong_password_is_a_failure_and_a_denial_is_none() {
    let application = Application::with(|builder| builder.failure_limit(1, 60));
    let url = application.authorize_url(&[]);
    let siti = application.stand_in.sign_in_as("siti");
    siti.deny(&url).unwrap();
    siti.deny(&url).unwrap();
    application.stand_in.sign_in_as("nobody").allow(&url).unwrap_err();
    assert_eq!(application.get(&url, &[]).status, 429);
}

//! The fixed part of every law is what the seeds expect.

use super::*;

#[test]
fn a_first_line_is_a_status_and_a_wait_and_the_rest_is_a_body() {
    for (data, parts) in [
        ("200\n", Some((200, "", ""))),
        ("404\n{}", Some((404, "", "{}"))),
        ("429 5\nlater\nstill", Some((429, "5", "later\nstill"))),
        ("4295 \n", Some((429, "5", ""))),
        ("\n", None),
        ("20\n{}", None),
        ("2x0\n{}", None),
        ("200", None),
        ("", None),
    ] {
        let expected = parts.map(|(status, wait, body)| (status, wait.as_bytes(), body.as_bytes()));
        assert_eq!(status_and_body(data.as_bytes()), expected, "{data:?}");
    }
}

#[test]
fn every_step_is_the_same_each_time() {
    assert_eq!(saved(awaiting_callback().step()), saved(awaiting_callback().step()));
    assert_eq!(awaiting_callback().step().started_at(), now());
    assert_eq!(have_code().step().tenant().as_str(), TENANT);
    assert_eq!(authorized().step().expose_access_token(), "e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln");
    assert_eq!(authorized().step().expose_refresh_token(), Some("refresh-0"));
    assert_eq!(authorized().step().expires_at(), Some(UnixTime::from_secs(BEGIN + 3_600)));
    assert_eq!(expired().step().expose_refresh_token(), "refresh-0");
}

#[test]
fn two_steps_that_differ_are_saved_differently() {
    let later = SignIn::new(client()).begin([7; 64], now());
    assert_ne!(saved(awaiting_callback().step()), saved(later.step()));
    assert!(saved(expired().step()).contains("refresh-0"));
}

#[test]
fn every_client_takes_the_tenants_of_its_list_and_the_choosy_one_an_issuer_too() {
    let granted = |client: &Client, tenant: &str, iss: &str| {
        let step = client.resume(awaiting_callback().into_step()).expect("a list does not change whose step it is");
        step.accept(&format!("code=c0de&state={CSRF_TOKEN}&tenant={tenant}{iss}"), now()).is_ok()
    };
    let iss = "&iss=https://accounts.example.com/a%2Bb?";
    for (tenant, by_the_choosy, by_the_listed) in
        [(TENANT, true, true), ("gdp", true, false), ("g.labs", true, false), ("other", false, true)]
    {
        assert!(granted(client(), tenant, "") && granted(trusting(), tenant, ""), "{tenant}");
        assert!(!granted(choosy(), tenant, ""), "{tenant} without an issuer");
        assert_eq!(granted(choosy(), tenant, iss), by_the_choosy, "{tenant}");
        assert_eq!(granted(listed(), tenant, ""), by_the_listed, "{tenant}");
        assert!(!granted(shut(), tenant, ""), "{tenant}");
    }
}

#[test]
fn no_more_of_a_reply_is_read_than_its_request_says() {
    let (have_code, authorized) = (have_code(), authorized());
    let token_request = have_code.token_request(now()).expect("a code that is new");
    assert_eq!([token_request.reply_limit(), authorized.user_request().reply_limit()], [REPLY_LIMIT; 2]);
}

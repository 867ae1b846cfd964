//! The text of each value, word for word: enough to recognize it in a log.

use catapa_signin::request::Body;
use catapa_signin::tenant::Tenant;
use catapa_signin::{Method, NotAccepted, Reply, SignIn};

use crate::story::{BEGIN, CALLBACK, CSRF_TOKEN, GRANT, LIFETIME, Story, TENANT, at, config};

#[test]
fn a_request_is_shown_as_its_method_its_url_and_counts() {
    let story = Story::default();
    let have_code = story.have_code();
    let request = have_code.token_request(at(CALLBACK)).unwrap();
    assert_eq!(format!("{request:?}"), "Request(POST https://api.example.com/oauth/token, 111 bytes)");
    assert_eq!(format!("{:?}", request.body()), "Body(111 bytes)");
    let Body::Form(form) = request.body() else { panic!("a form") };
    assert_eq!(format!("{form:?}"), r#"["grant_type", "code", "redirect_uri"]"#);
    let headers: Vec<_> = request.headers().map(|header| format!("{header:?}")).collect();
    assert_eq!(
        headers,
        [
            "Header(user-agent, 19 bytes)",
            "Header(accept, 16 bytes)",
            "Header(accept-encoding, 8 bytes)",
            "Header(content-type, 33 bytes)",
            "Header(tenant, 7 bytes)",
            "Header(authorization, 38 bytes)"
        ]
    );
}

#[test]
fn a_method_is_shown_as_it_is_sent() {
    for (method, name) in [
        (Method::Get, "GET"),
        (Method::Post, "POST"),
        (Method::Put, "PUT"),
        (Method::Patch, "PATCH"),
        (Method::Delete, "DELETE"),
    ] {
        assert_eq!((method.to_string().as_str(), method.as_str()), (name, name));
    }
}

#[test]
fn the_url_for_the_browser_is_shown_as_its_endpoint_and_its_length() {
    let story = Story::default();
    let sign_in = story.awaiting_callback();
    let shown = format!("{:?}", sign_in.authorize_url());
    assert_eq!(shown, "AuthorizeUrl(https://accounts.example.com/oauth2/authorize, 197 bytes)");
}

#[test]
fn a_reply_is_shown_as_its_status_and_its_length() {
    assert_eq!(format!("{:?}", Reply::new(429, &mut [0; 3])), "Reply(429, 3 bytes)");
    let story = Story::default();
    let reply = story.authorized().read_api(Reply::new(201, &mut [0; 3])).map(|reply| format!("{reply:?}"));
    assert_eq!(reply.as_deref(), Ok("ApiReply(201, 3 bytes)"));
}

#[test]
fn a_sign_in_is_shown_as_its_step_and_a_step_as_its_tenant_and_times() {
    let story = Story::default();
    let at = |secs: u64| format!("UnixTime({secs})");
    let tenant = r#"Confirmed(ConfirmedTenant("gdplabs"))"#;
    assert_eq!(format!("{:?}", SignIn::new(&story.client)), "SignIn(Unstarted)");
    let pending = format!("SignIn(AwaitingCallback {{ started_at: {}, .. }})", at(BEGIN));
    assert_eq!(format!("{:?}", story.awaiting_callback()), pending);
    let code = format!(r#"HaveCode {{ tenant: ClaimedTenant("gdplabs"), accepted_at: {}, .. }}"#, at(CALLBACK));
    assert_eq!(format!("{:?}", story.have_code().step()), code);
    let (granted_at, expires_at) = (at(GRANT), at(GRANT + LIFETIME));
    let times = format!("granted_at: {granted_at}, expires_at: Some({expires_at})");
    let tokens = format!("Authorized {{ tenant: {tenant}, {times}, has_refresh_token: true, .. }}");
    assert_eq!(format!("{:?}", story.authorized().step()), tokens);
    let expired = r#"Expired { tenant: ClaimedTenant("gdplabs"), .. }"#;
    assert_eq!(format!("{:?}", story.expired().step()), expired);
}

#[test]
fn a_tenant_is_written_as_its_name_whoever_vouches_for_it() {
    let story = Story::default();
    let (claimed, authorized) = (story.have_code(), story.authorized());
    let Tenant::Confirmed(confirmed) = authorized.step().tenant() else { panic!("the token confirms it") };
    assert_eq!(claimed.step().tenant().to_string(), TENANT);
    assert_eq!([confirmed.to_string(), authorized.step().tenant().to_string()], [TENANT, TENANT]);
}

#[test]
fn a_client_is_shown_as_who_it_is_and_where_catapa_is() {
    let shown = format!("{:?}", Story::default().client);
    let names = ["client_id", "redirect_uri", "authorize_url", "token_url", "api_origin", "user_namespace"];
    assert!(
        shown.starts_with(r#"Client { client_id: "demo-client", redirect_uri: "https://app.example.com/callback""#)
    );
    assert!(names.iter().all(|name| shown.contains(&format!("{name}: "))) && shown.ends_with(", .. }"), "{shown}");
    let shown = format!("{:?}", config());
    let names = ["client_id", "redirect_uri", "endpoints", "tenants", "options"];
    assert!(shown.starts_with(r#"ClientConfig { client_id: "demo-client""#), "{shown}");
    assert!(names.iter().all(|name| shown.contains(&format!("{name}: "))) && shown.ends_with(", .. }"), "{shown}");
}

#[test]
fn a_proof_is_shown_as_its_name_and_a_refused_refresh_with_its_step_redacted() {
    let story = Story::default();
    let rejected = story.authorized().read_api(Reply::new(401, &mut [])).map(drop);
    assert_eq!(format!("{rejected:?}"), "Err(TokenRejected(TokenRejected))");
    let Err(refused) = story.expired().finish(Reply::new(429, &mut []), at(GRANT)) else { panic!("a wait") };
    let expected = "RateLimited { step: Expired { tenant: ClaimedTenant(\"gdplabs\"), .. }, \
                    retry_after: RetryAfter { retry_after: None, reset: None } }";
    assert_eq!(format!("{refused:?}"), expected);
}

#[test]
fn roles_are_shown_as_a_list() {
    let mut body = *br#"{"id":"1","roles":[{"id":"7"},{"name":"Admin"}]}"#;
    let story = Story::default();
    let shown = story.authorized().read_user(Reply::new(200, &mut body)).map(|user| format!("{:?}", user.roles()));
    assert_eq!(shown.as_deref(), Ok(r#"[Role { id: Some("7"), name: None }, Role { id: None, name: Some("Admin") }]"#));
}

#[test]
fn texts_of_the_other_side_are_shown_as_their_lengths() {
    let Err(NotAccepted::Denied(refusal)) = Story::default()
        .awaiting_callback()
        .accept(&format!("state={CSRF_TOKEN}&error=of+its+own&error_description=why"), at(CALLBACK))
    else {
        panic!("a denial");
    };
    let expected = "Refusal { code: Other([10 bytes]), description: [3 bytes], uri: [0 bytes] }";
    assert_eq!(format!("{refusal:?}"), expected);
}

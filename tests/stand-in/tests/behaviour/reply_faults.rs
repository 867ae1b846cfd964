//! Answers that are complete, and wrong.

use core::time::Duration;
use std::time::Instant;

use catapa_stand_in::{ClientCredentials, Fault, Gate, Path};
use serde_json::json;

use crate::application::{Application, claims};

/// The text of the reply to an exchange that meets a fault.
fn reply(fault: Fault) -> String {
    let application = Application::new();
    let code = application.code();
    application.stand_in.fault(Path::Token, fault);
    let answer = application.exchange(&code);
    assert_eq!(answer.status, 200);
    answer.text
}

#[test]
fn another_answer_takes_the_place_of_the_true_one_and_nothing_is_carried_out() {
    let application = Application::new();
    let code = application.code();
    let down = Fault::answer(503).header("Retry-After", 7).html("<h1>Back soon</h1>");
    application.stand_in.fault(Path::Token, down);

    let answer = application.exchange(&code);
    assert_eq!((answer.status, answer.text.as_str()), (503, "<h1>Back soon</h1>"));
    assert_eq!(answer.header("retry-after"), "7");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(application.exchange(&code).status, 200);
}

#[test]
fn another_answer_may_hide_that_the_request_was_carried_out() {
    let application = Application::new();
    let code = application.code();
    application.stand_in.fault(Path::Token, Fault::answer(502).body("gateway").carried_out());
    let answer = application.exchange(&code);
    assert_eq!((answer.status, answer.text.as_str()), (502, "gateway"));
    assert_eq!(application.exchange(&code).error(), (400, "invalid_grant".into()));
}

#[test]
fn a_status_changes_and_the_body_stays() {
    let application = Application::new();
    let code = application.code();
    application.stand_in.fault(Path::Token, Fault::altered().status(201));
    let answer = application.exchange(&code);
    assert_eq!(answer.status, 201);
    assert!(answer.json()["access_token"].is_string());
}

#[test]
fn too_many_requests_come_with_either_header() {
    let application = Application::new();
    let date = "Fri, 15 Jan 2027 08:00:30 GMT";
    application.stand_in.fault(Path::Token, Fault::too_many_requests(30));
    application.stand_in.fault(Path::Token, Fault::answer(429).header("retry-after", date));
    let (first, second) = (application.exchange("x"), application.exchange("x"));
    assert_eq!((first.status, first.header("ratelimit-reset")), (429, "30"));
    assert_eq!(first.json()["code"], "TOO_MANY_REQUESTS");
    assert_eq!((second.status, second.header("retry-after")), (429, date));
}

#[test]
fn an_oauth_error_is_made_up() {
    let application = Application::new();
    application.stand_in.fault(Path::Token, Fault::oauth_error(400, "invalid_scope"));
    assert_eq!(application.exchange("x").error(), (400, "invalid_scope".into()));
}

#[test]
fn a_redirect_sends_the_client_elsewhere() {
    let application = Application::new();
    for status in [302, 307] {
        application.stand_in.fault(Path::UsersMe, Fault::redirect(status, "https://evil.example/"));
        let answer = application.get("/v1/users/me", &[]);
        assert_eq!((answer.status, answer.header("location")), (status, "https://evil.example/"));
    }
}

#[test]
fn a_member_takes_any_json_even_what_no_library_would_write() {
    for json in ["3600", r#""3600""#, "3600.9", "null", "0", "-1", r#""abc""#, "1e400", "18446744073709551616", "true"]
    {
        let text = reply(Fault::altered().member("expires_in", json));
        assert!(text.contains(&format!(r#""expires_in":{json},"#)), "{text}");
    }
    let scope = reply(Fault::altered().member("scope", json!(["a", "b"])));
    assert!(scope.contains(r#""scope":["a","b"]"#));
    let token_type = reply(Fault::altered().member("token_type", r#""mac""#));
    assert!(token_type.contains(r#""token_type":"mac""#));
}

#[test]
fn a_member_is_left_out_added_or_repeated() {
    assert!(!reply(Fault::altered().without_member("token_type")).contains("token_type"));
    assert!(reply(Fault::altered().member("extra", r#"{"deep":[1]}"#)).contains(r#""extra":{"deep":[1]}"#));
    let repeated = reply(Fault::altered().repeated_member("access_token", r#""second""#));
    assert_eq!(repeated.matches(r#""access_token":"#).count(), 2);
}

#[test]
fn members_change_on_every_path() {
    let application = Application::new();
    let tokens = application.tokens();
    application.stand_in.fault(Path::UsersMe, Fault::altered().without_member("id"));
    let user = application.users_me(&tokens).json();
    assert_eq!((user.get("id"), &user["username"]), (None, &json!("siti")));
}

#[test]
fn an_access_token_may_be_opaque_and_is_good_all_the_same() {
    let application = Application::new();
    let code = application.code();
    application.stand_in.fault(Path::Token, Fault::altered().opaque_access_token());
    let tokens = application.exchange(&code).tokens();
    assert!(!tokens.access.contains('.'));
    assert_eq!(application.users_me(&tokens).status, 200);
}

#[test]
fn the_claim_names_another_tenant_or_none_while_the_token_is_good_at_the_true_one() {
    for (fault, expected) in [
        (Fault::altered().claim("tenant", r#""catapa""#), json!("catapa")),
        (Fault::altered().claim("tenant", "null"), json!(null)),
        (Fault::altered().claim("tenant", "[1]"), json!([1])),
        (Fault::altered().without_claim("tenant"), json!(null)),
    ] {
        let application = Application::new();
        let code = application.code();
        application.stand_in.fault(Path::Token, fault);
        let tokens = application.exchange(&code).tokens();
        assert_eq!(claims(&tokens.access)["tenant"], expected);
        assert_eq!(application.users_me(&tokens).status, 200);
    }
}

#[test]
fn a_body_is_padded_with_spaces_and_still_the_same_json() {
    let text = reply(Fault::altered().padded_to(1 << 20));
    assert_eq!(text.len(), 1 << 20);
    assert!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["access_token"].is_string());
}

#[test]
fn errors_may_have_the_shape_of_spring_boot() {
    let by_setting = Application::with(|builder| builder.legacy_errors());
    let by_fault = Application::new();
    by_fault.stand_in.faults().always(Path::Token, Fault::altered().legacy_errors());
    by_fault.stand_in.faults().always(Path::UsersMe, Fault::altered().legacy_errors());
    for application in [by_setting, by_fault] {
        assert_eq!(
            application.get("/v1/users/me", &[]).json(),
            json!({
                "timestamp": "2027-01-15T08:00:00Z",
                "status": 401,
                "error": "Unauthorized",
                "message": "The access token is missing, unknown, expired or revoked.",
                "path": "/v1/users/me",
            })
        );
        let refused = application.exchange("unknown").json();
        assert_eq!((&refused["error"], &refused["status"]), (&json!("Bad Request"), &json!(400)));
    }
}

#[test]
fn credentials_are_read_otherwise_for_one_request() {
    let application = Application::with(|builder| builder.client_secret("s3+cret"));
    // base64 of `app:s3%2Bcret`
    let encoded = [("authorization", "Basic YXBwOnMzJTJCY3JldA==")];
    let form = [("grant_type", "refresh_token"), ("refresh_token", "unknown")];
    let decode = Fault::altered().client_credentials(ClientCredentials::FormEncoded);
    application.stand_in.fault(Path::Token, decode);
    assert_eq!(application.post("/oauth/token", &encoded, &form).status, 400);
    assert_eq!(application.post("/oauth/token", &encoded, &form).status, 401);
}

#[test]
fn a_delayed_answer_comes_late_and_whole() {
    let application = Application::new();
    let code = application.code();
    let delay = Duration::from_millis(50);
    application.stand_in.fault(Path::Token, Fault::altered().delay(delay));
    let since = Instant::now();
    assert_eq!(application.exchange(&code).status, 200);
    assert!(since.elapsed() >= delay);
}

#[test]
fn a_gate_holds_two_answers_until_both_requests_are_there() {
    let application = Application::new();
    let tokens = application.tokens();
    let gate = Gate::new();
    application.stand_in.faults().always(Path::UsersMe, Fault::altered().held_by(&gate));
    std::thread::scope(|scope| {
        let calls = [(); 2].map(|()| scope.spawn(|| application.users_me(&tokens).status));
        assert!(application.stand_in.wait_for(Path::UsersMe, 2));
        assert!(calls.iter().all(|call| !call.is_finished()));
        gate.open();
        assert_eq!(calls.map(|call| call.join().unwrap()), [200, 200]);
    });
}

#[test]
fn a_script_runs_in_order_for_each_path_and_then_the_stand_in_behaves() {
    let application = Application::new();
    let tokens = application.tokens();
    let faults = application.stand_in.faults();
    faults.next(Path::UsersMe, Fault::answer(500));
    faults.next(Path::UsersMe, Fault::none());
    faults.times(2, Path::UsersMe, Fault::answer(503));
    faults.next(Path::Employees, Fault::answer(418));

    let statuses = || [(); 5].map(|()| application.users_me(&tokens).status);
    assert_eq!(statuses(), [500, 200, 503, 503, 200]);
    assert_eq!(application.get("/core/v1/employees", &[]).status, 418);

    faults.always(Path::UsersMe, Fault::answer(502));
    assert_eq!(statuses(), [502; 5]);
    faults.clear();
    assert_eq!(statuses(), [200; 5]);
}

#[test]
fn a_fault_that_http_cannot_carry_says_so() {
    let application = Application::new();
    for fault in [
        Fault::answer(7),
        Fault::answer(200).header("no name", "x"),
        Fault::answer(200).header("x", "line\nbreak"),
        Fault::answer(200).header("Content-Length", 7),
    ] {
        application.stand_in.fault(Path::UsersMe, fault);
        let answer = application.get("/v1/users/me", &[]);
        assert_eq!(answer.status, 500);
        assert!(answer.text.starts_with("The fault's"));
    }
}

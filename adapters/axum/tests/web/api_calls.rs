//! Calls to the CATAPA API in the name of whoever is signed in.

use catapa_stand_in::{Fault, Path};

use crate::application::{Application, Settings};

#[test]
fn a_call_refreshes_a_token_that_is_due_and_then_is_sent_once() {
    let application = Application::with(Settings { access_token_lifetime: 600, ..Settings::default() });
    let mut browser = application.signed_in();
    assert!(browser.click("/employees").body.contains("Siti Rahayu"));
    assert_eq!(application.token_posts(), 1);
    application.stand_in.clock().advance(540);
    assert!(browser.click("/employees").body.contains("Siti Rahayu"));
    assert_eq!((application.token_posts(), application.stand_in.count(Path::Employees)), (2, 2));
}

#[test]
fn a_token_that_catapa_rejects_is_refreshed_and_the_call_sent_once_more_and_no_more() {
    let application = Application::start();
    let mut browser = application.signed_in();
    application.stand_in.revoke_access_tokens();
    assert!(browser.click("/employees").body.contains("Siti Rahayu"));
    assert_eq!((application.token_posts(), application.stand_in.count(Path::Employees)), (2, 2));

    for _ in 0..2 {
        application.stand_in.fault(Path::Employees, Fault::answer(401));
    }
    assert_eq!(browser.click("/employees").outcome(), (502, "api.token_rejected"));
    assert_eq!((application.token_posts(), application.stand_in.count(Path::Employees)), (3, 4));
    assert_eq!(browser.click("/").body, "nobody", "a second 401 is an answer: this session is over");
}

#[test]
fn whoever_has_a_session_that_catapa_has_ended_is_sent_to_sign_in_again() {
    let application = Application::start();
    let (mut person, mut program) = (application.signed_in(), application.signed_in());
    application.stand_in.revoke_everything();
    let answer = person.click("/employees");
    assert_eq!((answer.status, answer.location()), (303, "/catapa/sign-in?return_to=%2Femployees"));
    assert_eq!(person.click("/").body, "nobody");
    let answer = program.send("GET", "/employees", &[("accept", "application/json")]);
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("refused.invalid_grant"), "{}", answer.body);
}

#[test]
fn a_refresh_that_is_rate_limited_says_when_to_come_back_and_is_not_tried_before() {
    let application = Application::with(Settings { access_token_lifetime: 600, ..Settings::default() });
    let mut browser = application.signed_in();
    application.stand_in.clock().advance(600);
    application.stand_in.fault(Path::Token, Fault::too_many_requests(9));
    for later in [0, 4] {
        application.stand_in.clock().advance(later);
        let page = browser.click("/employees");
        assert_eq!(page.outcome(), (503, "tokens.rate_limited"));
        assert_eq!(page.header("retry-after"), (9 - later).to_string());
    }
    assert_eq!(application.token_posts(), 2);
    application.stand_in.clock().advance(5);
    assert_eq!(browser.click("/employees").status, 200);
}

#[test]
fn a_call_that_is_not_allowed_is_a_page_and_no_sign_out() {
    let application = Application::start();
    let mut browser = application.signed_in();
    application.stand_in.fault(Path::Employees, Fault::answer(403));
    assert_eq!(browser.click("/employees").outcome(), (403, "api.forbidden"));
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
}

#[test]
fn a_calls_answer_is_read_into_a_type_and_what_does_not_fit_is_a_page_and_no_sign_out() {
    let application = Application::start();
    let mut browser = application.signed_in();
    assert!(browser.click("/names").body.contains("Siti Rahayu"));
    for (body, outcome) in
        [(r#"{"content":[{"name":7}]}"#, (500, "api.other_type")), ("<h1>Back soon</h1>", (502, "api.not_json"))]
    {
        application.stand_in.fault(Path::Employees, Fault::answer(200).body(body));
        assert_eq!(browser.click("/names").outcome(), outcome);
    }
    assert_eq!(browser.click("/unwritable").outcome(), (500, "api.not_serialized"));
    assert_eq!(application.stand_in.count(Path::Employees), 3);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
}

#[test]
fn a_call_that_catapa_could_not_answer_is_not_sent_again() {
    let application = Application::start();
    let mut browser = application.signed_in();
    for (fault, outcome) in
        [(Fault::answer(503), (502, "api.status")), (Fault::too_many_requests(9), (503, "api.rate_limited"))]
    {
        application.stand_in.clear_requests();
        application.stand_in.fault(Path::Employees, fault);
        assert_eq!(browser.click("/employees").outcome(), outcome);
        assert_eq!((application.token_posts(), application.stand_in.count(Path::Employees)), (0, 1));
    }
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
}

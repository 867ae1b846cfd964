//! Programs and scripts, which are told in JSON what people are told by pages and redirects.

use serde_json::{Value, json};

use crate::application::Application;
use crate::browser::CLICK;

#[test]
fn a_program_that_is_not_signed_in_gets_401_and_json() {
    let application = Application::start();
    let mut program = application.browser();
    let requests: [(&str, &[(&str, &str)]); 5] = [
        ("GET", &[]),
        ("GET", &[("accept", "application/json")]),
        ("POST", &[("accept", "application/json")]),
        // A script of a page, whatever it accepts.
        ("GET", &[("accept", "text/html"), ("sec-fetch-mode", "cors")]),
        ("GET", &[("accept", "*/*"), ("sec-fetch-mode", "cors")]),
    ];
    for (method, headers) in requests {
        let refused = program.send(method, "/private", headers);
        assert_eq!((refused.status, refused.header("content-type")), (401, "application/json"), "{headers:?}");
        let expected =
            json!({"error": "web.sign_in_first", "message": "please sign in first", "sign_in": "/catapa/sign-in"});
        assert_eq!(serde_json::from_str::<Value>(&refused.body).unwrap(), expected);
        assert_eq!(refused.header("cache-control"), "no-store");
        assert!(refused.set_cookies().is_empty());
    }
}

#[test]
fn a_form_that_a_person_sends_without_a_session_is_no_reason_to_go_elsewhere() {
    let application = Application::start();
    let page = application.browser().send("POST", "/private", &CLICK);
    assert_eq!(page.outcome(), (401, "web.sign_in_first"));
    assert!(page.body.contains(r#"href="/catapa/sign-in""#), "{}", page.body);
}

#[test]
fn an_old_browser_that_sends_no_fetch_metadata_is_a_person_if_it_wants_html() {
    let application = Application::start();
    let answer = application.browser().send("GET", "/private", &[("accept", "text/html;q=0.9,*/*")]);
    assert_eq!((answer.status, answer.location()), (303, "/catapa/sign-in?return_to=%2Fprivate"));
}

#[test]
fn a_page_of_a_nested_router_is_come_back_to_by_its_whole_path() {
    let application = Application::start();
    let mut browser = application.browser();
    let turned_away = browser.click("/nested/page?a=b");
    let authorize_url = browser.begin(turned_away.location());
    assert_eq!(browser.get(&application.allow(&authorize_url)).location(), "/nested/page?a=b");
    assert_eq!(browser.get("/nested/page?a=b").status, 200);
}

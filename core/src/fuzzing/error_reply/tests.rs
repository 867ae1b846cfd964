//! Outcomes that the law must not let pass.

use std::panic::catch_unwind;

use super::*;

fn may_be(status: u16, body: &str, code: &str) -> bool {
    let code = ErrorCode::new(code);
    catch_unwind(|| is_oauth_error(status, body.as_bytes(), &code)).is_ok()
}

#[test]
fn an_oauth_error_comes_under_200_400_or_401_as_json_that_says_it() {
    let body = r#"{"error":"invalid_grant"}"#;
    for (status, may_come) in [(200, true), (400, true), (401, true), (403, false), (500, false)] {
        assert_eq!(may_be(status, body, "invalid_grant"), may_come, "{status}");
    }
    assert!(!may_be(400, body, "invalid_client"), "it says something else");
    assert!(!may_be(400, r#"{"error":null}"#, "invalid_grant"), "it says nothing");
    assert!(!may_be(400, r#"{"error":"invalid_grant""#, "invalid_grant"), "it is cut short");
}

#[test]
fn a_status_in_the_body_is_springs_and_its_error_is_no_code_of_oauth() {
    assert!(may_be(400, r#"{"error":"Bad Request"}"#, "Bad Request"));
    assert!(!may_be(400, r#"{"error":"Bad Request","status":400}"#, "Bad Request"));
    assert!(may_be(400, r#"{"error":"invalid_grant","status":400}"#, "invalid_grant"), "a code that we know");
}

#[test]
fn a_secret_or_another_sides_text_that_is_shown_breaks_the_law() {
    let passes = |debug: &str, sentence: &str, code: &str| catch_unwind(|| is_discreet(debug, sentence, code)).is_ok();
    assert!(passes("Refused([4 bytes])", "CATAPA refused", "refused.other"));
    assert!(!passes("Refused(c0de)", "", "") && !passes(world::CSRF_TOKEN, "", ""), "a secret");
    assert!(
        !passes("", "CATAPA said: né", "") && !passes("", "CATAPA said:\n", "") && !passes("", "", "é"),
        "its text"
    );
}

//! What an OAuth error is, worked out by hand, and outcomes that the law must not let pass.

use std::panic::catch_unwind;

use super::*;

/// `code: description` of an OAuth error.
fn judged(status: u16, body: &str) -> String {
    match Judged::of(status, body.as_bytes()) {
        Judged::Error { code, description } => format!("{code}: {description}"),
        Judged::None => "none".into(),
        Judged::Unknown => "unknown".into(),
    }
}

fn error(code: &str) -> String {
    format!(r#"{{"error":"{code}"}}"#)
}

#[test]
fn a_code_that_we_know_ends_a_sign_in_under_200_400_and_401_whatever_stands_beside_it() {
    for code in REGISTERED.into_iter().chain(ELSEWHERE).chain(["invalid_client"]) {
        for status in [200, 400, 401] {
            assert_eq!(judged(status, &error(code)), format!("{code}: "), "{status}");
            assert_eq!(
                judged(status, &format!(r#"{{"error":"{code}","status":400}}"#)),
                format!("{code}: "),
                "{status}"
            );
        }
        for status in [201, 302, 399, 408, 421, 425, 429, 500] {
            assert_eq!(judged(status, &error(code)), "none", "{code} under {status}");
        }
    }
}

#[test]
fn a_code_of_a_token_endpoint_ends_a_sign_in_under_any_other_4xx() {
    for status in [402, 403, 404, 407, 409, 420, 422, 424, 426, 428, 430, 499] {
        for code in REGISTERED {
            assert_eq!(judged(status, &error(code)), format!("{code}: "), "{status}");
        }
        for code in ELSEWHERE.into_iter().chain(["invalid_client", "grant_spent"]) {
            assert_eq!(judged(status, &error(code)), "none", "{code} under {status}");
        }
    }
}

#[test]
fn a_fault_at_catapas_ends_nothing() {
    for code in ["server_error", "temporarily_unavailable"] {
        for status in [200, 400, 401, 500, 503] {
            assert_eq!(judged(status, &error(code)), "none", "{code} under {status}");
        }
    }
}

#[test]
fn a_code_of_its_own_ends_a_sign_in_under_200_and_400_without_a_status_in_the_body() {
    for (status, expected) in [(200, "grant-spent_: "), (400, "grant-spent_: "), (401, "none"), (403, "none")] {
        assert_eq!(judged(status, &error("grant-spent_")), expected, "{status}");
    }
    assert_eq!(judged(400, r#"{"error":"grant_spent","status":400}"#), "none", "that is Spring's");
    assert_eq!(judged(400, r#"{"error":"grant_spent","status":null}"#), "none", "and so is that");
    for code in ["", "Bad Request", "a b", "unauthorizeD", "e1", "a.b", "é"] {
        assert_eq!(judged(400, &error(code)), "none", "{code}");
    }
}

#[test]
fn a_code_is_judged_by_all_of_it_also_where_it_is_longer_than_what_is_kept() {
    let long = "a".repeat(65);
    assert_eq!(judged(400, &error(&long)), format!("{long}: "));
    for length in [63, 64, 65] {
        assert_eq!(judged(400, &error(&format!("{}B", "a".repeat(length)))), "none", "{length}");
    }
}

#[test]
fn a_body_that_says_no_error_once_is_none() {
    for body in [
        "",
        "<html></html>",
        "{}",
        r#"{"error":null}"#,
        r#"{"error":5}"#,
        r#"{"error":"\ud800"}"#,
        r#"{"error":"invalid_grant""#,
        r#"{"error":"invalid_grant","error":"invalid_grant"}"#,
        r#"{"error":"invalid_grant","scope":1,"scope":2}"#,
    ] {
        assert_eq!(judged(400, body), "none", "{body}");
    }
    assert_eq!(judged(400, r#"{"error":"invalid_grant","x":1,"x":2}"#), "invalid_grant: ", "nobody reads it");
    assert_eq!(judged(400, "[]"), "unknown");
}

#[test]
fn a_body_of_64_kib_is_read_and_not_a_byte_more() {
    let padded = |length: usize| format!(r#"{{"error":"invalid_grant","x":"{}"}}"#, "a".repeat(length));
    let unpadded = padded(0).len();
    for (length, expected) in [(REPLY_LIMIT, "invalid_grant: "), (REPLY_LIMIT + 1, "none")] {
        assert_eq!(judged(400, &padded(length - unpadded)), expected, "{length} bytes");
    }
}

#[test]
fn a_description_is_a_text_or_says_nothing() {
    for (description, expected) in [(r#""spent""#, "spent"), ("null", ""), ("5", ""), (r#""\ud800""#, "")] {
        let body = format!(r#"{{"error":"invalid_grant","error_description":{description}}}"#);
        assert_eq!(judged(400, &body), format!("invalid_grant: {expected}"), "{description}");
    }
}

/// What the crate makes of an error with this code and description.
fn refusal(code: &str, description: &str) -> Refusal {
    let mut body = format!(r#"{{"error":"{code}","error_description":"{description}"}}"#).into_bytes();
    match world::have_code().finish(Reply::new(400, &mut body), world::now()) {
        Err(NotGranted::Refused(refusal)) => refusal,
        other => panic!("{other:?} is no refusal"),
    }
}

#[test]
fn a_refusal_that_says_other_than_the_body_breaks_the_law() {
    let says = |judged: Judged, refusal: &Refusal| catch_unwind(|| judged.says(refusal)).is_ok();
    let judged = |code: &str, description: &str| Judged::Error { code: code.into(), description: description.into() };
    let spent = refusal("invalid_grant", "spent");
    assert!(says(judged("invalid_grant", "spent"), &spent));
    assert!(!says(judged("invalid_scope", "spent"), &spent), "another code");
    assert!(!says(judged("invalid_grant", "spend"), &spent), "another description");
    assert!(!says(Judged::None, &spent), "none at all");
    assert!(says(Judged::Unknown, &spent), "nobody knows");
    let (code, description) = ("a".repeat(65), "é".repeat(129));
    assert!(says(judged(&code, &description), &refusal(&code, &description)), "as much as is kept");
}

#[test]
fn an_answer_that_is_taken_for_none_breaks_the_law() {
    let passes = |judged: &Judged, status| catch_unwind(|| judged.is_ambiguous(status)).is_ok();
    let error = Judged::Error { code: "invalid_grant".into(), description: String::new() };
    for status in [200, 302, 428, 430, 500] {
        assert!(passes(&Judged::None, status) && passes(&Judged::Unknown, status), "{status}");
        assert!(!passes(&error, status), "{status}");
    }
    assert!(!passes(&Judged::None, 429) && !passes(&Judged::Unknown, 429), "a wait");
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

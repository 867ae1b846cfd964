//! HaveCode: the token request, and what each kind of reply does to the step. `token_reply` reads tokens, `tenant_claim`
//! compares the tenant, and `rate_limit` is about 429.

use catapa_signin::config::TenantPlacement;
use catapa_signin::error::{ErrorCode, NotInTime};
use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::request::Redirects;
use catapa_signin::{Blame, ClientConfig, Explain as _, HaveCode, Method, NotGranted, Options, Reply};

use crate::story::{CALLBACK, CODE, CSRF_TOKEN, GRANT, Story, VERIFIER, at, config, token_reply, wire};

/// The outcome of a reply in one word, and whether the step came back. A step that comes back must still be good.
pub(crate) fn verdict(status: u16, body: impl AsRef<[u8]>) -> (&'static str, bool) {
    let story = Story::default();
    match story.finish(status, body.as_ref()) {
        Ok(_) => ("granted", false),
        Err(error) => (error.code(), still_good(&story, error)),
    }
}

fn still_good(story: &Story, error: NotGranted<HaveCode>) -> bool {
    let is_over = matches!(error, NotGranted::Refused(_) | NotGranted::TenantRefused(_));
    assert_eq!(error.step().is_none(), is_over, "{error:?}");
    let step: Option<HaveCode> = error.into_step();
    assert_eq!(step.is_none(), is_over);
    step.is_some_and(|step| {
        let again = story.client.resume(step).expect("our own step");
        let request = wire(&again.token_request(at(CALLBACK)).expect("in time"));
        assert_eq!(request, wire(&story.have_code().token_request(at(CALLBACK)).unwrap()));
        true
    })
}

fn problem_of(status: u16, body: &str) -> (Option<String>, Option<String>) {
    match Story::default().finish(status, body.as_bytes()) {
        Err(NotGranted::Ambiguous { why: Ambiguity::Status { status: named, problem: Some(problem) }, .. }) => {
            assert_eq!(named, status);
            (problem.code().map(str::to_owned), problem.message().map(str::to_owned))
        }
        other => panic!("a problem, not {other:?}"),
    }
}

#[test]
fn the_token_request_names_grant_code_and_redirect_uri_and_the_tenant_in_a_header() {
    let story = Story::default();
    let have_code = story.have_code();
    let request = have_code.token_request(at(CALLBACK)).unwrap();
    assert_eq!(request.method(), Method::Post);
    assert_eq!(request.url().to_string(), "https://api.example.com/oauth/token");
    let names: Vec<_> = request.headers().map(|header| header.name()).collect();
    assert_eq!(names, ["user-agent", "accept", "accept-encoding", "content-type", "tenant", "authorization"]);
    let request = wire(&request);
    assert!(request.contains("\r\ntenant: gdplabs\r\n"));
    assert!(request.ends_with(&format!(
        "\r\n\r\ngrant_type=authorization_code&code={CODE}&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback"
    )));
}

#[test]
fn the_tenant_can_be_placed_in_the_body_and_is_then_in_no_header() {
    let story = Story::with(Options::default().tenant_placement(TenantPlacement::Body).pkce(true));
    let have_code = story.have_code();
    let request = wire(&have_code.token_request(at(CALLBACK)).unwrap());
    assert!(!request.contains("\r\ntenant:"));
    assert!(request.ends_with(&format!("&code_verifier={VERIFIER}&tenant=gdplabs")));
}

#[test]
fn the_code_is_escaped_on_its_way_to_the_body() {
    let story = Story::default();
    let callback = format!("code=a%2B/%26b%3D%25+c%20d&state={CSRF_TOKEN}&tenant=gdplabs");
    let have_code = story.awaiting_callback().accept(&callback, at(CALLBACK)).unwrap();
    let request = wire(&have_code.token_request(at(CALLBACK)).unwrap());
    let body: Vec<(String, String)> = serde_urlencoded::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body[1], ("code".to_owned(), "a+/&b=% c d".to_owned()));
    assert!(request.contains("&code=a%2B%2F%26b%3D%25%20c%20d&"));
    let length = request.split_once("content-length: ").unwrap().1.split_once("\r\n").unwrap().0;
    assert_eq!(length.parse(), Ok(request.split_once("\r\n\r\n").unwrap().1.len()));
}

#[test]
fn the_token_request_forbids_redirects_and_bounds_the_reply() {
    let story = Story::default();
    let have_code = story.have_code();
    let request = have_code.token_request(at(CALLBACK)).unwrap();
    assert_eq!(request.redirects(), Redirects::Never);
    assert_eq!(request.reply_limit(), 65_536);
}

#[test]
fn a_code_lives_five_minutes() {
    let story = Story::default();
    let have_code = story.have_code();
    assert!(have_code.token_request(at(CALLBACK + 299)).is_ok());
    assert_eq!(have_code.token_request(at(CALLBACK + 300)).unwrap_err(), NotInTime);
    assert_eq!(NotInTime.blame(), Blame::Person);
}

#[test]
fn a_clock_that_runs_back_by_more_than_a_minute_makes_a_code_too_old() {
    let story = Story::default();
    let have_code = story.have_code();
    assert!(have_code.token_request(at(CALLBACK - 60)).is_ok());
    assert_eq!(have_code.token_request(at(CALLBACK - 61)).unwrap_err(), NotInTime);
}

#[test]
fn asking_for_the_token_request_spends_nothing() {
    let story = Story::default();
    let have_code = story.have_code();
    let [first, second] = [(); 2].map(|()| wire(&have_code.token_request(at(CALLBACK)).unwrap()));
    assert_eq!(first, second);
}

#[test]
fn a_parsed_oauth_error_ends_the_sign_in() {
    for (text, code) in [
        ("invalid_request", ErrorCode::InvalidRequest),
        ("invalid_grant", ErrorCode::InvalidGrant),
        ("unauthorized_client", ErrorCode::UnauthorizedClient),
        ("unsupported_grant_type", ErrorCode::UnsupportedGrantType),
        ("invalid_scope", ErrorCode::InvalidScope),
        ("access_denied", ErrorCode::AccessDenied),
        ("invalid_token", ErrorCode::InvalidToken),
    ] {
        let body = format!(r#"{{"error":"{text}","error_description":"why","error_uri":"where"}}"#);
        // A success with an error in its body is an error too.
        for status in [400, 401, 200] {
            let Err(NotGranted::Refused(refusal)) = Story::default().finish(status, body.as_bytes()) else {
                panic!("{status} {text}")
            };
            assert_eq!(*refusal.error_code(), code);
            assert_eq!((refusal.description(), refusal.uri()), (Some("why"), Some("where")));
            assert!(!verdict(status, &body).1, "the code is spent");
        }
    }
}

#[test]
fn the_first_error_survives_word_for_word_and_its_sentence_quotes_nothing() {
    let body = r#"{"error":"planted_code","error_description":"PLANTED \"\u00e9\"","error_uri":"PLANTED"}"#;
    let Err(error) = Story::default().finish(400, body.as_bytes()) else { panic!("refused") };
    assert!(!format!("{error} {error:?}").to_uppercase().contains("PLANTED"));
    let NotGranted::Refused(refusal) = error else { panic!("refused") };
    assert_eq!((refusal.error_code().as_str(), refusal.description()), ("planted_code", Some("PLANTED \"é\"")));
}

#[test]
fn an_error_of_a_servers_or_gateways_own_is_no_oauth_error() {
    for (status, body) in [
        (400, r#"{"error":"server_error"}"#),
        (400, r#"{"error":"temporarily_unavailable"}"#),
        (200, r#"{"error":"temporarily_unavailable"}"#),
        (400, r#"{"error":"Bad Request","timestamp":1,"path":"/oauth/token"}"#),
        (401, r#"{"error":"unauthorized","error_description":"Full authentication is required"}"#),
        (401, r#"{"error":"Unauthorized"}"#),
        (403, r#"{"error":"forbidden"}"#),
        (404, r#"{"error":"not_found"}"#),
        (408, r#"{"error":"timeout"}"#),
        (403, r#"{"error":"access_denied"}"#),
        (403, r#"{"error":"invalid_token"}"#),
        (403, r#"{"error":"invalid_client"}"#),
        (403, r#"{"error":"spent"}"#),
        (422, r#"{"error":"server_error"}"#),
        (404, r#"{"error":"Invalid_grant"}"#),
        (404, r#"{"error":"invalid_grant "}"#),
    ] {
        let story = Story::default();
        let outcome = story.finish(status, body.as_bytes());
        assert!(matches!(outcome, Err(NotGranted::Ambiguous { .. })), "{status} {body} {outcome:?}");
    }
}

/// The errors of a token endpoint (RFC 6749, section 5.2), but for `invalid_client`.
const REGISTERED: [&str; 5] =
    ["invalid_request", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"];

#[test]
fn a_registered_error_of_the_token_endpoint_is_final_under_any_4xx_that_looked_at_the_request() {
    let unseen = [408, 421, 425, 429];
    for code in REGISTERED {
        let bodies = [
            format!(r#"{{"error":"{code}"}}"#),
            format!(r#"{{"timestamp":1,"status":403,"error":"{code}","message":null,"path":"/oauth/token"}}"#),
        ];
        for (body, status) in bodies.iter().flat_map(|body| (400..500).map(move |status| (body, status))) {
            let (name, step) = verdict(status, body);
            match status {
                429 => assert_eq!((name, step), ("token.rate_limited", true)),
                _ if unseen.contains(&status) => assert_eq!((name, step), ("reply.status", true), "{status}"),
                _ => assert_eq!((name, step), (format!("refused.{code}").as_str(), false), "{status}"),
            }
        }
        for status in [201, 299, 300, 399, 500, 501, 599] {
            assert!(verdict(status, &bodies[0]).1, "{code} under {status}");
        }
    }
}

#[test]
fn an_error_is_told_by_all_of_it_also_where_it_is_longer_than_what_is_kept() {
    let (long, phrase) = ("a".repeat(65), "a".repeat(64) + " Bad Request");
    assert_eq!(verdict(400, format!(r#"{{"error":"{long}"}}"#)), ("refused.other", false));
    assert_eq!(verdict(400, format!(r#"{{"error":"{phrase}"}}"#)), ("reply.status", true));
}

#[test]
fn wrong_credentials_leave_the_code_unspent() {
    let body = r#"{"error":"invalid_client","error_description":"Bad client credentials"}"#;
    for status in [400, 401] {
        assert_eq!(verdict(status, body), ("refused.invalid_client", true));
    }
    let Err(error) = Story::default().finish(401, body.as_bytes()) else { panic!("refused") };
    assert_eq!(error.blame(), Blame::Caller);
    assert_eq!(error.to_string(), "CATAPA does not accept the credentials of this application");
}

#[test]
fn a_failure_on_the_way_is_never_final() {
    let html = "<!DOCTYPE html><title>502 Bad Gateway</title>";
    let token_reply = token_reply();
    for status in [100, 199, 300, 301, 302, 303, 304, 307, 308, 500, 502, 503, 504, 599, 600, 999] {
        let errors = ["server_error", "invalid_grant", "access_denied"].map(|code| format!(r#"{{"error":"{code}"}}"#));
        for body in ["", html, &errors[0], &errors[1], &errors[2], &token_reply] {
            assert_eq!(verdict(status, body), ("reply.status", true), "{status} {body}");
        }
    }
    for status in [400, 401, 403, 404, 405, 413, 499] {
        for body in ["", html, "{}", "[]", "null", r#"{"error":""}"#, r#"{"error":null}"#, r#"{"error":7}"#, "{"] {
            assert_eq!(verdict(status, body), ("reply.status", true), "{status} {body}");
        }
    }
}

#[test]
fn tokens_that_come_with_an_error_status_are_not_taken() {
    assert_eq!(verdict(400, token_reply()), ("reply.status", true));
}

#[test]
fn every_success_status_can_carry_tokens() {
    for status in [200, 201, 203, 299] {
        assert_eq!(verdict(status, token_reply()), ("granted", false));
    }
}

#[test]
fn the_phrase_of_a_status_in_springs_shape_is_no_oauth_error() {
    let body = r#"{"timestamp":"2023-11-14T22:13:20Z","status":401,"error":"Unauthorized","message":"No","path":"/oauth/token"}"#;
    assert_eq!(verdict(401, body), ("reply.status", true));
    assert_eq!(problem_of(401, body), (Some("Unauthorized".into()), Some("No".into())));
    let refused = r#"{"timestamp":1,"status":400,"error":"invalid_grant"}"#;
    assert_eq!(verdict(400, refused), ("refused.invalid_grant", false), "a code of OAuth's is one in any shape");
}

#[test]
fn catapas_own_shape_is_no_oauth_error() {
    let body = r#"{"code":"ACCESS_DENIED","message":"Not you","status":403,"timestamp":1700000000}"#;
    assert_eq!(verdict(403, body), ("reply.status", true));
    assert_eq!(problem_of(403, body), (Some("ACCESS_DENIED".into()), Some("Not you".into())));
    assert_eq!(problem_of(500, body), (Some("ACCESS_DENIED".into()), Some("Not you".into())));
}

#[test]
fn what_catapa_says_about_a_problem_is_bounded() {
    let body = format!(r#"{{"code":"{}","message":"{}é{}"}}"#, "c".repeat(99), "m".repeat(255), "m".repeat(999));
    let (code, message) = problem_of(500, &body);
    assert_eq!((code.unwrap().len(), message.unwrap().len()), (64, 255));
}

#[test]
fn a_success_that_cannot_be_read_hands_the_code_back() {
    let cut = token_reply();
    for (body, code) in [
        ("", "reply.not_json"),
        ("<html>", "reply.not_json"),
        (&cut[..cut.len() - 1], "reply.not_json"),
        ("{}", "reply.member"),
    ] {
        assert_eq!(verdict(200, body), (code, true), "{body}");
    }
}

#[test]
fn a_reply_in_a_coding_that_was_not_asked_for_is_named_as_such() {
    const GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03";
    let json = [b"\r\n ", token_reply().as_bytes()].concat();
    for (coding, body, code) in [
        ("gzip", GZIP, "reply.encoded"),
        ("br", b"\x0b\x02\x80", "reply.encoded"),
        ("identity, gzip", GZIP, "reply.encoded"),
        ("identity", GZIP, "reply.not_json"),
        ("Identity", GZIP, "reply.not_json"),
        ("", GZIP, "reply.not_json"),
        // A client that decodes and keeps the header; a server that means a charset.
        ("gzip", &json, "granted"),
        ("UTF-8", &json, "granted"),
    ] {
        let mut body = body.to_vec();
        let story = Story::default();
        let reply = Reply::new(200, &mut body).header("Content-Encoding", coding);
        match story.have_code().finish(reply, at(GRANT)) {
            Ok(_) => assert_eq!(code, "granted", "{coding}"),
            Err(why) => {
                assert_eq!(why.code(), code, "{coding}");
                assert!(why.into_step().is_some(), "{coding}");
            }
        }
    }
    let story = Story::default();
    let slow_down = Reply::new(429, &mut []).header("content-encoding", "gzip").header("retry-after", "7");
    assert_eq!(story.have_code().finish(slow_down, at(GRANT)).map(drop).unwrap_err().code(), "token.rate_limited");
}

#[test]
fn a_body_that_was_cut_or_is_over_the_limit_settles_nothing() {
    type Mark = for<'b> fn(Reply<'b>) -> Reply<'b>;
    let marks: [(Mark, BodyFault); 2] =
        [(|reply| reply.cut_short(), BodyFault::CutShort), (|reply| reply.over_limit(), BodyFault::OverLimit)];
    for (mark, expected) in marks {
        let story = Story::default();
        let mut body = token_reply().into_bytes();
        let refused = story.have_code().finish(mark(Reply::new(200, &mut body)), at(GRANT));
        let Err(NotGranted::Ambiguous { why: Ambiguity::Unreadable(why), .. }) = refused else {
            panic!("{expected:?}")
        };
        assert_eq!(why, expected);

        let mut body = br#"{"error":"invalid_grant"}"#.to_vec();
        let refused = story.have_code().finish(mark(Reply::new(400, &mut body)), at(GRANT)).map(drop).unwrap_err();
        assert_eq!(refused.code(), "reply.status");
        assert!(still_good(&story, refused), "half an error is none");
    }
}

#[test]
fn a_token_reply_has_at_most_65536_bytes() {
    let padded = |length: usize| {
        let reply = token_reply();
        let padding = " ".repeat(length - reply.len());
        reply + &padding
    };
    assert_eq!(verdict(200, padded(65_536)), ("granted", false));
    assert_eq!(verdict(200, padded(65_537)), ("reply.over_limit", true));
}

#[test]
fn the_same_refusal_is_read_whatever_the_scope_and_tenants_are() {
    let options = Options::default().scope("all").pkce(true).tenant_placement(TenantPlacement::Body);
    let story = Story::of(ClientConfig { options, ..config() });
    let refused = story.finish(400, br#"{"error":"invalid_grant"}"#).map(drop).unwrap_err();
    assert_eq!(refused.code(), "refused.invalid_grant");
}

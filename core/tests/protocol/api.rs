//! Calls to the CATAPA API with an access token: the request, and the meaning of a reply.

use catapa_signin::reply::{ApiProblem, BodyFault};
use catapa_signin::request::{NotAnApiPath, Redirects};
use catapa_signin::{ApiError, Explain as _, Freshness, Method, Reply};

use crate::story::{CALLBACK, GRANT, Story, access_token, at, wire};

/// The meaning of CATAPA's reply with this status and body.
fn reply(status: u16, body: &str) -> Result<(u16, Vec<u8>), ApiError> {
    let mut body = body.to_owned().into_bytes();
    let story = Story::default();
    let authorized = story.authorized();
    authorized.read_api(Reply::new(status, &mut body)).map(|reply| (reply.status(), reply.body().to_vec()))
}

#[test]
fn a_path_that_could_leave_catapa_or_change_on_the_way_is_refused() {
    let refused = [
        "",
        "v1",
        "v1/users",
        ".",
        "..",
        "?a=/",
        "https://evil.example/",
        "https:/evil.example", // no leading slash
        "//",
        "//evil.example",
        "//evil.example/v1", // a host of its own
        "/..",
        "/../x",
        "/v1/..",
        "/v1/../x",
        "/v1/..?a=b",
        "/a..b",
        "/...",
        "/v1/..;/x",
        "/v1/..;a=b", // climbing
        "/%2e%2e",
        "/%2E%2E/x",
        "/.%2E",
        "/.%2e/x",
        "/%2e.",
        "/%2E./x",
        "/v1/%2e%2E;x", // climbing in disguise
        "/%",
        "/%2",
        "/%zz",
        "/?a=%zz",
        "/a`b",
        "/a?{b}",
        "/a|b^c",
        "/?q=\"<b>\"",
        "/%2g",
        "/%ff",
        "/%c3",
        "/%e2%82",
        "/?a=b%", // broken escapes
        "\\",
        "/\\",
        "/\\evil.example",
        "/v1\\..\\x",
        "/?a=\\", // backslashes
        "/#",
        "/v1#x",
        "/v1?a#b", // fragments
        " /",
        "/ ",
        "/a b",
        "/a?b c",
        "/ HTTP/1.1", // spaces
        "/\t",
        "/\r\nx: y",
        "/a\n",
        "/\0",
        "/a?b\u{7f}",
        "/\u{85}", // controls
        "/é",
        "/v1?q=é",
        "/\u{2024}\u{2024}",
        "/\u{ff0e}\u{ff0e}", // foreign characters
    ];
    let story = Story::default();
    let authorized = story.authorized();
    for path in refused {
        assert_eq!(authorized.api_request(Method::Get, path).err(), Some(NotAnApiPath), "{path:?}");
    }
}

#[test]
fn a_path_that_stays_is_sent_byte_for_byte() {
    let taken = [
        "/",
        "/v1",
        "/v1/",
        "/v1//x",
        "/a.b/.c/d.",
        "/.",
        "/./x",
        "/a;b=c/d",
        "/%20%2F%5C%23%C3%A9",
        "/~a!$&'()*+,=:@",
        "/?",
        "/?a=..",
        "/v1?path=../../x",
        "/v1?url=https://x.example//",
        "/v1?a=%2e%2e&b=%25zz",
        "/core/v1/employees?page=0&sort=name,asc",
    ];
    let story = Story::default();
    let authorized = story.authorized();
    for path in taken {
        let request = authorized.api_request(Method::Get, path).unwrap();
        assert_eq!(request.url().to_string(), format!("https://api.example.com{path}"));
        assert!(wire(&request).starts_with(&format!("GET {path} HTTP/1.1\r\nhost: api.example.com\r\n")), "{path}");
    }
}

#[test]
fn a_call_carries_token_tenant_and_body() {
    let story = Story::default();
    let authorized = story.authorized();
    let request = authorized.api_request(Method::Patch, "/core/v1/employees/7?notify=no").unwrap();
    assert_eq!(
        wire(&request.json(r#"{"name":"Siti é"}"#)),
        format!(
            "PATCH /core/v1/employees/7?notify=no HTTP/1.1\r\n\
             host: api.example.com\r\n\
             user-agent: catapa-signin/0.1.0\r\n\
             accept: application/json\r\n\
             accept-encoding: identity\r\n\
             content-type: application/json\r\n\
             tenant: gdplabs\r\n\
             authorization: Bearer {}\r\n\
             content-length: 18\r\n\
             connection: close\r\n\
             \r\n\
             {{\"name\":\"Siti é\"}}",
            access_token()
        )
    );
}

#[test]
fn each_method_is_sent_by_its_name_and_says_the_length_of_its_body() {
    use Method::{Delete, Get, Patch, Post, Put};
    let story = Story::default();
    let authorized = story.authorized();
    for (method, name) in [(Get, "GET"), (Post, "POST"), (Put, "PUT"), (Patch, "PATCH"), (Delete, "DELETE")] {
        let request = wire(&authorized.api_request(method, "/v1").unwrap());
        assert!(request.starts_with(&format!("{name} /v1 HTTP/1.1\r\n")));
        assert_eq!(request.contains("content-length: 0\r\n"), method != Get, "{name}");
        assert!(!request.contains("content-type"));
    }
    let request = authorized.api_request(Get, "/v1").unwrap();
    assert!(request.body().is_empty());
    let with_body = request.json("{}");
    assert!(!with_body.body().is_empty() && wire(&with_body).contains("content-length: 2\r\n"));
}

#[test]
fn only_the_authorization_header_is_a_secret_and_no_header_counts_itself_wrongly() {
    let story = Story::default();
    let authorized = story.authorized();
    let have_code = story.have_code();
    for request in [authorized.user_request(), have_code.token_request(at(CALLBACK)).unwrap()] {
        for header in request.headers() {
            let mut value = String::new();
            header.write_value(&mut value).unwrap();
            assert_eq!(header.len(), value.len(), "{}", header.name());
            assert_eq!(header.is_secret(), header.name() == "authorization");
        }
    }
}

#[test]
fn no_request_follows_redirects_and_each_says_how_much_of_its_reply_is_read() {
    let story = Story::default();
    let (authorized, expired, have_code) = (story.authorized(), story.expired(), story.have_code());
    let api = authorized.api_request(Method::Get, "/v1").unwrap();
    let token = have_code.token_request(at(CALLBACK)).unwrap();
    for request in
        [api.clone(), token, expired.refresh_request(), authorized.user_request(), authorized.validate_request()]
    {
        assert_eq!((request.redirects(), request.reply_limit()), (Redirects::Never, 65_536));
    }
    assert_eq!(api.with_reply_limit(1 << 20).reply_limit(), 1 << 20);
}

#[test]
fn a_token_request_keeps_its_form_whoever_asks_it_to_send_json() {
    let story = Story::default();
    let have_code = story.have_code();
    let request = have_code.token_request(at(CALLBACK)).unwrap();
    assert_eq!(wire(&request.clone().json("{}")), wire(&request));
}

#[test]
fn the_token_check_asks_under_both_headers() {
    let story = Story::default();
    let request = wire(&story.authorized().validate_request());
    assert!(request.starts_with("GET /v1/oauth-clients/validate-access-token HTTP/1.1\r\nhost: api.example.com\r\n"));
    assert!(request.contains("\r\ntenant: gdplabs\r\n") && request.contains("\r\nauthorization: Bearer "));
}

#[test]
fn a_success_hands_out_its_body_whole() {
    for (status, body) in [(200, r#"{"a":"\u0062"}"#), (201, "created"), (204, ""), (299, "\0")] {
        assert_eq!(reply(status, body), Ok((status, body.into())));
    }
    // The limit belongs to the request, and the sender keeps it.
    let large = "x".repeat(1 << 20);
    assert_eq!(reply(200, &large), Ok((200, large.into_bytes())));
}

#[test]
fn a_success_that_did_not_arrive_whole_is_unreadable() {
    let story = Story::default();
    let authorized = story.authorized();
    let cut = authorized.read_api(Reply::new(200, &mut [b'{']).cut_short()).unwrap_err();
    assert_eq!(cut, ApiError::Unreadable(BodyFault::CutShort));
    let over = authorized.read_api(Reply::new(200, &mut [b'{']).over_limit()).unwrap_err();
    assert_eq!(over, ApiError::Unreadable(BodyFault::OverLimit));
}

#[test]
fn the_status_says_what_became_of_a_call_whatever_the_body() {
    let outcomes = [
        (401, "api.token_rejected"),
        (403, "api.forbidden"),
        (429, "api.rate_limited"),
        (100, "api.status"),
        (302, "api.status"),
        (304, "api.status"),
        (400, "api.status"),
        (404, "api.status"),
        (500, "api.status"),
        (503, "api.status"),
        (999, "api.status"),
    ];
    for (status, code) in outcomes {
        for body in ["", "<html>", "{}", r#"{"id":"u-1"}"#, r#"{"code":"X","message":"m"}"#, "\u{1}"] {
            assert_eq!(reply(status, body).unwrap_err().code(), code, "{status} {body}");
        }
    }
}

#[test]
fn all_shapes_of_catapas_errors_are_read() {
    let shapes = [
        (
            r#"{"code":"EMPLOYEE_NOT_FOUND","message":"no such employee","status":404,"timestamp":1}"#,
            Some((Some("EMPLOYEE_NOT_FOUND"), Some("no such employee"))),
        ),
        (
            r#"{"timestamp":"t","status":404,"error":"Not Found","message":"m","path":"/"}"#,
            Some((Some("Not Found"), Some("m"))),
        ),
        (r#"{"error":"insufficient_scope","error_description":"d"}"#, Some((Some("insufficient_scope"), None))),
        (r#"{"message":"only"}"#, Some((None, Some("only")))),
        (r#"{"code":7,"message":null}"#, None),
        ("{}", None),
        ("<html>", None),
        ("", None),
    ];
    for (body, expected) in shapes {
        for status in [403, 404, 500] {
            let (ApiError::Forbidden { problem } | ApiError::Status { problem, .. }) = reply(status, body).unwrap_err()
            else {
                panic!("{status}")
            };
            assert_eq!(problem.as_ref().map(|problem| (problem.code(), problem.message())), expected, "{body}");
        }
    }
}

#[test]
fn what_catapa_says_of_an_error_is_cut_at_a_character() {
    let body = format!(r#"{{"code":"{}","message":"a{}"}}"#, "c".repeat(100), "é".repeat(200));
    let Err(ApiError::Status { problem: Some(problem), .. }) = reply(404, &body) else { panic!("a problem") };
    let lengths = (problem.code().map(str::len), problem.message().map(str::len));
    assert_eq!(lengths, (Some(64), Some(255)));
    let hidden: ApiProblem = problem;
    assert_eq!(format!("{hidden:?}"), "ApiProblem { code: [64 bytes], message: [255 bytes] }");
}

#[test]
fn a_429_says_when_to_come_back() {
    let story = Story::default();
    let slow_down = Reply::new(429, &mut []).header("RateLimit-Reset", "5").header("Retry-After", "7");
    let Err(ApiError::RateLimited { retry_after }) = story.authorized().read_api(slow_down) else { panic!("a 429") };
    assert_eq!(retry_after.until(at(GRANT)), at(GRANT + 7));
}

#[test]
fn a_401_to_any_call_is_the_proof_that_ends_the_access_token() {
    let story = Story::default();
    let proof = |error| match error {
        ApiError::TokenRejected(proof) => proof,
        other => panic!("{other:?}"),
    };
    let from_user = proof(story.authorized().read_user(Reply::new(401, &mut b"<html>".to_owned())).unwrap_err());
    let from_api = proof(story.authorized().read_api(Reply::new(401, &mut [])).unwrap_err());
    for proof in [from_user, from_api] {
        assert!(matches!(story.authorized().rejected(proof), Freshness::Expired(_)));
    }
}

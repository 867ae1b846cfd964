//! Raw HTTP/1.1 for applications that have only a socket: requests written, replies read.

use catapa_signin::config::{BasicEncoding, TenantPlacement};
use catapa_signin::reply::{Ambiguity, BodyFault, NotHttp};
use catapa_signin::{
    ApiError, ClientConfig, Endpoints, Explain as _, HaveCode, Method, NotGranted, Options, Reply, Request,
};

use crate::story::{CALLBACK, CODE, GRANT, Story, at, config, token_reply, wire};

/// A strict parser reads the request back, and finds the request's own facts.
fn reads_back(request: &Request<'_>, path: &str) {
    let text = wire(request);
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut parsed = httparse::Request::new(&mut headers);
    let body = parsed.parse(text.as_bytes()).expect("HTTP").unwrap();
    assert_eq!((parsed.method, parsed.path, parsed.version), (Some(request.method().as_str()), Some(path), Some(1)));

    let written = |name: &str| {
        let mut found = parsed.headers.iter().filter(|header| header.name == name);
        let value = found.next().map(|header| core::str::from_utf8(header.value).unwrap());
        assert!(found.next().is_none(), "{name} is there twice");
        value
    };
    assert_eq!(written("host"), Some(request.url().authority()));
    assert_eq!(written("connection"), Some("close"));
    let length = &text[body..].len().to_string();
    assert_eq!(written("content-length").unwrap_or("0"), length);
    assert_eq!(request.body().len().to_string(), *length);
    let mut alone = String::new();
    request.body().write_to(&mut alone).unwrap();
    assert_eq!(alone, &text[body..]);
    for header in request.headers() {
        let mut value = String::new();
        header.write_value(&mut value).unwrap();
        assert_eq!(written(header.name()), Some(value.as_str()));
    }
}

/// The raw reply to a token request, read to the end.
fn finish(raw: &str) -> Result<Result<String, NotGranted<HaveCode>>, NotHttp> {
    let story = Story::default();
    let mut bytes = raw.to_owned().into_bytes();
    let finished = story.have_code().finish(Reply::from_http1(&mut bytes, 65_536)?, at(GRANT));
    Ok(finished.map(|authorized| authorized.step().expose_access_token().to_owned()))
}

/// The status and the wait of a raw 429.
fn wait(raw: &str) -> u64 {
    match finish(raw) {
        Ok(Err(NotGranted::RateLimited { retry_after, .. })) => retry_after.secs(at(GRANT)),
        other => panic!("a 429 is a wait, not {other:?}"),
    }
}

#[test]
fn every_request_reads_back_with_a_strict_parser() {
    for encoding in [BasicEncoding::Raw, BasicEncoding::FormEncoded] {
        for placement in [TenantPlacement::Header, TenantPlacement::Body] {
            let options = Options::default().basic(encoding).tenant_placement(placement).pkce(true);
            let story = Story::with(options);
            reads_back(&story.have_code().token_request(at(CALLBACK)).unwrap(), "/oauth/token");
            reads_back(&story.expired().refresh_request(), "/oauth/token");
            let authorized = story.authorized();
            reads_back(&authorized.user_request(), "/v1/users/me");
            reads_back(&authorized.validate_request(), "/v1/oauth-clients/validate-access-token");
            for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete] {
                let request = authorized.api_request(method, "/core/v1/employees?page=0&q=%C3%A9").unwrap();
                reads_back(&request, "/core/v1/employees?page=0&q=%C3%A9");
                reads_back(&request.json("{\"name\":\"é😀\"}\r\n\r\n"), "/core/v1/employees?page=0&q=%C3%A9");
            }
        }
    }
}

#[test]
fn a_host_with_a_port_and_a_url_with_nothing_but_a_query_are_written_rightly() {
    let endpoints = Endpoints::new("http://localhost:8080", "http://[::1]:8081/")
        .token_url("https://API.example.com:8443?to=token")
        .user_url("https://api.example.com");
    let story = Story::of(ClientConfig { endpoints, ..config() });
    reads_back(&story.have_code().token_request(at(CALLBACK)).unwrap(), "/?to=token");
    let authorized = story.authorized();
    reads_back(&authorized.user_request(), "/");
    let request = authorized.api_request(Method::Get, "/v1").unwrap();
    reads_back(&request, "/v1");
    assert_eq!((request.url().authority(), request.url().is_https()), ("[::1]:8081", false));
    assert!(authorized.user_request().url().is_https());
}

#[test]
fn a_raw_reply_is_read_by_length_by_chunks_or_to_the_end_of_the_connection() {
    let (tokens, length) = (token_reply(), token_reply().len());
    let (head, tail) = tokens.split_at(100);
    let chunks = format!("64\r\n{head}\r\n{:X};last=yes\r\n{tail}\r\n0\r\n\r\n", tail.len());
    for raw in [
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{tokens}and the next reply"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"),
        format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{tokens}"),
        format!("HTTP/1.0 200\r\n\r\n{tokens}"),
        format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nx: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{tokens}"),
    ] {
        assert!(matches!(finish(&raw), Ok(Ok(_))), "{raw}");
    }
}

#[test]
fn a_body_that_was_cut_hands_the_code_back_as_ambiguous() {
    let (tokens, length) = (token_reply(), token_reply().len());
    let story = Story::default();
    for raw in [
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{tokens}", length + 1),
        format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{}", &tokens[..length - 1]),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{tokens}\r\n"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{}", &tokens[..length - 1]),
    ] {
        let Ok(Err(NotGranted::Ambiguous { step, why })) = finish(&raw) else { panic!("{raw}") };
        assert_eq!(why, Ambiguity::Unreadable(BodyFault::CutShort));
        let have_code = story.client.resume(step).unwrap();
        assert!(wire(&have_code.token_request(at(CALLBACK)).unwrap()).contains(CODE));
    }
}

#[test]
fn a_head_that_is_not_whole_or_not_http_is_no_reply() {
    let whole = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    for end in 0..whole.len() {
        assert_eq!(finish(&whole[..end]).err(), Some(NotHttp));
    }
    for raw in ["<html></html>\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "\r\n\r\n"] {
        assert_eq!(finish(raw).err(), Some(NotHttp), "{raw}");
    }
}

#[test]
fn a_reply_that_could_be_read_in_two_ways_is_not_read_at_all() {
    for fields in [
        "content-length: 2\r\ncontent-length: 3",
        "content-length: 2\r\ncontent-length: 2",
        "content-length: 2, 2",
        "content-length: 2\r\ntransfer-encoding: chunked",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity",
        "content-length : 2",
        "x: y\r\n content-length: 2",
        "x: y\ncontent-length: 2",
        "x: y\n\n{\"error\":\"invalid_grant\"}",
        "content-length: +2",
    ] {
        let raw = format!("HTTP/1.1 400 Bad Request\r\n{fields}\r\n\r\n{{\"error\":\"invalid_grant\"}}");
        assert_eq!(finish(&raw).err(), Some(NotHttp), "{fields:?}");
    }
    assert_eq!(NotHttp.code(), "reply.not_http");
}

#[test]
fn the_headers_that_count_are_noted_in_whichever_case() {
    assert_eq!(wait("HTTP/1.1 429 Too Many\r\nRETRY-AFTER: 7\r\n\r\n"), 7);
    assert_eq!(wait("HTTP/1.1 429\r\nretry-after: 7\r\nRateLimit-Reset:9\r\ncontent-length: 0\r\n\r\n"), 7);
    assert_eq!(wait("HTTP/1.1 429\r\nRateLimit-Reset:9\r\ncontent-length: 0\r\n\r\n"), 9);
    assert_eq!(wait("HTTP/1.1 429 \r\nRetry-After: Tue, 14 Nov 2023 22:14:21 GMT\r\n\r\n"), 30);
    assert_eq!(wait("HTTP/1.1 103 Hints\r\nretry-after: 7\r\n\r\nHTTP/1.1 429 \r\n\r\n"), 60);
    assert_eq!(wait("HTTP/1.1 429 \r\n\r\nretry-after: 7\r\n\r\n"), 60);
}

#[test]
fn a_body_over_the_limit_is_refused_however_it_comes() {
    let long = " ".repeat(65_536 - token_reply().len());
    for (junk, readable) in [("", true), (" ", false)] {
        let body = format!("{}{long}{junk}", token_reply());
        let by_length = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let by_chunks =
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        for raw in [by_length, by_chunks, format!("HTTP/1.1 200 OK\r\n\r\n{body}")] {
            match finish(&raw).unwrap() {
                Ok(_) => assert!(readable),
                Err(NotGranted::Ambiguous { why, .. }) => {
                    assert_eq!((why, readable), (Ambiguity::Unreadable(BodyFault::OverLimit), false));
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_reply_of_the_api_that_went_on_behind_its_limit_is_over_it_and_not_merely_cut() {
    let story = Story::default();
    let authorized = story.authorized();
    for head in ["", "content-length: 4\r\n", "content-length: 9999\r\n"] {
        let mut raw = format!("HTTP/1.1 200 OK\r\n{head}\r\n1234").into_bytes();
        let over = Reply::from_http1(&mut raw, 3).unwrap();
        assert_eq!(authorized.read_api(over).unwrap_err(), ApiError::Unreadable(BodyFault::OverLimit), "{head}");
    }
    let mut raw = *b"HTTP/1.1 200 OK\r\n\r\n123";
    assert_eq!(authorized.read_api(Reply::from_http1(&mut raw, 3).unwrap()).unwrap().body(), b"123");
}

//! What `httparse` is asked to judge, and how much of it.

use std::panic::catch_unwind;

use super::*;

#[test]
fn a_request_is_read_back_with_its_path_and_its_body() {
    let sign_in = world::authorized();
    for (path, body) in [("/v1/x", "{}"), ("/core/v1/employees?page=0", ""), ("/", "é")] {
        let request = sign_in.api_request(Method::Post, path).expect("a path that can be").json(body);
        assert_eq!(is_read_back(&request), (path.into(), body.into()));
    }
}

#[test]
fn a_reply_of_64_fields_is_judged_and_one_of_65_is_not() {
    for (count, kind) in [(63, "a reply"), (64, "too many fields")] {
        let fields: String = (0..count).map(|index| format!("X-{index}: 1\r\n")).collect();
        let data = format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{fields}\r\n{{}}");
        assert_eq!(reply(data.as_bytes()), kind);
    }
}

/// The body, and what is there instead of its end.
fn framed(head: &str, rest: &str) -> Option<(String, bool)> {
    let head = format!("{head}\r\n\r\n");
    let mut fields = [httparse::EMPTY_HEADER; 4];
    let mut judged = httparse::Response::new(&mut fields);
    assert!(judged.parse(head.as_bytes()).expect("a head").is_complete());
    let framing::Judged { body, cut_short } = framing::judged(judged.code?, &judged, rest.as_bytes())?;
    Some((String::from_utf8(body).expect("text"), cut_short))
}

#[test]
fn a_body_ends_where_its_framing_says() {
    let length = "HTTP/1.1 200 OK\r\nContent-Length: 3";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked";
    for (head, rest, body, cut_short) in [
        ("HTTP/1.1 200 OK", "12345", "12345", false),
        (length, "123", "123", false),
        (length, "12345", "123", false),
        (length, "12", "12", true),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 3", "123", "", false),
        ("HTTP/1.1 304 Not Modified", "123", "", false),
        (chunked, "3\r\n123\r\n0A;x=y\r\n4567890abc\r\n0\r\n\r\n", "1234567890abc", false),
        (chunked, "3\r\n123\r\n0\r\nTrailer: x", "123", false),
        (chunked, "3\r\n123\r\n", "123", true),
        (chunked, "3\r\n123\r", "123", true),
        (chunked, "3\r\n12", "12", true),
        (chunked, "3", "", true),
        (chunked, "", "", true),
    ] {
        assert_eq!(framed(head, rest), Some((body.into(), cut_short)), "{head} {rest}");
        let kind = reply(format!("{head}\r\n\r\n{rest}").as_bytes());
        assert_eq!(
            kind,
            if cut_short { "a reply that was cut" } else { "a reply" },
            "and so it is read: {head} {rest}"
        );
    }
    let many_digits = "00000000000000003\r\n123\r\n0\r\n\r\n";
    assert_eq!(framed(chunked, many_digits), None, "more digits than the judge reads");
    assert_eq!(reply(format!("{chunked}\r\n\r\n{many_digits}").as_bytes()), "beyond the judge");
}

#[test]
fn a_body_that_is_not_what_its_framing_says_breaks_the_law() {
    let success = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n123";
    let passes = |body: &str, cut_short| {
        let framed = framing::Judged { body: body.into(), cut_short };
        catch_unwind(|| has_the_body_of_its_framing(success, Some(framed))).is_ok()
    };
    assert!(passes("123", false));
    assert!(!passes("12", false) && !passes("1234", false) && !passes("123", true) && !passes("", false));
}

#[test]
fn a_wait_that_is_not_what_the_fields_say_breaks_the_law() {
    let data = b"HTTP/1.1 503 Down\r\nRetry-After: 7\r\n\r\n";
    let passes = |name, value: &str| {
        let field = httparse::Header { name, value: value.as_bytes() };
        catch_unwind(|| waits_as_its_fields_say(data, 0, &[field])).is_ok()
    };
    assert!(passes("retry-after", "7"));
    assert!(!passes("retry-after", "8") && !passes("ratelimit-reset", "7"));
}

#[test]
fn a_form_that_is_written_reads_back_pair_by_pair() {
    let expired = world::expired();
    let (path, body) = is_read_back(&expired.refresh_request());
    assert_eq!((path.as_str(), body.contains("refresh_token=refresh-0")), ("/oauth/token", true), "{body}");
}

#[test]
fn a_reply_whose_end_could_be_elsewhere_is_none_that_may_be_taken() {
    for (head, rest) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3", "123"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked", "123"),
        ("HTTP/1.1 200 OK\r\nContent-Length: x", "123"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked", "0\r\n\r\n"),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "1\r\n123\r\n0\r\n\r\n"),
    ] {
        assert!(catch_unwind(|| framed(head, rest)).is_err(), "{head} {rest}");
        assert_eq!(reply(format!("{head}\r\n\r\n{rest}").as_bytes()), "no reply", "{head} {rest}");
    }
}

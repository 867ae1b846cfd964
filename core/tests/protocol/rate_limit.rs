//! HTTP 429: the status counts before the body, the step comes back, and the error says when to ask again.

use catapa_signin::reply::RetryAfter;
use catapa_signin::{Explain as _, NotGranted, Reply};

use crate::have_code::verdict;
use crate::story::{GRANT, Story, at};

/// How long to wait after a 429 with these headers, at [`GRANT`]: 22:13:51 UTC on 14 November 2023.
fn seconds(headers: &[(&str, &str)]) -> u64 {
    wait(headers).secs(at(GRANT))
}

fn wait(headers: &[(&str, &str)]) -> RetryAfter {
    let mut body = b"<html>Too Many Requests".to_vec();
    let reply = headers.iter().fold(Reply::new(429, &mut body), |reply, (name, value)| reply.header(name, value));
    match Story::default().have_code().finish(reply, at(GRANT)) {
        Err(NotGranted::RateLimited { retry_after, .. }) => retry_after,
        other => panic!("a time to wait, not {other:?}"),
    }
}

#[test]
fn a_429_hands_the_code_back_whatever_its_body_is() {
    for body in ["", "<html>", "{", r#"{"error":"invalid_grant"}"#, r#"{"access_token":"a"}"#, &"x".repeat(70_000)] {
        assert_eq!(verdict(429, body), ("token.rate_limited", true));
    }
}

#[test]
fn retry_after_in_seconds() {
    for (value, secs) in [("1", 1), ("120", 120), (" 7 ", 7), ("007", 7)] {
        assert_eq!(seconds(&[("Retry-After", value)]), secs, "{value}");
    }
}

#[test]
fn retry_after_as_a_date_in_each_of_its_three_forms() {
    for date in ["Tue, 14 Nov 2023 22:15:51 GMT", "Tuesday, 14-Nov-23 22:15:51 GMT", "Tue Nov 14 22:15:51 2023"] {
        assert_eq!(seconds(&[("Retry-After", date)]), 120, "{date}");
    }
}

#[test]
fn ratelimit_reset_in_seconds() {
    assert_eq!(seconds(&[("RateLimit-Reset", "42")]), 42);
}

#[test]
fn of_both_headers_retry_after_takes_precedence() {
    let of_both = |retry_after, reset| {
        let (one, other) = (("Retry-After", retry_after), ("RateLimit-Reset", reset));
        let in_either_order = [seconds(&[one, other]), seconds(&[other, one])];
        assert_eq!(in_either_order[0], in_either_order[1]);
        in_either_order[0]
    };
    assert_eq!(of_both("5", "300"), 5);
    assert_eq!(of_both("20", "10"), 20);
    assert_eq!(of_both("0", "20"), 1);
    assert_eq!(of_both("Tue, 14 Nov 2023 22:15:51 GMT", "10"), 120);
    assert_eq!(of_both("Tue, 14 Nov 2023 22:15:51 GMT", "200"), 120);
}

#[test]
fn what_catapa_asked_for_is_told_as_it_said_it_and_silence_too() {
    for (value, asked_for) in [
        ("0", Some(0)),
        ("5", Some(5)),
        ("300", Some(300)),
        ("86400", Some(86_400)),
        ("18446744073709551616", Some(u64::MAX)),
        ("Tue, 14 Nov 2023 22:15:51 GMT", Some(120)),
        ("Wed, 15 Nov 2023 22:13:51 GMT", Some(86_400)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("soon", None),
        ("", None),
    ] {
        for name in ["Retry-After", "RateLimit-Reset"] {
            assert_eq!(wait(&[(name, value)]).asked_for(at(GRANT)), asked_for, "{name}: {value}");
        }
    }
    assert_eq!(wait(&[]).asked_for(at(GRANT)), None);
    assert_eq!(wait(&[("Retry-After", "0"), ("RateLimit-Reset", "9")]).asked_for(at(GRANT)), Some(0));
    assert_eq!(wait(&[("Retry-After", "soon"), ("RateLimit-Reset", "9")]).asked_for(at(GRANT)), Some(9));
}

#[test]
fn a_header_that_says_nothing_leaves_the_other_to_speak() {
    assert_eq!(seconds(&[("Retry-After", "soon"), ("RateLimit-Reset", "20")]), 20);
    assert_eq!(seconds(&[("Retry-After", "20"), ("RateLimit-Reset", "")]), 20);
    assert_eq!(seconds(&[("Retry-After", "soon"), ("Retry-After", "20")]), 20);
}

#[test]
fn header_names_are_read_in_any_case() {
    assert_eq!(seconds(&[("RETRY-AFTER", "5")]), 5);
    assert_eq!(seconds(&[("ratelimit-RESET", "5")]), 5);
}

#[test]
fn without_a_usable_header_it_is_a_minute() {
    assert_eq!(seconds(&[]), 60);
    for absurd in ["", " ", "-1", "1.5", "1e3", "soon", "0x10", "Tue, 14 Nov 2023", "Tue, 32 Nov 2023 22:15:51 GMT"] {
        assert_eq!(seconds(&[("Retry-After", absurd)]), 60, "{absurd}");
    }
    assert_eq!(seconds(&[("X-RateLimit-Reset", "5"), ("Retry-After-Ms", "5")]), 60);
}

#[test]
fn the_wait_is_clamped_between_a_second_and_five_minutes() {
    for (value, secs) in [
        ("0", 1),
        ("300", 300),
        ("301", 300),
        ("18446744073709551616", 300),
        ("Tue, 14 Nov 2023 22:13:51 GMT", 1),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
        ("Tue, 14 Nov 2023 22:18:51 GMT", 300),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 300),
    ] {
        assert_eq!(seconds(&[("Retry-After", value)]), secs, "{value}");
        assert_eq!(seconds(&[("RateLimit-Reset", value)]), secs, "{value}");
    }
}

#[test]
fn the_wait_ends_at_a_moment_that_the_caller_can_keep() {
    assert_eq!(wait(&[("Retry-After", "120")]).until(at(GRANT)), at(GRANT + 120));
}

#[test]
fn only_a_429_is_a_time_to_wait() {
    let mut body = Vec::new();
    let reply = Reply::new(503, &mut body).header("Retry-After", "5");
    let error = Story::default().have_code().finish(reply, at(GRANT)).map(drop).unwrap_err();
    assert_eq!(error.code(), "reply.status");
}

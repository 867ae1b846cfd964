//! What a body is expected to be, worked out by hand.

use super::*;

/// A body with this access token, and these members behind it.
fn body(payload: &str, members: &str) -> String {
    format!(r#"{{"access_token":"{}"{members}}}"#, world::jwt(payload.as_bytes()))
}

fn ours(members: &str) -> String {
    body(r#"{"tenant":"gdplabs"}"#, members)
}

fn judged(body: &str) -> Expected {
    Tokens::judge(body.as_bytes())
}

#[test]
fn tokens_are_told_with_their_refresh_token_and_lifetime() {
    for (members, refresh_token, lifetime) in [
        ("", None, None),
        (r#","refresh_token":null,"token_type":null,"expires_in":null"#, None, None),
        (r#","refresh_token":"r","token_type":"bEaReR","expires_in":3600"#, Some("r"), Some(3_600)),
        (r#","refresh_token":"","expire_in":10"#, Some(""), Some(10)),
        (r#","refresh_token":" r\u0020s","scope":7,"error_description":[],"message":"\ud800""#, Some(" r s"), None),
        (r#","expires_in":1,"expire_in":2"#, None, Some(1)),
        (r#","expires_in":4294967295"#, None, Some(4_294_967_295)),
        (r#","expires_in":4294967296"#, None, None),
        (r#","expires_in":"3600.9""#, None, Some(3_600)),
        (r#","expires_in":-1"#, None, None),
        (r#","error":null,"x":1,"x":"\ud800""#, None, None),
    ] {
        let Expected::Tokens(tokens) = judged(&ours(members)) else { panic!("tokens with {members}") };
        assert_eq!(tokens.access_token, world::jwt(br#"{"tenant":"gdplabs"}"#));
        assert_eq!((tokens.refresh_token.as_deref(), tokens.lifetime), (refresh_token, lifetime), "{members}");
    }
}

#[test]
fn a_scope_is_as_asked_if_it_is_there_and_empty() {
    for (members, scope) in [
        ("", GrantedScope::Unstated),
        (r#","scope":null"#, GrantedScope::Unstated),
        (r#","scope":"""#, GrantedScope::AsAsked),
        (r#","scope":"all""#, GrantedScope::Different),
        (r#","scope":[]"#, GrantedScope::Different),
    ] {
        let Expected::Tokens(tokens) = judged(&ours(members)) else { panic!("tokens with {members}") };
        assert_eq!(tokens.scope, scope, "{members}");
    }
}

#[test]
fn a_body_without_usable_tokens_is_none() {
    for body in
        ["", "<html></html>", "{}", r#"{"access_token":""}"#, r#"{"access_token":1}"#, r#"{"access_token":"a b"}"#]
    {
        assert!(matches!(judged(body), Expected::None), "{body}");
    }
    for members in [
        r#","token_type":"mac""#,
        r#","token_type":1"#,
        r#","refresh_token":1"#,
        r#","refresh_token":"a\tb""#,
        r#","refresh_token":"a\u007fb""#,
        r#","scope":"","scope":"""#,
    ] {
        assert!(matches!(judged(&ours(members)), Expected::None), "{members}");
    }
}

#[test]
fn a_body_of_64_kib_is_read_and_not_a_byte_more() {
    let padded = |length: usize| ours(&format!(r#","x":"{}""#, "a".repeat(length)));
    let unpadded = padded(0).len();
    for (length, is_read) in [(REPLY_LIMIT, true), (REPLY_LIMIT + 1, false)] {
        let body = padded(length - unpadded);
        assert_eq!(body.len(), length);
        assert_eq!(matches!(judged(&body), Expected::Tokens(_)), is_read, "{length} bytes");
    }
}

#[test]
fn tokens_of_another_tenant_or_none_are_refused() {
    for payload in [r#"{"tenant":"other"}"#, "{}"] {
        assert!(matches!(judged(&body(payload, "")), Expected::Refused), "{payload}");
    }
}

#[test]
fn an_error_and_what_is_beyond_the_judge_is_unknown() {
    for body in [r#"{"error":"e"}"#.into(), ours(r#","error":"e""#), body("[]", ""), "[]".into()] {
        assert!(matches!(judged(&body), Expected::Unknown), "{body}");
    }
}

//! Every input of a verb, kind by kind.

use super::{ours, true_callback};
use crate::story::{BEGIN, CALLBACK, CODE, TENANT, access_token, callback, jwt, token_reply, token_reply_with};

/// The kind, its callbacks, and the moments at which they come.
type Callbacks = (&'static str, Vec<String>, Vec<u64>);

/// The kind, and for each reply the status, the body, and whether the body was cut short.
type TokenReplies = (&'static str, Vec<(u16, String, bool)>);

pub(super) fn callbacks() -> Vec<Callbacks> {
    let in_time = || vec![BEGIN - 60, BEGIN, CALLBACK, BEGIN + 599];
    let any_time = || vec![0, BEGIN - 61, BEGIN - 60, CALLBACK, BEGIN + 599, BEGIN + 600, u64::MAX];
    let forged = |state: &str| format!("code={CODE}&tenant={TENANT}&iss=https://accounts.example.com{state}");
    vec![
        ("the true callback", vec![true_callback(), format!("?{}", true_callback())], in_time()),
        (
            "forged",
            vec![forged("&state=forged"), forged("&state="), forged("&state=").replace("code", "error")],
            any_time(),
        ),
        ("stray", vec![String::new(), "/favicon.ico".into(), forged(""), "%%%".into()], any_time()),
        ("another issuer's", vec![callback(), callback() + "&iss=https://evil.example"], any_time()),
        (
            "doubled, garbled or too long",
            vec![true_callback() + "&code=x", true_callback() + "&error=%zz", true_callback() + &"x".repeat(8_192)],
            any_time(),
        ),
        (
            "denied",
            vec![ours("error=access_denied"), ours("error=server_error&error_description=x"), ours("error=other")],
            in_time(),
        ),
        (
            "unusable",
            vec![
                ours(""),
                ours("code=&tenant=gdplabs"),
                ours("code=x"),
                ours("code=x&tenant=a/b"),
                ours("error="),
                ours("code=x&error=y"),
            ],
            in_time(),
        ),
        ("tenant not welcome", vec![ours("code=x&tenant=GDPLABS"), ours("code=x&tenant=other")], in_time()),
        ("too late", vec![true_callback(), ours("error=access_denied"), ours("")], vec![BEGIN + 600, u64::MAX]),
        ("clock run back", vec![true_callback(), ours("error=access_denied"), ours("")], vec![BEGIN - 61, 0]),
    ]
}

pub(super) fn token_replies() -> Vec<TokenReplies> {
    let whole = |status, body: &str| (status, body.to_owned(), false);
    let claiming = |claims| token_reply_with(&jwt(claims), r#""refresh-2""#);
    vec![
        ("tokens", vec![whole(200, &token_reply()), whole(201, &token_reply_with(&access_token(), "null"))]),
        ("429", vec![whole(429, ""), whole(429, r#"{"error":"invalid_grant"}"#), (429, "<html>".into(), true)]),
        (
            "invalid_client",
            vec![whole(401, r#"{"error":"invalid_client"}"#), whole(400, r#"{"error":"invalid_client"}"#)],
        ),
        ("3xx", vec![whole(302, ""), whole(307, &token_reply())]),
        (
            "other 4xx",
            vec![
                whole(401, r#"{"status":401,"error":"Unauthorized"}"#),
                whole(401, r#"{"error":"unauthorized"}"#),
                whole(404, "<html>"),
                whole(400, "{}"),
                whole(403, r#"{"error":"forbidden"}"#),
                whole(408, r#"{"error":"invalid_grant"}"#),
                whole(421, r#"{"error":"invalid_grant"}"#),
                whole(425, r#"{"error":"invalid_grant"}"#),
            ],
        ),
        ("5xx", vec![whole(500, r#"{"error":"invalid_grant"}"#), whole(503, "<html>"), whole(502, &token_reply())]),
        (
            "unreadable",
            vec![
                whole(200, ""),
                whole(200, "<html>"),
                whole(200, "{}"),
                whole(200, &token_reply().replace("Bearer", "mac")),
                whole(200, &" ".repeat(65_537)),
            ],
        ),
        (
            "cut short",
            vec![
                (200, token_reply(), true),
                (200, String::new(), true),
                (400, r#"{"error":"invalid_grant"}"#.into(), true),
            ],
        ),
        (
            "OAuth error",
            vec![
                whole(400, r#"{"error":"invalid_grant"}"#),
                whole(400, r#"{"error":"else"}"#),
                whole(200, r#"{"error":"invalid_grant"}"#),
                whole(403, r#"{"error":"invalid_grant"}"#),
                whole(422, r#"{"error":"unauthorized_client"}"#),
            ],
        ),
        (
            "another tenant",
            vec![whole(200, &claiming(r#"{"tenant":"other"}"#)), whole(200, &claiming(r#"{"tenant":"GDPLABS"}"#))],
        ),
        ("opaque token", vec![whole(200, &claiming("{}")), whole(200, &token_reply_with("opaque", "null"))]),
    ]
}

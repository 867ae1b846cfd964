//! Replies to a token request.

use super::{Input, repeated, tower};
use crate::reading::Reading;

pub(super) fn inputs(size: usize) -> Vec<Input> {
    // Besides the tokens: members, the elements of an array, and the text between one member's quotes.
    let members = |piece: &str| repeated(r#"{"access_token":"a","refresh_token":"r""#, piece, "}", size);
    let elements = |piece: &str| repeated(r#"{"access_token":"a","refresh_token":"r","":[1"#, piece, "]}", size);
    let text = |name: &str, piece: &str| {
        repeated(&format!(r#"{{"access_token":"a","refresh_token":"r","{name}":""#), piece, r#""}"#, size)
    };
    let tokens = |first: &str, second: &str, piece: &str, end: &str| {
        repeated(&format!(r#"{{"{first}_token":"t","{second}_token":""#), piece, end, size)
    };
    let objects = format!("{}0{}", r#"{"":"#.repeat(31), "}".repeat(31));
    [
        ("white space", "ok", members(" ")),
        ("one-byte values", "ok", members(r#","":1"#)),
        ("two-byte names", "ok", members(r#","aa":1"#)),
        ("names as long as ours", "ok", members(r#","coda":1"#)),
        ("empty texts", "ok", members(r#","":"""#)),
        ("members almost ours", "ok", members(r#","error_descriptio":1"#)),
        ("members almost ours, escaped", "ok", members(r#","\u0065rror_descriptio":1"#)),
        ("names of escapes", "ok", members(r#","\u0061\u0061\u0061\u0061\u0061\u0061":1"#)),
        ("names of short escapes", "ok", members(r#","\/\/\/\/\/\/\/\/":1"#)),
        ("one name of escapes", "ok", repeated(r#"{"access_token":"t",""#, r"\u0061", r#"":1}"#, size)),
        ("nesting", "ok", members(&format!(r#","":{}"#, tower(31)))),
        ("nested objects", "ok", members(&format!(r#","":{objects}"#))),
        ("empty objects", "ok", elements(",{}")),
        ("one-byte numbers", "ok", elements(",1")),
        ("words", "ok", elements(",null")),
        ("a text of escapes, passed over", "ok", text("", r"\u0061")),
        ("a text of short escapes, passed over", "ok", text("", r"\n")),
        ("a scope of escapes", "ok", text("scope", r"\u0061")),
        ("a scope of short escapes", "ok", text("scope", r"\n")),
        ("a scope of runs between escapes", "ok", text("scope", r"aaaaaaaa\n")),
        ("a scope of runs between characters", "ok", text("scope", "aaaaaaaaé")),
        ("a scope of longer runs between characters", "ok", text("scope", "aaaaaaaaaaaaaaaaé")),
        ("a scope of long runs between escapes", "ok", text("scope", &("a".repeat(66) + r"\n"))),
        ("names and texts of words", "ok", members(r#","a":"The authorization code has expired""#)),
        ("a scope of surrogate pairs", "ok", text("scope", r"\ud83d\ude00")),
        ("a scope of four-byte characters", "ok", text("scope", "😀")),
        ("a lifetime of escapes", "ok", text("expires_in", r"\u0031")),
        ("a lifetime of digits", "ok", text("expires_in", "1")),
        ("a lifetime of decimals", "ok", repeated(r#"{"access_token":"a","expires_in":1."#, "0", "}", size)),
        ("a token type of escapes", "reply.member", text("token_type", r"\u0061")),
        ("a refresh token", "ok", tokens("access", "refresh", "r", r#""}"#)),
        ("a refresh token of escapes", "ok", tokens("access", "refresh", r"\u0072", r#""}"#)),
        ("an opaque access token", "ok", tokens("refresh", "access", "a", r#""}"#)),
        ("an access token of escapes", "ok", tokens("refresh", "access", r"\u0061", r#""}"#)),
        ("an access token of dots", "ok", tokens("refresh", "access", ".", r#""}"#)),
        ("a text without an end", "reply.not_json", tokens("refresh", "access", r"\u0061", "")),
        ("members without an end", "reply.not_json", repeated(r#"{"":1"#, r#","":1"#, "", size)),
    ]
    .map(|(name, outcome, text)| Input { reading: Reading::Tokens, name, outcome, text })
    .into()
}

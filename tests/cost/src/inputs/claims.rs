//! Replies to a token request whose access token is a JWT, or almost one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Input, repeated, tower};
use crate::reading::Reading;

pub(super) fn inputs(size: usize) -> Vec<Input> {
    let token = |start: &str, piece: &str, end: &str| {
        repeated(&format!(r#"{{"refresh_token":"r","access_token":"{start}"#), piece, &format!(r#"{end}"}}"#), size)
    };
    // Three bytes of claims are four of the token.
    let claims = |head: &str, piece: &str, tail: &str| {
        let claims = URL_SAFE_NO_PAD.encode(repeated(head, piece, tail, (size - 64) / 4 * 3));
        token("e30.", &claims, ".e30")
    };
    let members = |piece: &str| claims(r#"{"":1"#, piece, "}");
    [
        ("a long header", "ok", token("", "e30A", ".e30.e30")),
        ("a long signature", "ok", token("e30.e30.", "e30A", "")),
        ("no base64url at the end", "ok", token("e30.", "e30A", "*.e30")),
        ("white space", "ok", members(" ")),
        ("one-byte values", "ok", members(r#","":1"#)),
        ("names as long as ours", "ok", members(r#","exq":1"#)),
        ("members almost ours", "ok", members(r#","tenan":1"#)),
        ("members almost ours, escaped", "ok", members(r#","\u0074enan":1"#)),
        ("names of escapes", "ok", members(r#","\u0074\u0074\u0074\u0074":1"#)),
        ("two tenants, and more", "tenant.differs", members(r#","tenant":"gdplabs""#)),
        ("two expiries, and more", "tenant.differs", members(r#","exp":1"#)),
        ("a tenant of escapes", "tenant.differs", claims(r#"{"tenant":""#, r"\u0067", r#""}"#)),
        ("a text of short escapes", "ok", claims(r#"{"":""#, r"\n", r#""}"#)),
        ("an expiry of digits", "ok", claims(r#"{"exp":"#, "1", "}")),
        ("nesting", "ok", members(&format!(r#","":{}"#, tower(31)))),
        ("no end", "ok", claims(r#"{"":1"#, r#","":1"#, "")),
    ]
    .map(|(name, outcome, text)| Input { reading: Reading::Claims, name, outcome, text })
    .into()
}

//! Profiles.

use super::{Input, repeated, tower};
use crate::reading::Reading;

/// The most roles that are read.
const ROLES: usize = 64;
/// The longest text of a role, in bytes.
const TEXT: usize = 320;

pub(super) fn inputs(size: usize) -> Vec<Input> {
    let roles = |role: &dyn Fn(usize) -> String| {
        let each = (size - 64) / ROLES;
        format!(r#"{{"id":"1","roles":[{}]}}"#, vec![role(each); ROLES].join(","))
    };
    let named = |piece: &str| {
        roles(&|each| {
            let text = piece.repeat(((each - 32) / 3).min(TEXT) / piece.len());
            format!(r#"{{"name":"{text}","id":"{text}","":"{text}"}}"#)
        })
    };
    let filled =
        |member: &str, piece: &str, tail: &str| repeated(&format!(r#"{{"id":"1",{member}"#), piece, tail, size);
    let towers = format!(r#","":{}"#, tower(29));
    [
        ("roles", "ok", named("a")),
        ("roles of escapes", "ok", named(r"\u0061")),
        ("roles of short escapes", "ok", named(r"\n")),
        ("roles of one-byte values", "ok", roles(&|each| repeated(r#"{"":1"#, r#","":1"#, "}", each))),
        ("a role of one-byte values", "ok", filled(r#""roles":[{"":1"#, r#","":1"#, "}]}")),
        ("a role of names as long as ours", "ok", filled(r#""roles":[{"":1"#, r#","ie":1"#, "}]}")),
        ("a role of members almost ours", "ok", filled(r#""roles":[{"":1"#, r#","nam":1"#, "}]}")),
        ("a role of nesting", "ok", filled(r#""roles":[{"":1"#, &towers, "}]}")),
        ("an employee of one-byte values", "ok", filled(r#""employee":{"":1"#, r#","":1"#, "}}")),
        ("an employee of escaped names", "ok", filled(r#""employee":{"":1"#, r#","\u006eam":1"#, "}}")),
        ("an employee named in escapes", "ok", filled(r#""employee":{"name":""#, r"\u0061", r#""}}"#)),
        ("a username of four-byte characters", "ok", filled(r#""username":""#, "😀", r#""}"#)),
        ("empty roles, too many", "ok", filled(r#""roles":[{}"#, ",{}", "]}")),
        ("roles that are numbers", "ok", filled(r#""roles":[1"#, ",1", "]}")),
        ("roles that are empty texts", "ok", filled(r#""roles":[1"#, r#","""#, "]}")),
        ("roles that are empty lists", "ok", filled(r#""roles":[1"#, ",[]", "]}")),
        (
            "roles that are numbers, after 64",
            "ok",
            filled(&format!(r#""roles":[{}1"#, "{},".repeat(ROLES)), ",1", "]}"),
        ),
        ("an id of escapes", "reply.member", repeated(r#"{"id":""#, r"\u0061", r#""}"#, size)),
    ]
    .map(|(name, outcome, text)| Input { reading: Reading::User, name, outcome, text })
    .into()
}

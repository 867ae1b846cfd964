//! Generators: documents and callbacks that are nearly always well made, and say anything.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

use crate::{ACCESS_TOKEN, CSRF_TOKEN};

/// Any JSON of moderate depth.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

/// Members that nobody reads, whatever their names and values.
pub(crate) fn unread(read: &'static [&'static str]) -> impl Strategy<Value = Vec<(String, Value)>> {
    let name = any::<String>().prop_filter("nobody reads it", |name| !read.contains(&name.as_str()));
    prop::collection::vec((name, any_json()), 0..4)
}

/// A document of these members, in any order, with white space or without; a doubled one stands there twice.
pub(crate) fn document(members: Vec<(String, Value)>) -> impl Strategy<Value = String> {
    let space = select(vec!["", " ", "\n\t", "\r\n  "]);
    (Just(members).prop_shuffle(), space).prop_map(|(members, space)| {
        let member = |(name, value): &(String, Value)| {
            format!("{space}{}{space}:{space}{value}{space}", Value::from(name.as_str()))
        };
        format!("{space}{{{}}}{space}", members.iter().map(member).collect::<Vec<_>>().join(","))
    })
}

/// Members of which most are as they should be, and some are anything.
pub(crate) fn members(good: Vec<(&'static str, Vec<Value>)>) -> impl Strategy<Value = Vec<(String, Value)>> {
    let member = select(good).prop_flat_map(|(name, values)| {
        prop_oneof![8 => select(values).boxed(), 1 => any_json().boxed()]
            .prop_map(move |value| (name.to_owned(), value))
    });
    prop::collection::vec(member, 0..6)
}

/// What a token reply may say of each of its members.
pub(crate) fn token_members() -> Vec<(&'static str, Vec<Value>)> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect();
    let lifetimes = [0.into(), 3_600.into(), 3_599.5.into(), "3600.9".into(), (u64::MAX).into(), Value::Null];
    vec![
        ("access_token", texts(&[ACCESS_TOKEN, ACCESS_TOKEN, ACCESS_TOKEN, "opaque", "a b", ""])),
        ("refresh_token", texts(&["r1", "r 2", "", "\u{e9}", "\t"])),
        ("token_type", texts(&["Bearer", "bearer", "mac"])),
        ("expires_in", lifetimes.to_vec()),
        ("expire_in", lifetimes.to_vec()),
        ("scope", texts(&["", "all"])),
        ("error", texts(&["invalid_grant", "invalid_client", "server_error", "payday", "Unauthorized", ""])),
        ("error_description", texts(&["spent", ""])),
        ("status", vec![400.into(), "x".into()]),
    ]
}

/// What a profile may say of each of its members.
pub(crate) fn profile_members() -> Vec<(&'static str, Vec<Value>)> {
    let long = Value::from("e".repeat(319) + "\u{e9}");
    let mixed = serde_json::json!([{ "id": 7, "name": 7 }, "Admin", null, { "id": -7 }, { "name": long }]);
    let one = serde_json::json!({ "id": "7", "name": "Siti" });
    let roles = serde_json::json!([{ "name": "Admin", "id": "1" }, {}, { "id": null, "x": [] }]);
    vec![
        ("id", vec!["42".into(), "x".repeat(128).into(), "x".repeat(129).into(), 42.into(), "".into()]),
        ("username", vec!["siti".into(), long.clone(), Value::Null]),
        ("email", vec!["siti@example.com".into(), long.clone()]),
        ("employee", vec![one, serde_json::json!({ "id": long }), serde_json::json!([])]),
        ("roles", vec![roles, mixed, serde_json::json!({}), vec![serde_json::json!({}); 65].into()]),
    ]
}

/// The pairs of a callback: most of them as they should be.
pub(crate) fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let known = select(vec![
        ("code", "c0de"),
        ("code", "c%de+"),
        ("state", CSRF_TOKEN),
        ("state", CSRF_TOKEN),
        ("state", "other"),
        ("tenant", "gdplabs"),
        ("tenant", "catapa"),
        ("tenant", "a b"),
        ("error", "access_denied"),
        ("error_description", "no, thanks"),
        ("iss", "https://accounts.example.com/a+b?"),
        ("iss", "https://accounts.example.com"),
    ])
    .prop_map(|(name, value)| (name.to_owned(), value.to_owned()));
    let other = (any::<String>(), any::<String>());
    prop::collection::vec(prop_oneof![6 => known, 1 => other], 0..7)
}

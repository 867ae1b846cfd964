//! Judges: the same forms, read by crates that have nothing to do with this one.

#[cfg(test)]
mod tests;

use core::fmt;
use std::borrow::ToOwned as _;
use std::string::String;
use std::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// How deep a document may be nested.
const MAX_DEPTH: usize = 32;

/// Is it JSON, and not nested too deep?
pub(super) fn is_json(document: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(document).is_ok() && depth(document) <= MAX_DEPTH
}

/// How deep the brackets of a document of JSON stand inside each other.
fn depth(document: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in document {
        match byte {
            _ if escaped => escaped = false,
            // Outside of a string there is none in JSON.
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The members of an object, doubled ones twice.
pub(super) struct Object(Vec<(String, Value)>);

impl Object {
    /// `None` for what a strict reader may refuse: lone surrogates, numbers beyond a double, foreign bytes.
    pub(super) fn read(document: &[u8]) -> Option<Self> {
        let object = serde_json::from_slice(document).ok()?;
        (depth(document) <= MAX_DEPTH).then_some(object)
    }

    /// Does one of these stand there twice?
    pub(super) fn has_twice(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.iter().filter(|(other, _)| other == name).count() > 1)
    }

    /// A member that is there, and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(other, value)| other == name && !value.is_null()).map(|(_, value)| value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    /// A string that is absent or null, or passes; `Err` if it does not, or is no string.
    pub(super) fn text(&self, name: &str, passes: impl FnOnce(&str) -> bool) -> Result<Option<&str>, ()> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if passes(text) => Ok(Some(text)),
            Some(_) => Err(()),
        }
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// What a form-encoded name or value stands for; `None` for an escape that is none, and for what is not UTF-8.
pub(super) fn form_text(raw: &str) -> Option<String> {
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        let mut is_digit = || bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit());
        if byte == b'%' && !(is_digit() && is_digit()) {
            return None;
        }
    }
    let decoded = percent_decoded(raw)?;
    let form = std::format!("={}", raw.replace('&', "%26"));
    let (_, judged) = form_urlencoded::parse(form.as_bytes()).next()?;
    assert_eq!(judged, decoded, "form_urlencoded reads the same");
    Some(decoded)
}

/// The bytes behind escapes that are all well-formed.
fn percent_decoded(raw: &str) -> Option<String> {
    let mut pieces = raw.split('%');
    let mut bytes = pieces.next()?.replace('+', " ").into_bytes();
    for piece in pieces {
        let (digits, plain) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(plain.replace('+', " ").as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// The payload of a JWT.
pub(super) fn payload(token: &str) -> Option<Vec<u8>> {
    let parts: Option<Vec<_>> = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).ok()).collect();
    match parts?.as_slice() {
        [_, payload, _] => Some(payload.to_owned()),
        _ => None,
    }
}

pub(super) fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x21..=0x7e).contains(&byte))
}

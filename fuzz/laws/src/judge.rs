//! Judges: the same forms, read by crates that have nothing to do with this one.

pub(crate) mod callback;
#[cfg(test)]
mod tests;

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// How deep a document may be nested.
const MAX_DEPTH: usize = 32;

/// Is it JSON, and not nested too deep?
pub(crate) fn is_json(document: &[u8]) -> bool {
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

/// The members of an object that somebody asks for, doubled ones twice, each as it stands in the document. All others are
/// JSON, and no more is asked of them: so a struct of these members reads.
pub(crate) struct Object(Vec<(String, Box<RawValue>)>);

impl Object {
    /// `None` for what is no object, and for what a strict reader may refuse: foreign bytes in a member of these.
    pub(crate) fn read(document: &[u8], names: &[&str]) -> Option<Self> {
        let mut json = serde_json::Deserializer::from_slice(document);
        let object = Members(names).deserialize(&mut json).ok()?;
        json.end().ok()?;
        // Of a name as bytes a control character is not asked.
        is_json(document).then_some(object)
    }

    /// Does one of them stand there twice?
    pub(crate) fn has_twice(&self) -> bool {
        self.0.iter().enumerate().any(|(index, (name, _))| self.0[..index].iter().any(|(other, _)| other == name))
    }

    /// A member that is there, and not null, as it stands there.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, value)| other == name && value.get() != "null").map(|(_, value)| value.get())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    /// A string that is absent or null, or passes; `Err` if it does not, or is no string.
    pub(crate) fn text(&self, name: &str, passes: impl FnOnce(&str) -> bool) -> Result<Option<String>, ()> {
        let text = self.get(name).map(serde_json::from_str::<String>).transpose().map_err(drop)?;
        if text.as_deref().is_none_or(passes) { Ok(text) } else { Err(()) }
    }
}

/// Reads an [`Object`] of these names.
struct Members<'n>(&'n [&'n str]);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Object;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut members = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            match self.0.iter().find(|known| known.as_bytes() == name) {
                Some(known) => members.push(((*known).to_owned(), map.next_value()?)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Object(members))
    }
}

/// The name of a member, which need not be Unicode.
struct Name(Vec<u8>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_bytes<E>(self, name: &[u8]) -> Result<Name, E> {
                Ok(Name(name.to_owned()))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

/// The whole seconds of a number, or of a text that holds one, as it stands in a document: digits, and perhaps a point and
/// digits. More than there can be count as the most there can be; all else says nothing.
pub(crate) fn seconds(value: &str) -> Option<u64> {
    let text = serde_json::from_str::<String>(value);
    let number = text.as_deref().unwrap_or(value);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let is_whole = is_number(whole) && (whole == "0" || !whole.starts_with('0'));
    (is_whole && is_number(fraction)).then(|| whole.parse().unwrap_or(u64::MAX))
}

/// What a form-encoded name or value stands for; `None` for an escape that is none, and for what is not UTF-8.
pub(crate) fn form_text(raw: &str) -> Option<String> {
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        let mut is_digit = || bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit());
        if byte == b'%' && !(is_digit() && is_digit()) {
            return None;
        }
    }
    let decoded = percent_decoded(raw)?;
    let form = format!("={}", raw.replace('&', "%26"));
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

/// The longest beginning of a text that ends with a character, and has at most `longest` bytes.
pub(crate) fn cut(text: &str, longest: usize) -> &str {
    let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// The payload of a JWT.
pub(crate) fn payload(token: &str) -> Option<Vec<u8>> {
    let parts: Option<Vec<_>> = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).ok()).collect();
    match parts?.as_slice() {
        [_, payload, _] => Some(payload.to_owned()),
        _ => None,
    }
}

pub(crate) fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x21..=0x7e).contains(&byte))
}

/// Visible ASCII and spaces, and something (RFC 6749, appendix A: `1*VSCHAR`).
pub(crate) fn is_vschar(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

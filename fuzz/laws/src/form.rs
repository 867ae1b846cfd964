//! Forms, and the escapes in them.

use std::borrow::ToOwned as _;
use std::string::String;
use std::vec::Vec;

use super::judge;
use crate::wire::form::{self, FormText};
use crate::wire::percent::{self, FormChars};

/// What we decode from a form `form_urlencoded` decodes to the same; what we write as a pair both read back, and no text
/// is decoded to more than its counted length.
pub fn form(data: &[u8]) -> &'static str {
    let Ok(text) = str::from_utf8(data) else { return "not text" };
    let decoded = |text: FormText<'_>| text.chars().collect::<Result<String, _>>().ok();
    let ours: Option<Vec<_>> = form::pairs(text).map(|(name, value)| Some((decoded(name)?, decoded(value)?))).collect();
    if let Some(ours) = &ours {
        let judged: Vec<_> = form_urlencoded::parse(data).into_owned().collect();
        assert_eq!(*ours, judged);
    }
    for (name, value) in form::pairs(text) {
        assert_eq!(value.decoded_len().ok(), decoded(value).map(|text| text.len()));
        assert!(decoded(name).is_none_or(|text| name.means(&text)));
        let kept = value.decode::<16>().ok();
        assert!(kept.is_none_or(|kept| decoded(value).is_none_or(|text| text.starts_with(kept.as_str()))));
    }
    let mut written = "name=".to_owned();
    percent::write_encoded(&mut written, text).expect("a String takes everything");
    let pairs: Vec<_> = form_urlencoded::parse(written.as_bytes()).into_owned().collect();
    assert_eq!(pairs, [("name".to_owned(), text.to_owned())]);
    let read: Vec<_> = form::pairs(&written).map(|(name, value)| (decoded(name), decoded(value))).collect();
    assert_eq!(read, [(Some("name".to_owned()), Some(text.to_owned()))]);
    if ours.is_some() { "a form" } else { "a bad escape" }
}

/// An escape is `%` and two hex digits, and escapes are UTF-8 together: exactly then a text is decoded; and what we encode is
/// visible ASCII that gives the text back.
pub fn percent(data: &[u8]) -> &'static str {
    let Ok(text) = str::from_utf8(data) else { return "not text" };
    let decoded = FormChars::new(text).collect::<Result<String, _>>().ok();
    assert_eq!(decoded, judge::form_text(text));
    let mut written = String::new();
    percent::write_encoded(&mut written, text).expect("a String takes everything");
    assert!(written.bytes().all(|byte| percent::URL.has(byte) && byte != b'&' && byte != b'=' && byte != b'+'));
    assert_eq!(judge::form_text(&written).as_deref(), Some(text));
    if decoded.is_some() { "a text" } else { "a bad escape" }
}

//! JSON.

use std::borrow::ToOwned as _;
use std::string::String;

use super::judge;
use crate::wire::json::{Kind, Reader};

/// What we accept as JSON `serde_json` accepts as `IgnoredAny`, and the other way round, save nesting over 32; a string says
/// to us what it says to `serde_json`; and until it is asked for, nothing of the document is changed.
pub fn json(data: &[u8]) -> &'static str {
    let mut buffer = data.to_owned();
    let mut reader = Reader::new(&mut buffer);
    let value = reader.value();
    let value = reader.end().then_some(value);
    assert_eq!(reader.document(), data, "reading changes nothing");
    assert_eq!(value.is_some(), judge::is_json(data), "JSON for one and not for the other");
    let Some(mut value) = value else { return "no JSON" };
    if !matches!(value.kind, Kind::Text | Kind::Escaped) {
        return "JSON";
    }
    let judged = serde_json::from_slice::<String>(data).ok();
    if let Some(text) = judged.as_deref().filter(|text| text.is_ascii()) {
        assert!(reader.says(value, text) && !reader.says(value, &[text, "x"].concat()));
    }
    reader.unescape(&mut value);
    assert_eq!(value.text_in(reader.document()), judged.as_deref());
    if judged.is_some() { "a text" } else { "a text that is not Unicode" }
}

//! JSON.

use std::borrow::ToOwned as _;
use std::string::String;

use super::judge;
use crate::wire::json::{self, InPlace, Reader, Source, Streamed, Value};

/// What we accept as JSON `serde_json` accepts as `IgnoredAny`, and the other way round, save nesting over 32; a string says
/// to us what it says to `serde_json`; and a body in a buffer is read as one that streams.
pub fn json(data: &[u8]) {
    let mut buffer = data.to_owned();
    let in_place = read(&mut Reader::new(InPlace::new(&mut buffer))).map(|value| match value {
        Value::Text(raw) => Some(json::unescape(raw).ok().map(str::to_owned)),
        _ => None,
    });
    assert_eq!(in_place.is_some(), judge::is_json(data), "JSON for one and not for the other");
    let mut streaming = Reader::new(Streamed::<_, 65_536>::new(data.iter().copied()));
    let streamed = read(&mut streaming).map(|value| match value {
        Value::Text(()) => Some(streaming.last_text().map(str::to_owned)),
        _ => None,
    });
    if data.len() <= 65_536 {
        assert_eq!(in_place, streamed, "one grammar, two sources");
    }
    if let Some(Some(text)) = in_place {
        assert_eq!(text, serde_json::from_slice::<String>(data).ok());
    }
}

/// A document of one value.
fn read<S: Source>(reader: &mut Reader<S>) -> Option<Value<S::Raw>> {
    let value = reader.value().ok()?;
    reader.end().ok().map(|()| value)
}

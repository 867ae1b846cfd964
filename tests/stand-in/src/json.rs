//! JSON objects as text, so that a fault can write text that is not valid JSON.

use alloc::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

/// A change to one member; the value is JSON text, unchecked.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Set(String, String),
    Remove(String),
    Repeat(String, String),
}

/// Changes the members of an object. Any other value stays as it is.
pub(crate) fn edit(object: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let object: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(object).ok()?;
    let mut members: Vec<(&str, &str)> = object.iter().map(|(name, value)| (name.as_str(), value.get())).collect();
    for edit in edits {
        match edit {
            Edit::Set(name, json) => match members.iter_mut().find(|(n, _)| n == name) {
                Some(member) => member.1 = json,
                None => members.push((name, json)),
            },
            Edit::Remove(name) => members.retain(|(n, _)| n != name),
            Edit::Repeat(name, json) => members.push((name, json)),
        }
    }
    let members: Vec<String> =
        members.into_iter().map(|(name, json)| format!("{}:{json}", Value::from(name))).collect();
    Some(format!("{{{}}}", members.join(",")).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_set_removed_and_repeated_and_the_others_keep_their_bytes() {
        let edits = [
            Edit::Set("a".into(), "1e400".into()),
            Edit::Set("new\"".into(), "null".into()),
            Edit::Remove("b".into()),
            Edit::Repeat("c".into(), "4".into()),
        ];
        let edited = edit(br#"{"a": 1, "b": 2, "c": [ 3.10 ]}"#, &edits).unwrap();
        assert_eq!(String::from_utf8(edited).unwrap(), r#"{"a":1e400,"c":[ 3.10 ],"new\"":null,"c":4}"#);
        assert_eq!(edit(b"<html>", &edits), None);
    }
}

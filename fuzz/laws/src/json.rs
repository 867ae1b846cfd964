//! JSON, as a profile and a token bring it.

#[cfg(test)]
mod tests;

use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::BodyFault;
use catapa_signin::{ApiError, NotGranted, Reply};

use crate::judge::callback::is_tenant;
use crate::{judge, world};

/// What is accepted as JSON `serde_json` accepts as `IgnoredAny`, and the other way round, save nesting over 32; and a string
/// says what it says to `serde_json`, when it is copied and when it is compared.
///
/// The bytes are tried as a member that is passed over; then, if they are a string, as a name that is read, and as the tenant
/// of a token.
pub fn json(data: &[u8]) -> &'static str {
    let document = member_of_a_profile("unread", data);
    let is_json = judge::is_json(&document);
    match read(&document) {
        Ok(_) => assert!(is_json, "JSON for us alone"),
        Err(BodyFault::NotJson { .. }) => assert!(!is_json, "JSON for the judge alone"),
        Err(BodyFault::OverLimit) => assert!(document.len() > world::REPLY_LIMIT),
        // The bytes ended their member, and others of a profile came after it: what is behind the fault is not read.
        Err(BodyFault::Member { .. }) => assert!(!judge::is_json(data), "it is a member that nothing reads"),
        Err(other) => panic!("{other:?} is no answer to a whole body"),
    }
    if !judge::is_json(data) || document.len() > world::REPLY_LIMIT {
        return "no JSON";
    }
    if !data.trim_ascii_start().starts_with(b"\"") {
        return "JSON";
    }
    let text = serde_json::from_slice::<String>(data).ok();
    is_copied(data, text.as_deref());
    match text {
        Some(text) => {
            is_compared(data, &text);
            "a text"
        }
        None => "a text that is not Unicode",
    }
}

/// A profile in which a member of this name has this value.
fn member_of_a_profile(name: &str, value: &[u8]) -> Vec<u8> {
    [format!(r#"{{"id":"1","{name}":"#).as_bytes(), value, b"}"].concat()
}

/// The name in a profile, and whether it is all of it.
fn read(document: &[u8]) -> Result<(Option<String>, bool), BodyFault> {
    match world::authorized().read_user(Reply::new(200, &mut document.to_owned())) {
        Ok(user) => Ok((user.username().map(str::to_owned), !user.omitted().username)),
        Err(ApiError::Unreadable(why)) => Err(why),
        Err(other) => panic!("{other:?} is no answer to a 200"),
    }
}

/// A string is handed over as the judge reads it, as much of it as a name may have, if it is Unicode.
fn is_copied(string: &[u8], judged: Option<&str>) {
    let name = judged.map(|text| judge::cut(text, 320).to_owned());
    let is_whole = name.as_deref() == judged && judged.is_some();
    assert_eq!(read(&member_of_a_profile("username", string)), Ok((name, is_whole)));
}

/// A string that could be a tenant is found equal to what the judge reads, and to no other.
fn is_compared(string: &[u8], judged: &str) {
    if !is_tenant(judged) || judged.len() >= 128 {
        return;
    }
    let token = world::jwt(&[br#"{"tenant":"#, string, b"}"].concat());
    for (claimed, is_equal) in [(judged.to_owned(), true), (format!("{judged}x"), false)] {
        let mut body = format!(r#"{{"access_token":"{token}"}}"#).into_bytes();
        match world::have_code_of(&claimed).finish(Reply::new(200, &mut body), world::now()) {
            Ok(_) => assert!(is_equal, "{claimed}"),
            Err(NotGranted::TenantRefused(TenantRefusal::Differs)) => assert!(!is_equal, "{claimed}"),
            Err(other) => panic!("{other:?} is no answer to a token of {judged}"),
        }
    }
}

//! Forms, and the escapes in them: as a stranger's callback brings them, and as our requests write them.

#[cfg(test)]
mod tests;

use catapa_signin::callback::Stray;
use catapa_signin::request::Body;
use catapa_signin::{Freshness, NotAccepted, Reply, UnixTime};

use crate::callback::answered;
use crate::http1::is_read_back;
use crate::judge::callback::{Judge, shown};
use crate::{judge, world};

const JUDGE: Judge<'static> = Judge { csrf_token: world::CSRF_TOKEN, issuer: None, welcome: None };
/// More values of a form than this are not asked for one by one.
const MAX_VALUES: usize = 16;

/// What is read of a form `form_urlencoded` reads alike; each value is decoded to the same, and counted by what it is decoded
/// to; and what is written as a pair reads back.
///
/// The bytes are tried as further parameters of a denial, their values one by one, and as a refresh token.
pub fn form(data: &[u8]) -> &'static str {
    let Ok(text) = str::from_utf8(data) else { return "not text" };
    answered(&format!("state={}&error=e&{text}", world::CSRF_TOKEN), world::client(), &JUDGE);
    let pairs = || text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    for (_, value) in pairs().take(MAX_VALUES) {
        is_decoded(&value.replace('#', "%23"));
    }
    if judge::is_visible(text) {
        is_written(text);
    }
    let is_whole = |text: &str| judge::form_text(text).is_some();
    if pairs().all(|(name, value)| is_whole(name) && is_whole(value)) { "a form" } else { "a bad escape" }
}

/// An escape is `%` and two hex digits, and escapes are UTF-8 together: exactly then a text is decoded; and what is escaped
/// for a user key is visible ASCII that gives the text back.
pub fn percent(data: &[u8]) -> &'static str {
    let Ok(text) = str::from_utf8(data) else { return "not text" };
    if (1..=128).contains(&text.len()) {
        is_escaped(text);
    }
    if is_decoded(&text.replace('&', "%26").replace('#', "%23")) { "a text" } else { "a bad escape" }
}

/// Can it be decoded? It is, in a callback, to what the judge says.
fn is_decoded(raw: &str) -> bool {
    let judged = judge::form_text(raw);
    match description(raw) {
        Err(Stray::TooLong) => assert!(raw.len() > 8_000, "a callback has room for it"),
        Err(other) => panic!("{other:?} is no fault of a text that is only shown"),
        Ok(decoded) => assert_eq!(decoded, judge::cut(&shown(raw), 256)),
    }
    // As long as an error may be, and a byte longer.
    if let Some(room) = judged.as_ref().and_then(|text| 64_usize.checked_sub(text.len())) {
        for length in [room, room + 1] {
            let callback = format!("state={}&error={}{raw}", world::CSRF_TOKEN, "a".repeat(length));
            let kind = answered(&callback, world::client(), &JUDGE);
            assert_eq!(kind, if length == room { "denied" } else { "not ours" }, "it is counted as it is decoded");
        }
    }
    judged.is_some()
}

/// What a callback's text is decoded to, cut as a description is.
fn description(raw: &str) -> Result<String, Stray> {
    let callback = format!("state={}&error=e&error_description={raw}", world::CSRF_TOKEN);
    match world::awaiting_callback().accept(&callback, world::now()) {
        Err(NotAccepted::Denied(refusal)) => Ok(refusal.description().unwrap_or_default().to_owned()),
        Err(NotAccepted::NotOurs { why, .. }) => Err(why),
        other => panic!("{other:?} is no answer to a denial"),
    }
}

/// A refresh token is written so that it reads back.
fn is_written(token: &str) {
    let access_token = world::jwt(format!(r#"{{"tenant":"{}"}}"#, world::TENANT).as_bytes());
    let members = serde_json::json!({ "access_token": access_token, "refresh_token": token, "expires_in": 0 });
    let mut body = members.to_string().into_bytes();
    if body.len() > world::REPLY_LIMIT {
        return;
    }
    let authorized = world::have_code().finish(Reply::new(200, &mut body), world::now()).expect("tokens");
    let Freshness::Expired(expired) = authorized.at(UnixTime::MAX) else { panic!("a token that has ended") };
    let request = expired.refresh_request();
    is_read_back(&request);
    let Body::Form(form) = request.body() else { panic!("a token request has a form") };
    assert!(form.pairs().any(|pair| pair == ("refresh_token", token)), "it is sent as it came");
}

/// The key of the user with this id gives it back.
fn is_escaped(id: &str) {
    let mut body = serde_json::json!({ "id": id }).to_string().into_bytes();
    let sign_in = world::authorized();
    let key = sign_in.read_user(Reply::new(200, &mut body)).expect("a profile").key().to_string();
    assert!(judge::is_visible(&key));
    let parts: Vec<_> = key.split('|').map(judge::form_text).collect();
    assert_eq!(parts, [world::API, world::TENANT, id].map(|part| Some(part.to_owned())));
}

//! Refusals of the token endpoint.

#[cfg(test)]
mod tests;

use std::borrow::ToOwned as _;
use std::format;

use super::{judge, world};
use crate::{ErrorCode, Explain as _, NotGranted, Reply};

/// Whatever status and body say, a refusal ends a sign-in only where the body is JSON with an `error` under 200, 400 or
/// 401; every other reply hands the step back, byte for byte; a wait is 1 to 300 seconds; and no `Debug` quotes a text.
///
/// The first line is the status, and the value of `Retry-After`; the rest is the body.
pub fn error_reply(data: &[u8]) -> &'static str {
    let Some((status, wait, body)) = world::status_and_body(data) else { return "no reply" };
    let (mut buffer, sign_in) = (body.to_owned(), world::have_code());
    let before = world::saved(sign_in.step());
    let reply = Reply::new(status, &mut buffer).header("Retry-After", wait);
    let Err(refused) = sign_in.finish(reply, world::now()) else {
        assert!((200..300).contains(&status), "tokens come with a success");
        return "tokens";
    };
    is_discreet(&format!("{refused:?}"), &format!("{refused}"), refused.code());
    match refused {
        NotGranted::RateLimited { step, wait } => {
            assert_eq!(status, 429);
            assert!((1..=300).contains(&wait.secs(world::now())));
            assert_eq!(world::saved(&step), before, "nothing is lost");
            "rate limited"
        }
        NotGranted::ClientRefused { step, refusal } => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            assert_eq!(refusal.error_code(), &ErrorCode::InvalidClient);
            is_oauth_error(status, body, refusal.error_code());
            "client refused"
        }
        NotGranted::Unclear { step, .. } => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            "unclear"
        }
        NotGranted::Refused(refusal) => {
            assert_ne!(refusal.error_code(), &ErrorCode::ServerError, "that settles nothing");
            assert!(refusal.description().is_none_or(|text| text.len() <= 256));
            is_oauth_error(status, body, refusal.error_code());
            "refused"
        }
        NotGranted::TenantRefused(_) => {
            assert!((200..300).contains(&status), "there was a token");
            "another tenant"
        }
    }
}

fn is_oauth_error(status: u16, body: &[u8], code: &ErrorCode) {
    assert!(matches!(status, 200 | 400 | 401), "{status} is no status of an OAuth error");
    assert!(judge::is_json(body));
    if let Some(object) = judge::Object::read(body) {
        let error = object.text("error", |_| true).ok().flatten().expect("an error");
        assert!(error.starts_with(code.as_str()), "it is what the body says");
        assert!(!matches!(code, ErrorCode::Other(_)) || !object.has("status"), "Spring's `error` is no OAuth code");
    }
}

/// Texts of the other side are shown by their length alone; what is shown is ours.
fn is_discreet(debug: &str, sentence: &str, code: &str) {
    assert!(!debug.contains("c0de") && !debug.contains(world::CSRF_TOKEN), "no secret of ours");
    assert!(sentence.is_ascii() && !sentence.bytes().any(|byte| byte.is_ascii_control()));
    assert!(code.is_ascii());
}

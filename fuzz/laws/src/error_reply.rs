//! Refusals of the token endpoint.

#[cfg(test)]
mod tests;

use catapa_signin::error::{ErrorCode, Refusal};
use catapa_signin::{Explain as _, NotGranted, Reply};

use crate::world::REPLY_LIMIT;
use crate::{judge, world};

/// The codes of a token endpoint (RFC 6749, section 5.2) that end a sign-in. One more, `invalid_client`, does not.
const REGISTERED: [&str; 5] =
    ["invalid_request", "unauthorized_client", "invalid_scope", "invalid_grant", "unsupported_grant_type"];

/// Codes of other places (RFC 6749, section 4.1.2.1; RFC 6750, section 3.1) that end a sign-in, too.
const ELSEWHERE: [&str; 2] = ["access_denied", "invalid_token"];

/// Whatever status and body say, a refusal ends a sign-in exactly where the body is JSON with an OAuth `error` under 200,
/// 400 or 401, or, if it is one of a token endpoint, under any 4xx that looked at the request, as `serde_json` reads it;
/// every other reply hands the step back, byte for byte; a wait is what was asked for, but 1 to 300 seconds; and no `Debug`
/// quotes a text.
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
    let judged = Judged::of(status, body);
    match refused {
        NotGranted::RateLimited { step, retry_after } => {
            assert_eq!(status, 429);
            world::is_a_wait(retry_after, wait);
            assert_eq!(world::saved(&step), before, "nothing is lost");
            "rate limited"
        }
        NotGranted::ClientRefused { step, refusal } => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            judged.says(&refusal);
            assert_eq!(refusal.error_code(), &ErrorCode::InvalidClient);
            "client refused"
        }
        NotGranted::Ambiguous { step, .. } => {
            assert_eq!(world::saved(&step), before, "nothing is lost");
            judged.is_ambiguous(status);
            "ambiguous"
        }
        NotGranted::Refused(refusal) => {
            judged.says(&refusal);
            assert_ne!(refusal.error_code(), &ErrorCode::InvalidClient, "that is for the application to mend");
            "refused"
        }
        NotGranted::TenantRefused(_) => {
            assert!((200..300).contains(&status), "there was a token");
            "another tenant"
        }
        other => panic!("{other:?} is no outcome that the law knows"),
    }
}

enum Judged {
    Error {
        code: String,
        description: String,
    },
    None,
    /// Beyond the judge: JSON that a strict reader may refuse.
    Unknown,
}

impl Judged {
    fn of(status: u16, body: &[u8]) -> Self {
        let Some(object) = judge::Object::read(body, &crate::token_reply::MEMBERS) else {
            return if judge::is_json(body) { Self::Unknown } else { Self::None };
        };
        let Ok(Some(code)) = object.text("error", |_| true) else { return Self::None };
        let is_own_code =
            |code: &str| !code.is_empty() && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'-'));
        let is_error = match code.as_str() {
            "server_error" | "temporarily_unavailable" => false,
            code if REGISTERED.contains(&code) => {
                status == 200 || ((400..500).contains(&status) && ![408, 421, 425, 429].contains(&status))
            }
            code if code == "invalid_client" || ELSEWHERE.contains(&code) => matches!(status, 200 | 400 | 401),
            // Spring's `error` is no OAuth code.
            code => matches!(status, 200 | 400) && !object.has("status") && is_own_code(code),
        };
        if !is_error || object.has_twice() || body.len() > REPLY_LIMIT {
            return Self::None;
        }
        let description = object.text("error_description", |_| true).ok().flatten().unwrap_or_default();
        Self::Error { code, description }
    }

    fn is_ambiguous(&self, status: u16) {
        assert!(!matches!(self, Self::Error { .. }), "an OAuth error is an answer");
        assert_ne!(status, 429, "a wait is an answer");
    }

    fn says(&self, refusal: &Refusal) {
        match self {
            Self::Unknown => {}
            Self::None => panic!("{refusal:?} is no OAuth error"),
            Self::Error { code, description } => {
                assert_eq!(refusal.error_code().as_str(), judge::cut(code, 64));
                assert_eq!(refusal.description().unwrap_or_default(), judge::cut(description, 256));
            }
        }
    }
}

/// Texts of the other side are shown by their length alone; what is shown is ours.
fn is_discreet(debug: &str, sentence: &str, code: &str) {
    assert!(!debug.contains("c0de") && !debug.contains(world::CSRF_TOKEN), "no secret of ours");
    assert!(sentence.is_ascii() && !sentence.bytes().any(|byte| byte.is_ascii_control()));
    assert!(code.is_ascii());
}

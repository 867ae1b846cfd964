//! The query string of a stranger.

#[cfg(test)]
mod tests;

use std::borrow::ToOwned as _;
use std::string::String;

use super::{judge, world};
use crate::{Body, NotAccepted, Unusable};

/// The parameters that are read where no issuer is configured, and their longest values.
const PARAMETERS: [(&str, usize); 6] =
    [("code", 512), ("state", 64), ("tenant", 128), ("error", 64), ("error_description", 8_192), ("error_uri", 8_192)];

/// No callback is accepted, and no denial believed, without the exact CSRF token; with it, every callback within its
/// bounds is read as `form_urlencoded` reads it; and what is not ours leaves the step as it was, byte for byte.
pub fn callback(data: &[u8]) -> &'static str {
    let Ok(query) = str::from_utf8(data) else { return "not text" };
    let sign_in = world::awaiting_callback();
    let before = sign_in.step().to_bytes();
    match (sign_in.accept(query, world::now()), Verdict::on(query, world::CSRF_TOKEN)) {
        (Err(NotAccepted::NotOurs { step, .. }), Verdict::NotOurs) => {
            assert_eq!(step.to_bytes(), before, "nothing is lost");
            "not ours"
        }
        (Err(NotAccepted::Unusable(why)), Verdict::Unusable(expected)) => {
            assert_eq!(why, expected);
            "unusable"
        }
        (Err(NotAccepted::Denied(refusal)), Verdict::Denied { error, description }) => {
            assert_eq!(refusal.error_code().as_str(), error);
            assert_eq!(refusal.description(), description.as_deref().filter(|text| !text.is_empty()));
            "denied"
        }
        (Ok(have_code), Verdict::Granted { code, tenant }) => {
            assert_eq!(have_code.step().tenant().as_str(), tenant);
            let request = have_code.token_request(world::now()).expect("a code that is new");
            let Body::Form(form) = request.body() else { panic!("a token request has a form") };
            assert!(form.pairs().any(|pair| pair == ("code", code.as_str())), "the code is sent as it came");
            "granted"
        }
        (outcome, verdict) => panic!("{outcome:?} is not {verdict:?}"),
    }
}

/// What a callback is, by the letter of the protocol.
#[derive(Debug)]
pub(super) enum Verdict {
    NotOurs,
    Unusable(Unusable),
    Denied { error: String, description: Option<String> },
    Granted { code: String, tenant: String },
}

impl Verdict {
    pub(super) fn on(callback: &str, csrf_token: &str) -> Self {
        let Some([code, state, tenant, error, description, _]) = parameters(callback) else {
            return Self::NotOurs;
        };
        if state.as_deref() != Some(csrf_token) {
            return Self::NotOurs;
        }
        let code = match (code, error) {
            (Some(_), Some(_)) => return Self::Unusable(Unusable::CodeAndError),
            (None, None) => return Self::Unusable(Unusable::NeitherCodeNorError),
            (None, Some(error)) if error.is_empty() => return Self::Unusable(Unusable::BadError),
            (None, Some(error)) => return Self::Denied { error, description: description.map(cut) },
            (Some(code), None) => code,
        };
        match tenant {
            _ if !judge::is_visible(&code) => Self::Unusable(Unusable::BadCode),
            None => Self::Unusable(Unusable::NoTenant),
            Some(tenant) if !is_tenant(&tenant) => Self::Unusable(Unusable::BadTenant),
            Some(tenant) => Self::Granted { code, tenant },
        }
    }
}

/// The parameters that are read; `None` if one is too long, garbled, or there twice.
fn parameters(callback: &str) -> Option<[Option<String>; PARAMETERS.len()]> {
    let mut values = [const { None }; PARAMETERS.len()];
    for pair in query(callback).split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = judge::form_text(name);
        let Some(index) = PARAMETERS.iter().position(|(known, _)| name.as_deref() == Some(*known)) else {
            continue;
        };
        let value = judge::form_text(value).filter(|value| value.len() <= PARAMETERS[index].1)?;
        if values[index].replace(value).is_some() {
            return None;
        }
    }
    (callback.len() <= 8_192).then_some(values)
}

/// The query of a bare query string, a request target or a URL.
fn query(callback: &str) -> &str {
    let callback = callback.split('#').next().unwrap_or_default();
    let lower = callback.to_ascii_lowercase();
    if ["/", "https://", "http://"].iter().any(|head| lower.starts_with(head)) {
        callback.split_once('?').map_or("", |(_, query)| query)
    } else {
        callback.strip_prefix('?').unwrap_or(callback)
    }
}

/// Kept to 256 bytes, at a character.
fn cut(text: String) -> String {
    text[..text.floor_char_boundary(256)].to_owned()
}

fn is_tenant(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&*+-.^_|~".contains(&byte))
}

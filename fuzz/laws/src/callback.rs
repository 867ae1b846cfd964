//! The query string of a stranger.

#[cfg(test)]
mod tests;

use std::borrow::ToOwned as _;
use std::string::String;

use super::http1::is_read_back;
use super::{judge, world};
use crate::{Body, Client, NotAccepted, Unusable};

/// The parameters that are read, and their longest values; the last only where an issuer is configured.
const PARAMETERS: [(&str, usize); 7] = [
    ("code", 512),
    ("state", 64),
    ("tenant", 128),
    ("error", 64),
    ("error_description", 8_192),
    ("error_uri", 8_192),
    ("iss", 256),
];

/// No callback is accepted, and no denial believed, without the exact CSRF token, nor without the exact issuer where one
/// is configured; with them, every callback within its bounds is read as `form_urlencoded` reads it, and taken if its
/// tenant is welcome; what is not ours leaves the step as it was, byte for byte; and no header that is made of a callback
/// holds a control character.
pub fn callback(data: &[u8]) -> &'static str {
    let Ok(query) = str::from_utf8(data) else { return "not text" };
    let judge = Judge { issuer: None, welcome: None, csrf_token: world::CSRF_TOKEN };
    let choosy = Judge { issuer: Some(world::ISSUER), welcome: Some(&world::WELCOME), csrf_token: world::CSRF_TOKEN };
    match (answered(query, world::client(), &judge), answered(query, world::choosy(), &choosy)) {
        (kind, "not ours") => kind,
        ("granted", "unusable") => "not welcome",
        ("granted", "granted") => "granted by the issuer",
        ("denied", "denied") => "denied by the issuer",
        (kind, choosy) => {
            assert_eq!(kind, choosy, "an issuer and a list make no other callback of it");
            kind
        }
    }
}

fn answered(query: &str, client: &Client, judge: &Judge<'_>) -> &'static str {
    let step = world::awaiting_callback().into_step();
    let before = step.to_bytes();
    let sign_in = client.resume(step).expect("issuer and list do not change whose step it is");
    match (sign_in.accept(query, world::now()), judge.on(query)) {
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
            is_read_back(&request);
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
    Unusable(callback::Fault),
    Denied { error: String, description: Option<String> },
    Granted { code: String, tenant: String },
}

/// Who judges: the protocol of one client and one sign-in.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) csrf_token: &'a str,
    pub(super) issuer: Option<&'a str>,
    pub(super) welcome: Option<&'a [&'a str]>,
}

impl Judge<'_> {
    pub(super) fn on(&self, callback: &str) -> Verdict {
        let Some([code, state, tenant, error, description, _, issuer]) = self.parameters(callback) else {
            return Verdict::NotOurs;
        };
        if state.as_deref() != Some(self.csrf_token) || issuer.as_deref() != self.issuer {
            return Verdict::NotOurs;
        }
        let code = match (code, error) {
            (Some(_), Some(_)) => return Verdict::Unusable(callback::Fault::CodeAndError),
            (None, None) => return Verdict::Unusable(callback::Fault::NeitherCodeNorError),
            (None, Some(error)) if error.is_empty() => return Verdict::Unusable(callback::Fault::BadError),
            (None, Some(error)) => return Verdict::Denied { error, description: description.map(cut) },
            (Some(code), None) => code,
        };
        match tenant {
            _ if !judge::is_visible(&code) => Verdict::Unusable(callback::Fault::BadCode),
            None => Verdict::Unusable(callback::Fault::NoTenant),
            Some(tenant) if !is_tenant(&tenant) => Verdict::Unusable(callback::Fault::BadTenant),
            Some(tenant) if self.welcome.is_some_and(|welcome| !welcome.contains(&tenant.as_str())) => {
                Verdict::Unusable(callback::Fault::TenantNotWelcome)
            }
            Some(tenant) => Verdict::Granted { code, tenant },
        }
    }

    /// The parameters that are read; `None` if one is too long, garbled, or there twice.
    fn parameters(&self, callback: &str) -> Option<[Option<String>; PARAMETERS.len()]> {
        let read = &PARAMETERS[..if self.issuer.is_some() { 7 } else { 6 }];
        let mut values = [const { None }; PARAMETERS.len()];
        for pair in query(callback).split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = judge::form_text(name);
            let Some(index) = read.iter().position(|(known, _)| name.as_deref() == Some(*known)) else {
                continue;
            };
            let value = judge::form_text(value).filter(|value| value.len() <= read[index].1)?;
            if values[index].replace(value).is_some() {
                return None;
            }
        }
        (callback.len() <= 8_192).then_some(values)
    }
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

//! The query string of a stranger.

#[cfg(test)]
mod tests;

use catapa_signin::request::Body;
use catapa_signin::{Client, NotAccepted};

use crate::http1::is_read_back;
use crate::judge::callback::{Judge, Verdict};
use crate::world;

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

/// The outcome, which is the judge's verdict.
pub(crate) fn answered(query: &str, client: &Client, judge: &Judge<'_>) -> &'static str {
    let step = world::awaiting_callback().into_step();
    let before = step.to_bytes();
    let sign_in = client.resume(step).expect("issuer and list do not change whose step it is");
    match (sign_in.accept(query, world::now()), judge.on(query)) {
        (Err(NotAccepted::NotOurs { step, why }), Verdict::NotOurs(expected)) => {
            assert_eq!(why, expected);
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

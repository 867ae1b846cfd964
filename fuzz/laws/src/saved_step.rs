//! Saved steps.

#[cfg(test)]
mod tests;

use catapa_signin::error::{NotAStep, NotOurStep};
use catapa_signin::{Authorized, AwaitingCallback, Expired, HaveCode, SignIn, Step};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::http1::is_read_back;
use crate::{judge, world};

/// What is read from a saved form is saved as something that reads the same; no form is taken for another step's; one that
/// is garbled is called so, without a word of what was found; and no header of a request that a resumed step writes holds
/// a control character, nor an access token a space.
pub fn saved_step(data: &[u8]) -> &'static str {
    if let Ok(step) = AwaitingCallback::from_bytes(data) {
        assert_eq!(step.to_bytes().as_slice(), data, "there is one saved form for each step");
        return "bytes";
    }
    let read = [
        reads::<AwaitingCallback>(data, |sign_in| begins(&sign_in.authorize_url().to_string())),
        reads::<HaveCode>(data, |sign_in| {
            let accepted_at = sign_in.step().accepted_at();
            is_read_back(&sign_in.token_request(accepted_at).expect("a code that is new"));
        }),
        reads::<Authorized<String>>(data, |sign_in| {
            assert!(judge::is_visible(sign_in.step().expose_access_token()), "it stands in a header");
            is_read_back(&sign_in.user_request());
        }),
        reads::<Expired<String>>(data, |sign_in| drop(is_read_back(&sign_in.refresh_request()))),
    ];
    // A sequence has no names, but still the name of its step.
    let mut steps = read.into_iter().flatten();
    let step = steps.next().unwrap_or("garbled");
    assert_eq!(steps.next(), None, "it is the saved form of {step} too");
    step
}

fn reads<S: Serialize + DeserializeOwned + Step>(
    data: &[u8],
    writes: impl FnOnce(&SignIn<'_, S>),
) -> Option<&'static str> {
    match serde_json::from_slice::<S>(data) {
        Ok(step) => {
            let saved = world::saved(&step);
            let again: S = serde_json::from_str(&saved).expect("what was saved can be read");
            assert_eq!(world::saved(&again), saved);
            match world::client().resume(again) {
                Ok(sign_in) => writes(&sign_in),
                Err(NotOurStep { step, .. }) => assert_eq!(world::saved(&step), saved, "nothing is lost"),
            }
            Some(S::NAME)
        }
        Err(why) => {
            let told = why.to_string();
            assert!(!why.is_data() || told.starts_with(&format!("{NotAStep}")), "{told} says what was found");
            None
        }
    }
}

/// Where the browser is sent, it brings a CSRF token.
fn begins(url: &str) {
    let (_, query) = url.split_once('?').expect("a query");
    assert!(query.bytes().all(|byte| byte.is_ascii_graphic()));
    let state = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "state").expect("a CSRF token");
    assert_eq!(state.1.len(), 43);
}

//! Saved steps.

use std::format;
use std::string::{String, ToString as _};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::world;
use crate::{Authorized, AwaitingCallback, Expired, Garbled, HaveCode, Step};

/// What is read from a saved form is saved as something that reads the same; no form is taken for another step's; and
/// one that is garbled is called so, without a word of what was found.
pub fn saved_step(data: &[u8]) -> &'static str {
    if let Ok(step) = AwaitingCallback::from_bytes(data) {
        assert_eq!(step.to_bytes().as_slice(), data, "there is one saved form for each step");
        return "bytes";
    }
    let read = [
        reads::<AwaitingCallback>(data),
        reads::<HaveCode>(data),
        reads::<Authorized<String>>(data),
        reads::<Expired<String>>(data),
    ];
    // A sequence has no names, but still the name of its step.
    let mut steps = read.into_iter().flatten();
    let step = steps.next().unwrap_or("garbled");
    assert_eq!(steps.next(), None, "it is the saved form of {step} too");
    step
}

fn reads<S: Serialize + DeserializeOwned + Step>(data: &[u8]) -> Option<&'static str> {
    match serde_json::from_slice::<S>(data) {
        Ok(step) => {
            let saved = world::saved(&step);
            let again: S = serde_json::from_str(&saved).expect("what was saved can be read");
            assert_eq!(world::saved(&again), saved);
            Some(S::NAME)
        }
        Err(why) => {
            let told = why.to_string();
            assert!(!why.is_data() || told.starts_with(&format!("{Garbled}")), "{told} says what was found");
            None
        }
    }
}

//! The planted secrets, and every text that shows a value or an error.

use core::error::Error;
use core::fmt::{Debug, Write as _};

use crate::story::{CSRF_TOKEN, VERIFIER, jwt};

pub(super) const CLIENT_SECRET: &str = "planted client/secret+%";
pub(super) const CODE: &str = "planted/code+%one";
pub(super) const REFRESH_TOKEN: &str = "planted/refresh+%one";

pub(super) fn access_token() -> String {
    jwt(r#"{"tenant":"gdplabs","jti":"planted"}"#)
}

/// The planted secret in this text, if it has one.
pub(super) fn leak(shown: &str) -> Option<String> {
    let access_token = access_token();
    let payload = access_token.split('.').nth(1).unwrap();
    let secrets = [CLIENT_SECRET, CODE, CSRF_TOKEN, VERIFIER, REFRESH_TOKEN, &access_token, payload];
    super::search::leak(shown, &secrets).map(str::to_owned)
}

/// Both forms of `Debug` of a value.
pub(super) fn debugged(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// The texts of an error and of all its sources.
pub(super) fn with_sources(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        write!(text, "{error}\n{error:?}\n{error:#?}\n{error:#}\n").unwrap();
        next = error.source();
    }
    text
}

pub(super) fn shows_nothing(what: &str, shown: &str) {
    assert!(!shown.trim().is_empty(), "{what} shows no text at all");
    assert_eq!(leak(shown), None, "{what}: {shown}");
}

//! What is planted, and how it is looked for.

use core::error::Error;
use core::fmt::{Debug, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::story::{CSRF_TOKEN, VERIFIER, jwt};

pub(super) const CLIENT_SECRET: &str = "planted client/secret+%";
pub(super) const CODE: &str = "planted/code+%one";
pub(super) const REFRESH_TOKEN: &str = "planted/refresh+%one";

pub(super) fn access_token() -> String {
    jwt(r#"{"tenant":"gdplabs","jti":"planted"}"#)
}

/// Every form in which a secret may turn up: as it is, percent-encoded, escaped by `Debug`, in base64.
fn forms(secret: &str) -> Vec<String> {
    let percent = serde_urlencoded::to_string([("v", secret)]).unwrap()[2..].to_owned();
    let debug = format!("{secret:?}").trim_matches('"').to_owned();
    let bytes = format!("{:?}", secret.as_bytes()).trim_matches(['[', ']']).to_owned();
    let mut forms = vec![secret.to_owned(), percent.replace('+', "%20"), percent, debug, bytes];
    // Inside a longer base64 text the secret may begin at any of three places; its ends mix with what is around it.
    for shift in 0..3 {
        let shifted = [" ".repeat(shift).as_str(), secret].concat();
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let text = engine.encode(&shifted);
            forms.push(text[if shift == 0 { 0 } else { 4 }..shifted.len() / 3 * 4].to_owned());
        }
    }
    forms
}

/// Letters and digits alone, so that no escape, quote or line break hides a secret.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The planted secret that is in this text, if one is.
pub(super) fn leak(shown: &str) -> Option<String> {
    let access_token = access_token();
    let payload = access_token.split('.').nth(1).unwrap();
    let secrets = [CLIENT_SECRET, CODE, CSRF_TOKEN, VERIFIER, REFRESH_TOKEN, &access_token, payload];
    let (plain, bare_text) = (shown.to_lowercase(), bare(shown));
    let is_shown = |form: &String| plain.contains(&form.to_lowercase()) || bare_text.contains(&bare(form));
    secrets.into_iter().find(|secret| forms(secret).iter().any(is_shown)).map(str::to_owned)
}

/// Both forms of `Debug` of a value.
pub(super) fn debugged(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// All that an error says, and all that its sources say.
pub(super) fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        write!(text, "{error}\n{error:?}\n{error:#?}\n{error:#}\n").unwrap();
        next = error.source();
    }
    text
}

pub(super) fn shows_nothing(what: &str, shown: &str) {
    assert!(!shown.trim().is_empty(), "{what} says nothing at all");
    assert_eq!(leak(shown), None, "{what}: {shown}");
}

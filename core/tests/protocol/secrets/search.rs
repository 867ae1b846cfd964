//! A search for planted secrets in a text that was shown.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The first of these secrets in a text that was shown: plain, percent-encoded, escaped by `Debug`, as numbers of bytes
/// or in base64; and each of these again in letters and digits alone, so that no quote or line break hides it.
#[must_use]
pub fn leak<'s>(shown: &str, secrets: &[&'s str]) -> Option<&'s str> {
    let (plain, bare_text) = (shown.to_lowercase(), bare(shown));
    let is_shown = |form: &String| {
        let bare_form = bare(form);
        plain.contains(&form.to_lowercase()) || (bare_form.len() >= 8 && bare_text.contains(&bare_form))
    };
    secrets.iter().find(|secret| forms(secret).iter().any(is_shown)).copied()
}

/// Letters and digits alone.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn forms(secret: &str) -> Vec<String> {
    let percent = serde_urlencoded::to_string([("v", secret)]).unwrap_or_default().split_off(2);
    let debug = format!("{secret:?}").trim_matches('"').to_owned();
    let bytes = format!("{:?}", secret.as_bytes()).trim_matches(['[', ']']).to_owned();
    let hex = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![secret.to_owned(), percent.replace('+', "%20"), percent, debug, bytes, hex];
    // In a longer base64 text the secret may begin at three places in a group, and its ends mix with the bytes around it.
    for shift in 0..3 {
        let shifted = [" ".repeat(shift).as_str(), secret].concat();
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let text = engine.encode(&shifted);
            forms.push(text[if shift == 0 { 0 } else { 4 }..shifted.len() / 3 * 4].to_owned());
        }
    }
    forms
}

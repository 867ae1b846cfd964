//! The headers that a request needs, read strictly: a header that comes twice has no value.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::settings::ClientCredentials;

/// A header that came more than once, or in bytes beyond ASCII.
pub(crate) struct Several;

/// The value of a header that must not come twice.
pub(crate) fn sole_header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Several> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Several),
        (Some(_), Some(_)) => Err(Several),
    }
}

/// The text after the scheme in `Authorization`.
pub(crate) fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let (found, rest) = sole_header(headers, "authorization").ok()??.split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Whether the body is of this type, whatever its parameters.
pub(crate) fn has_content_type(headers: &HeaderMap, expected: &str) -> bool {
    let Ok(Some(value)) = sole_header(headers, "content-type") else {
        return false;
    };
    let (essence, _) = value.split_once(';').unwrap_or((value, ""));
    essence.trim().eq_ignore_ascii_case(expected)
}

/// The client id and secret of a request, if it has exactly one readable `Authorization: Basic`.
pub(crate) fn basic(headers: &HeaderMap, reading: ClientCredentials) -> Option<(String, String)> {
    let encoded = authorization(headers, "basic")?;
    let pair = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (client_id, client_secret) = pair.split_once(':')?;
    match reading {
        ClientCredentials::Raw => Some((client_id.into(), client_secret.into())),
        ClientCredentials::FormEncoded => Some((form_decode(client_id)?, form_decode(client_secret)?)),
    }
}

/// Decodes one form-encoded value. It must not contain a bare `&` or `=`.
fn form_decode(encoded: &str) -> Option<String> {
    if encoded.contains(['&', '=']) {
        return None;
    }
    let pair = format!("value={encoded}");
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(&pair).ok()?;
    pairs.pop().map(|(_, value)| value)
}

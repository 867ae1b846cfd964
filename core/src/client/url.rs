//! The only URLs that a client is configured with: https, or http to this very machine.

use heapless::string::StringView;

use super::{ConfigError, Fault, Field, check};
use crate::wire::authority::{host_of, is_loopback};
use crate::wire::{percent, split};

/// A URL, kept byte for byte.
pub(super) fn put(field: Field, url: &str, place: &mut StringView) -> Result<(), ConfigError> {
    parse(field, url)?;
    check::put(field, url, place)
}

/// A URL with nothing after the authority but one `/`, which is dropped.
pub(super) fn origin(field: Field, url: &str) -> Result<&str, ConfigError> {
    let url = url.strip_suffix('/').unwrap_or(url);
    let behind = parse(field, url)?;
    if behind.is_empty() { Ok(url) } else { Err(field.fails(Fault::NotAnOrigin)) }
}

/// Scheme, host and port in lower case, without a default port: how an origin is compared and named.
pub(super) fn put_normal(field: Field, origin: &str, place: &mut StringView) -> Result<(), ConfigError> {
    let https = origin.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
    let origin = origin.strip_suffix(if https { ":443" } else { ":80" }).unwrap_or(origin);
    let mut lower = origin.chars().map(|c| c.to_ascii_lowercase());
    lower.try_for_each(|c| place.push(c)).map_err(|_| field.fails(Fault::TooLong))
}

/// Checks a URL: visible ASCII, https or loopback, no user info, no fragment, a port that exists. Gives what stands
/// behind the authority.
fn parse(field: Field, text: &str) -> Result<&str, ConfigError> {
    let fail = |fault| Err(field.fails(fault));
    if text.is_empty() {
        return fail(Fault::Empty);
    }
    if !text.bytes().all(|byte| percent::is_url_byte(byte) && byte != b'#') {
        return fail(Fault::BadCharacter);
    }
    let Some((scheme, Some(rest))) = split::once(text, b':').map(|(scheme, rest)| (scheme, rest.strip_prefix("//")))
    else {
        return fail(Fault::NotAUrl);
    };
    let secure = scheme.eq_ignore_ascii_case("https");
    if !secure && !scheme.eq_ignore_ascii_case("http") {
        return fail(Fault::NotHttps);
    }
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let Some(host) = host_of(authority) else {
        return fail(Fault::BadHost);
    };
    if secure || is_loopback(host) { Ok(behind) } else { fail(Fault::NotHttps) }
}

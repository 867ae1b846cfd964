//! The only URLs that a client is configured with: https, or http to this very machine.

use heapless::string::StringView;

use super::{ConfigError, Fault, Field, check};
use crate::request::Url;
use crate::wire::authority::{host_of, is_loopback, split_rest};
use crate::wire::{percent, split};

/// A URL, kept byte for byte.
pub(super) fn put(field: Field, url: &str, place: &mut StringView) -> Result<(), ConfigError> {
    parse(url).map_err(|fault| field.fails(fault))?;
    check::put(field, url, place)
}

/// A URL with nothing after the authority but one `/`, which is dropped.
pub(super) fn origin(field: Field, url: &str) -> Result<&str, ConfigError> {
    let url = url.strip_suffix('/').unwrap_or(url);
    let behind = parse(url).map_err(|fault| field.fails(fault))?;
    if behind.is_empty() { Ok(url) } else { Err(field.fails(Fault::NotAnOrigin)) }
}

/// Scheme, host and port in lower case, without a default port: how an origin is compared and named.
pub(super) fn put_normal(field: Field, origin: &str, place: &mut StringView) -> Result<(), ConfigError> {
    let default_port = if (Url { base: origin, path: "" }).is_https() { ":443" } else { ":80" };
    let origin = origin.strip_suffix(default_port).unwrap_or(origin);
    place.push_str(origin).map_err(|_| field.fails(Fault::TooLong))?;
    place.make_ascii_lowercase();
    Ok(())
}

/// Checks a URL: visible ASCII, https or loopback, no user info, no fragment, a port that exists. Gives what stands
/// behind the authority.
fn parse(text: &str) -> Result<&str, Fault> {
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if !text.bytes().all(|byte| percent::is_url_byte(byte) && byte != b'#') {
        return Err(Fault::BadCharacter);
    }
    let mut rest = text;
    let scheme = split::take(&mut rest, b':');
    let (authority, behind) = split_rest(rest.strip_prefix("//").ok_or(Fault::NotAUrl)?);
    let secure = scheme.eq_ignore_ascii_case("https");
    if !secure && !scheme.eq_ignore_ascii_case("http") {
        return Err(Fault::NotHttps);
    }
    let host = host_of(authority).ok_or(Fault::BadHost)?;
    if secure || is_loopback(host) { Ok(behind) } else { Err(Fault::NotHttps) }
}

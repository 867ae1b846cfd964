//! The URLs that a configuration may have: https, or http to this machine.

use super::Fault;
use crate::request::Url;
use crate::wire::authority::{host_of, is_loopback, split_rest};
use crate::wire::{percent, split};

/// An origin without its default port.
pub(super) fn without_default_port(origin: &str) -> &str {
    let default_port = if (Url { base: origin, path: "" }).is_https() { ":443" } else { ":80" };
    origin.strip_suffix(default_port).unwrap_or(origin)
}

/// Checks a URL: visible ASCII, https or loopback, no user info, no fragment, a possible port. Returns the rest after
/// the authority.
pub(super) fn parse(text: &str) -> Result<&str, Fault> {
    if text.is_empty() {
        return Err(Fault::Empty);
    }
    if !percent::URL.contains_all(text.as_bytes()) {
        return Err(Fault::BadCharacter);
    }
    let mut rest = text;
    let scheme = split::take(&mut rest, b':');
    let (authority, rest) = split_rest(rest.strip_prefix("//").ok_or(Fault::NotAUrl)?);
    let secure = scheme.eq_ignore_ascii_case("https");
    if !secure && !scheme.eq_ignore_ascii_case("http") {
        return Err(Fault::NotHttps);
    }
    let host = host_of(authority).ok_or(Fault::BadHost)?;
    if secure || is_loopback(host) { Ok(rest) } else { Err(Fault::NotHttps) }
}

//! The only URLs that a client is configured with: https, or http to this very machine.

use core::fmt;

use super::{ConfigError, Fault, Field};
use crate::wire::authority::{host_of, is_loopback};
use crate::wire::percent;

/// An absolute URL of at most `N` bytes, kept byte for byte.
#[derive(Clone)]
pub(crate) struct HttpUrl<const N: usize> {
    text: heapless::String<N>,
    authority: core::ops::Range<usize>,
}

impl<const N: usize> HttpUrl<N> {
    /// Checks `text`: visible ASCII, https or loopback, no user info, no fragment, a port that exists.
    pub(crate) fn parse(field: Field, text: &str) -> Result<Self, ConfigError> {
        let fail = |fault| Err(ConfigError { field, fault });
        if text.is_empty() {
            return fail(Fault::Empty);
        }
        if !text.bytes().all(|byte| percent::is_url_byte(byte) && byte != b'#') {
            return fail(Fault::BadCharacter);
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return fail(Fault::NotAUrl);
        };
        let secure = scheme.eq_ignore_ascii_case("https");
        if !secure && !scheme.eq_ignore_ascii_case("http") {
            return fail(Fault::NotHttps);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let Some(host) = host_of(authority) else {
            return fail(Fault::BadHost);
        };
        if !secure && !is_loopback(host) {
            return fail(Fault::NotHttps);
        }
        let start = scheme.len().saturating_add("://".len());
        let end = start.saturating_add(authority.len());
        match heapless::String::try_from(text) {
            Ok(text) => Ok(Self { text, authority: start..end }),
            Err(_) => fail(Fault::TooLong),
        }
    }

    /// As [`parse`](Self::parse), and nothing after the authority but one `/`, which is dropped.
    pub(crate) fn origin(field: Field, text: &str) -> Result<Self, ConfigError> {
        let url = Self::parse(field, text.strip_suffix('/').unwrap_or(text))?;
        if url.authority.end == url.text.len() {
            Ok(url)
        } else {
            Err(ConfigError { field, fault: Fault::NotAnOrigin })
        }
    }

    /// This origin with `path` behind it.
    pub(crate) fn join(&self, field: Field, path: &str) -> Result<Self, ConfigError> {
        let mut url = self.clone();
        url.text.push_str(path).map_err(|_| ConfigError { field, fault: Fault::TooLong })?;
        Ok(url)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port in lower case, without a default port: how an origin is compared and named.
    pub(crate) fn write_normal_origin(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let origin = self.text.get(..self.authority.end).unwrap_or_default();
        let https = origin.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        let default_port = if https { ":443" } else { ":80" };
        let origin = origin.strip_suffix(default_port).unwrap_or(origin);
        origin.chars().try_for_each(|c| out.write_char(c.to_ascii_lowercase()))
    }
}

//! The rules of each part of a configuration.

use core::time::Duration;

use super::config::Tenants;
use super::error::{ConfigError, Fault, Field};
use crate::request::AuthorizeUrl;
use crate::tenant::{ClaimedTenant, MAX_TENANT};
use crate::wire::{form, split};

/// The longest values, in bytes.
pub(crate) mod limits {
    pub(crate) const CLIENT_ID: usize = 128;
    pub(crate) const CLIENT_SECRET: usize = 256;
    pub(crate) const REDIRECT_URI: usize = 512;
    pub(crate) const URL: usize = 256;
    pub(crate) const SCOPE: usize = 256;
    pub(crate) const TENANTS: usize = 1024;
}

/// A text without control characters, neither empty nor too long.
pub(super) fn text<const N: usize>(field: Field, text: &str) -> Result<heapless::String<N>, ConfigError> {
    credential(field, text, N)?;
    heapless::String::try_from(text).map_err(|_| field.fails(Fault::TooLong))
}

/// The same checks, for a text that is not kept.
pub(super) fn credential(field: Field, text: &str, longest: usize) -> Result<(), ConfigError> {
    if text.is_empty() {
        return Err(field.fails(Fault::Empty));
    }
    if text.chars().any(char::is_control) {
        return Err(field.fails(Fault::BadCharacter));
    }
    if text.len() > longest { Err(field.fails(Fault::TooLong)) } else { Ok(()) }
}

/// RFC 6749, section 3.3: visible ASCII but `"` and `\`, separated by single spaces; or nothing.
pub(super) fn scope<const N: usize>(scope: &str) -> Result<heapless::String<N>, ConfigError> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
    };
    if !scope.is_empty() && !scope.split(' ').all(is_name) {
        return Err(Field::Scope.fails(Fault::BadCharacter));
    }
    heapless::String::try_from(scope).map_err(|_| Field::Scope.fails(Fault::TooLong))
}

/// RFC 6749, section 3.1: a parameter must not be sent twice, so the endpoint's own query has none of ours.
pub(super) fn leaves_our_parameters_alone(authorize_url: &str) -> Result<(), ConfigError> {
    let query = split::behind(authorize_url, b'?');
    let ours = form::pairs(query).any(|(name, _)| AuthorizeUrl::PARAMETERS.iter().any(|ours| name.means(ours)));
    if ours { Err(Field::AuthorizeUrl.fails(Fault::OurParameter)) } else { Ok(()) }
}

/// The welcome tenants, joined by spaces; `None` for any.
pub(super) fn welcome<const N: usize>(tenants: Tenants<'_>) -> Result<Option<heapless::String<N>>, ConfigError> {
    let Tenants::Only(names) = tenants else {
        return Ok(None);
    };
    if names.is_empty() {
        return Err(Field::Tenants.fails(Fault::Empty));
    }
    let mut joined = heapless::String::new();
    for name in names {
        credential(Field::Tenants, name, MAX_TENANT)?;
        ClaimedTenant::new(name).ok_or(Field::Tenants.fails(Fault::BadCharacter))?;
        let separated = if joined.is_empty() { Ok(()) } else { joined.push(' ') };
        separated.and_then(|()| joined.push_str(name)).map_err(|_| Field::Tenants.fails(Fault::TooLong))?;
    }
    Ok(Some(joined))
}

pub(super) fn lifetime(lifetime: Duration) -> Result<u64, ConfigError> {
    match lifetime.as_secs() {
        0 => Err(Field::PendingLifetime.fails(Fault::Empty)),
        secs => Ok(secs),
    }
}

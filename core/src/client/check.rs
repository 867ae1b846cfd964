//! The rules of each part of a configuration.

use core::time::Duration;

use heapless::string::StringView;

use super::config::Tenants;
use super::error::{ConfigError, Fault, Field};
use crate::request::AuthorizeUrl;
use crate::tenant::{MAX_TENANT, is_tenant};
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
pub(super) fn text(field: Field, text: &str, longest: usize) -> Result<(), ConfigError> {
    if text.is_empty() {
        return Err(field.fails(Fault::Empty));
    }
    if text.chars().any(char::is_control) {
        return Err(field.fails(Fault::BadCharacter));
    }
    if text.len() > longest { Err(field.fails(Fault::TooLong)) } else { Ok(()) }
}

/// Such a text, put in its place.
pub(super) fn put(field: Field, value: &str, place: &mut StringView) -> Result<(), ConfigError> {
    text(field, value, place.capacity())?;
    place.push_str(value).map_err(|_| field.fails(Fault::TooLong))
}

/// RFC 6749, section 3.3: visible ASCII but `"` and `\`, separated by single spaces; or nothing.
pub(super) fn put_scope(scope: &str, place: &mut StringView) -> Result<(), ConfigError> {
    let mut behind_space = true;
    for byte in scope.bytes() {
        let is_space = byte == b' ';
        let may_stand = if is_space { !behind_space } else { byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\') };
        if !may_stand {
            return Err(Field::Scope.fails(Fault::BadCharacter));
        }
        behind_space = is_space;
    }
    if behind_space && !scope.is_empty() {
        return Err(Field::Scope.fails(Fault::BadCharacter));
    }
    place.push_str(scope).map_err(|_| Field::Scope.fails(Fault::TooLong))
}

/// RFC 6749, section 3.1: a parameter must not be sent twice, so the endpoint's own query has none of ours.
pub(super) fn leaves_our_parameters_alone(authorize_url: &str) -> Result<(), ConfigError> {
    let query = split::behind(authorize_url, b'?');
    let ours = form::pairs(query).any(|(name, _)| AuthorizeUrl::PARAMETERS.iter().any(|ours| name.means(ours)));
    if ours { Err(Field::AuthorizeUrl.fails(Fault::OurParameter)) } else { Ok(()) }
}

/// The welcome tenants, joined by spaces; nothing for any.
pub(super) fn put_welcome(tenants: Tenants<'_>, place: &mut StringView) -> Result<(), ConfigError> {
    let Tenants::Only(names) = tenants else {
        return Ok(());
    };
    if names.is_empty() {
        return Err(Field::Tenants.fails(Fault::Empty));
    }
    for name in names {
        text(Field::Tenants, name, MAX_TENANT)?;
        if !is_tenant(name) {
            return Err(Field::Tenants.fails(Fault::BadCharacter));
        }
        let separated = if place.is_empty() { Ok(()) } else { place.push(' ') };
        separated.and_then(|()| place.push_str(name)).map_err(|_| Field::Tenants.fails(Fault::TooLong))?;
    }
    Ok(())
}

pub(super) fn lifetime(lifetime: Duration) -> Result<u64, ConfigError> {
    match lifetime.as_secs() {
        0 => Err(Field::PendingLifetime.fails(Fault::Empty)),
        secs => Ok(secs),
    }
}

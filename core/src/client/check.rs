//! The rules of each part of a configuration.

use heapless::string::StringView;

use super::config::Tenants;
use super::error::{ConfigError, Fault, Setting};
use super::url;
use crate::callback::Callback;
use crate::request::AUTHORIZE_NAMES;
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

/// Every part is checked and put in its place; what was wrong first is what the caller hears of.
pub(super) struct Checks {
    pub(super) first: Option<ConfigError>,
}

impl Checks {
    #[inline(never)]
    pub(super) fn fail(&mut self, field: Setting, fault: Fault) {
        self.first.get_or_insert(ConfigError { field, fault });
    }

    /// A text without control characters, neither empty nor too long.
    pub(super) fn text(&mut self, field: Setting, text: &str, longest: usize) {
        if text.is_empty() {
            self.fail(field, Fault::Empty);
        }
        if text.chars().any(char::is_control) {
            self.fail(field, Fault::BadCharacter);
        }
        if text.len() > longest {
            self.fail(field, Fault::TooLong);
        }
    }

    /// Such a text, put in its place.
    #[inline(never)]
    pub(super) fn put(&mut self, field: Setting, text: &str, place: &mut StringView) {
        self.text(field, text, place.capacity());
        self.append(field, text, place);
    }

    /// A URL, kept byte for byte.
    #[inline(never)]
    pub(super) fn put_url(&mut self, field: Setting, url: &str, place: &mut StringView) {
        if let Err(fault) = url::parse(url) {
            self.fail(field, fault);
        }
        self.append(field, url, place);
    }

    /// A URL with nothing after the authority but one `/`, which is dropped.
    pub(super) fn origin<'u>(&mut self, field: Setting, url: &'u str) -> &'u str {
        let origin = url.strip_suffix('/').unwrap_or(url);
        match url::parse(origin) {
            Ok("") => {}
            Ok(_) => self.fail(field, Fault::NotAnOrigin),
            Err(fault) => self.fail(field, fault),
        }
        origin
    }

    /// RFC 6749, section 3.3: visible ASCII but `"` and `\`, separated by single spaces; or nothing.
    pub(super) fn put_scope(&mut self, scope: &str, place: &mut StringView) {
        let mut behind_space = true;
        for byte in scope.bytes() {
            let is_space = byte == b' ';
            if (is_space && behind_space) || !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\') {
                self.fail(Setting::Scope, Fault::BadCharacter);
            }
            behind_space = is_space;
        }
        if behind_space && !scope.is_empty() {
            self.fail(Setting::Scope, Fault::BadCharacter);
        }
        self.append(Setting::Scope, scope, place);
    }

    /// RFC 6749, section 3.1: a parameter must not be sent twice, so the endpoint's own query has none of ours.
    pub(super) fn leaves_our_parameters_alone(&mut self, authorize_url: &str) {
        for (name, _) in form::pairs(split::after(authorize_url, b'?')) {
            if AUTHORIZE_NAMES.iter().any(|ours| name.decodes_to(ours)) {
                self.fail(Setting::AuthorizeUrl, Fault::OurParameter);
            }
        }
    }

    /// The redirect URI's own query has no parameter of a callback.
    pub(super) fn leaves_callbacks_alone(&mut self, redirect_uri: &str, with_issuer: bool) {
        if !Callback::can_come_to(redirect_uri, with_issuer) {
            self.fail(Setting::RedirectUri, Fault::OurParameter);
        }
    }

    /// The welcome tenants, joined by spaces; nothing for any.
    pub(super) fn put_welcome(&mut self, tenants: Tenants<'_>, place: &mut StringView) {
        let Tenants::Only(names) = tenants else { return };
        if names.is_empty() {
            self.fail(Setting::Tenants, Fault::Empty);
        }
        for name in names {
            self.text(Setting::Tenants, name, MAX_TENANT);
            if !is_tenant(name) {
                self.fail(Setting::Tenants, Fault::BadCharacter);
            }
            if !place.is_empty() {
                self.append(Setting::Tenants, " ", place);
            }
            self.append(Setting::Tenants, name, place);
        }
    }

    pub(super) fn append(&mut self, field: Setting, text: &str, place: &mut StringView) {
        if place.push_str(text).is_err() {
            self.fail(field, Fault::TooLong);
        }
    }
}

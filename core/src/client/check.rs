//! The rules for each part of a configuration.

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
    pub(crate) const PRODUCT: usize = 64;
}

/// Checks every part and copies it into its place. The caller gets the first error alone.
pub(super) struct Checks {
    pub(super) first_error: Option<ConfigError>,
}

impl Checks {
    /// Keeps an error, if it is the first.
    pub(super) fn record(&mut self, field: Setting, fault: Fault) {
        self.first_error.get_or_insert(ConfigError { field, fault });
    }

    /// Checks a text: no control character, not empty, not too long.
    pub(super) fn text(&mut self, field: Setting, text: &str, longest: usize) {
        if text.is_empty() {
            self.record(field, Fault::Empty);
        }
        if text.chars().any(char::is_control) {
            self.record(field, Fault::BadCharacter);
        }
        if text.len() > longest {
            self.record(field, Fault::TooLong);
        }
    }

    /// Checks a text as [`text`](Self::text) does, and copies it.
    pub(super) fn put(&mut self, field: Setting, text: &str, place: &mut StringView) {
        self.text(field, text, place.capacity());
        self.append(field, text, place);
    }

    /// Checks a URL, and copies it byte for byte.
    pub(super) fn put_url(&mut self, field: Setting, url: &str, place: &mut StringView) {
        if let Err(fault) = url::parse(url) {
            self.record(field, fault);
        }
        self.append(field, url, place);
    }

    /// Checks an origin, a URL that ends with its authority. One `/` after it is dropped.
    pub(super) fn origin<'u>(&mut self, field: Setting, url: &'u str) -> &'u str {
        let origin = url.strip_suffix('/').unwrap_or(url);
        match url::parse(origin) {
            Ok("") => {}
            Ok(_) => self.record(field, Fault::NotAnOrigin),
            Err(fault) => self.record(field, fault),
        }
        origin
    }

    /// Checks words, and copies them: separated by single spaces, of visible ASCII without `"` and `\`; or nothing. A scope
    /// is written so (RFC 6749, section 3.3), and a product in `User-Agent`.
    #[inline(always)] // so that a device pays nothing for the words that it does not set: 140 bytes each (tests/bare-metal)
    pub(super) fn put_words(&mut self, field: Setting, words: &str, place: &mut StringView) {
        let mut after_space = true;
        for byte in words.bytes() {
            let is_space = byte == b' ';
            if (is_space && after_space) || !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\') {
                self.record(field, Fault::BadCharacter);
            }
            after_space = is_space;
        }
        if after_space && !words.is_empty() {
            self.record(field, Fault::BadCharacter);
        }
        self.append(field, words, place);
    }

    /// The endpoint's own query must have none of our parameters: none may be sent twice (RFC 6749, section 3.1).
    pub(super) fn check_authorize_url(&mut self, authorize_url: &str) {
        for (name, _) in form::pairs(split::after(authorize_url, b'?')) {
            if AUTHORIZE_NAMES.iter().any(|ours| name.decodes_to(ours)) {
                self.record(Setting::AuthorizeUrl, Fault::OurParameter);
            }
        }
    }

    /// The redirect URI's own query must have no parameter of a callback.
    pub(super) fn check_redirect_uri(&mut self, redirect_uri: &str, with_issuer: bool) {
        if !Callback::can_come_to(redirect_uri, with_issuer) {
            self.record(Setting::RedirectUri, Fault::OurParameter);
        }
    }

    /// Checks the welcome tenants, and joins them with spaces. Copies nothing if every tenant is welcome.
    pub(super) fn put_tenants(&mut self, tenants: Tenants<'_>, place: &mut StringView) {
        let Tenants::Only(names) = tenants else { return };
        if names.is_empty() {
            self.record(Setting::Tenants, Fault::Empty);
        }
        for name in names {
            self.text(Setting::Tenants, name, MAX_TENANT);
            if !is_tenant(name) {
                self.record(Setting::Tenants, Fault::BadCharacter);
            }
            if !place.is_empty() {
                self.append(Setting::Tenants, " ", place);
            }
            self.append(Setting::Tenants, name, place);
        }
    }

    /// Copies a text to the end of its place.
    pub(super) fn append(&mut self, field: Setting, text: &str, place: &mut StringView) {
        if place.push_str(text).is_err() {
            self.record(field, Fault::TooLong);
        }
    }
}

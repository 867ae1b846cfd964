//! Where the browser goes (RFC 6749, section 4.1.1).

use core::fmt;

use super::Count;
use crate::client::Client;
use crate::wire::{form, scan};

/// The URL to send the browser to. It is made to be shown, so it has `Display`; its `Debug` is redacted, because the
/// CSRF token in it is no matter for logs.
#[derive(Clone)]
pub struct AuthorizeUrl<'a> {
    pub(crate) client: &'a Client,
    pub(crate) state: &'a str,
    /// RFC 7636, section 4.2.
    pub(crate) challenge: Option<heapless::String<43>>,
}

impl AuthorizeUrl<'_> {
    /// What a sign-in sets.
    pub(crate) const PARAMETERS: [&'static str; 7] =
        ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];

    /// Bytes of the URL, counted by writing it.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no URL is empty")]
    pub fn len(&self) -> usize {
        let mut count = Count(0);
        // A counter takes everything.
        let _ = self.write(&mut count);
        count.0
    }

    /// Writes the URL: visible ASCII.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write(out)
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let endpoint = self.client.authorize_url.as_str();
        out.write_str(endpoint)?;
        let has_query = scan::position(endpoint.as_bytes(), b'?').is_some();
        if !matches!(endpoint.as_bytes(), [.., b'?' | b'&']) {
            out.write_str(if has_query { "&" } else { "?" })?;
        }
        let challenge = self.challenge.as_deref();
        let values = [
            Some("code"),
            Some(&self.client.client_id),
            Some(&self.client.redirect_uri),
            Some(&self.client.scope),
            Some(self.state),
            challenge,
            challenge.map(|_| "S256"),
        ];
        let pairs = Self::PARAMETERS.iter().zip(values.iter().flatten());
        pairs.enumerate().try_for_each(|(index, (name, value))| form::write_pair(out, index == 0, name, value))
    }
}

impl fmt::Display for AuthorizeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Debug for AuthorizeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizeUrl({}, {} bytes)", self.client.authorize_url, self.len())
    }
}

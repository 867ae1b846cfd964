//! The URL that starts a sign-in in the browser (RFC 6749, section 4.1.1).

use core::fmt;

use super::count::Count;
use super::pairs;
use crate::client::Client;
use crate::wire::{Out, scan};

/// The URL to send the browser to. `Display` writes it; `Debug` redacts it, because the CSRF token in it does not belong
/// in logs.
#[derive(Clone)]
pub struct AuthorizeUrl<'a> {
    pub(crate) client: &'a Client,
    pub(crate) state: &'a str,
    /// RFC 7636, section 4.2.
    pub(crate) challenge: Option<heapless::String<43>>,
}

impl AuthorizeUrl<'_> {
    fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let challenge = self.challenge.as_deref();
        let values = [
            Some("code"),
            Some(self.client.client_id.as_str()),
            Some(self.client.redirect_uri.as_str()),
            Some(self.client.scope.as_str()),
            Some(self.state),
            challenge,
            challenge.map(|_| "S256"),
        ];
        pairs::AUTHORIZE_NAMES.into_iter().zip(values).filter_map(|(name, value)| Some((name, value?)))
    }

    /// The length of the URL in bytes, counted by writing it.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no URL is empty")]
    pub fn len(&self) -> usize {
        let mut count = Count(0);
        // A counter never fails.
        let _ = self.write(&mut count);
        count.0
    }

    /// Writes the URL: visible ASCII.
    ///
    /// # Errors
    ///
    /// The errors of `out`.
    pub fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write(out)
    }

    fn write(&self, out: &mut dyn Out) -> fmt::Result {
        let endpoint = self.client.authorize_url.as_str();
        let has_query = scan::position(b'?', endpoint.as_bytes()).is_some();
        let separator = match endpoint.as_bytes() {
            [.., b'?' | b'&'] => "",
            _ if has_query => "&",
            _ => "?",
        };
        out.put(endpoint)?;
        out.put(separator)?;
        pairs::write(out, self.pairs())
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

//! Where the browser goes (RFC 6749, section 4.1.1).

use core::fmt::{self, Write as _};
use core::ops::Range;

use super::{Count, REDIRECT_URI};
use crate::client::Client;
use crate::wire::form;

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
        out.write_str(self.client.same_in_every_sign_in.as_str())?;
        // Nonces need no escapes.
        out.write_str(self.state)?;
        if let Some(challenge) = self.challenge.as_deref() {
            for text in ["&code_challenge=", challenge, "&code_challenge_method=S256"] {
                out.write_str(text)?;
            }
        }
        Ok(())
    }

    /// Writes what every sign-in of a client begins with, up to the value of `state`; and gives the place of the redirect
    /// URI in it, encoded.
    #[inline(never)]
    pub(crate) fn write_same<const N: usize>(
        out: &mut heapless::String<N>,
        endpoint: &str,
        [client_id, redirect_uri, scope]: [&str; 3],
    ) -> Range<usize> {
        let joint = match endpoint.as_bytes() {
            [.., b'?' | b'&'] => "",
            endpoint if endpoint.contains(&b'?') => "&",
            _ => "?",
        };
        // There is room for the longest of each.
        let _ = out.write_str(endpoint);
        let _ = out.write_str(joint);
        let _ = form::write_pair(out, "response_type=code&client_id=", client_id);
        let start = out.len().saturating_add(REDIRECT_URI.len());
        let _ = form::write_pair(out, REDIRECT_URI, redirect_uri);
        let place = start..out.len();
        let _ = form::write_pair(out, "&scope=", scope);
        let _ = out.write_str("&state=");
        place
    }
}

impl fmt::Display for AuthorizeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Debug for AuthorizeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizeUrl({}, {} bytes)", self.client.authorize_endpoint(), self.len())
    }
}

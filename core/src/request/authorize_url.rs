//! Where the browser goes (RFC 6749, section 4.1.1).

use core::fmt;

use super::Count;
use crate::wire::form;

/// The URL to send the browser to. It is made to be shown, so it has `Display`; its `Debug` is redacted, because the
/// CSRF token in it is no matter for logs.
#[derive(Clone)]
pub struct AuthorizeUrl<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) pairs: [(&'static str, &'a str); 5],
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
        out.write_str(self.endpoint)?;
        let has_query = self.endpoint.bytes().any(|byte| byte == b'?');
        if !matches!(self.endpoint.as_bytes(), [.., b'?' | b'&']) {
            out.write_str(if has_query { "&" } else { "?" })?;
        }
        for (index, (name, value)) in self.pairs.into_iter().enumerate() {
            form::write_pair(out, index == 0, name, value)?;
        }
        if let Some(challenge) = &self.challenge {
            form::write_pair(out, false, "code_challenge", challenge)?;
            form::write_pair(out, false, "code_challenge_method", "S256")?;
        }
        Ok(())
    }
}

impl fmt::Display for AuthorizeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Debug for AuthorizeUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizeUrl({}, {} bytes)", self.endpoint, self.len())
    }
}

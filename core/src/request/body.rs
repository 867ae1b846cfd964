//! The body of a request.

use core::fmt;

use super::count::Count;
use super::pairs;
use crate::wire::Out;

/// A body. Its `Debug` shows the length alone.
#[derive(Clone)]
#[non_exhaustive]
pub enum Body<'a> {
    /// No body.
    Empty,
    /// `application/x-www-form-urlencoded`.
    Form(Form<'a>),
    /// `application/json`, the caller's own text.
    Json(&'a str),
}

impl Body<'_> {
    /// The length of the body in bytes, counted by writing it.
    #[must_use]
    pub fn len(&self) -> usize {
        let mut count = Count(0);
        // A counter never fails.
        let _ = self.write(&mut count);
        count.0
    }

    /// Is there nothing to send?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the body.
    ///
    /// # Errors
    ///
    /// The errors of `out`.
    pub fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write(out)
    }

    pub(super) fn write(&self, out: &mut dyn Out) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Form(form) => form.write(out),
            Self::Json(json) => out.put(json),
        }
    }

    pub(super) const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Form(_) => Some("application/x-www-form-urlencoded"),
            Self::Json(_) => Some("application/json"),
        }
    }
}

impl fmt::Debug for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.len())
    }
}

/// The parameters of a token request, in the order of sending.
#[derive(Clone)]
pub struct Form<'a> {
    pub(crate) grant: Grant<'a>,
    pub(crate) tenant: Option<&'a str>,
}

/// What a request trades for tokens.
#[derive(Clone, Copy)]
pub(crate) enum Grant<'a> {
    /// RFC 6749, section 4.1.3; RFC 7636, section 4.5.
    AuthorizationCode { code: &'a str, redirect_uri: &'a str, code_verifier: Option<&'a str> },
    /// RFC 6749, section 6.
    RefreshToken(&'a str),
}

impl<'a> Form<'a> {
    /// Names and values, before encoding. Values may be secret.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let tenant = ("tenant", self.tenant);
        let pairs = match self.grant {
            Grant::AuthorizationCode { code, redirect_uri, code_verifier } => [
                ("grant_type", Some("authorization_code")),
                ("code", Some(code)),
                ("redirect_uri", Some(redirect_uri)),
                ("code_verifier", code_verifier),
                tenant,
            ],
            Grant::RefreshToken(token) => {
                [("grant_type", Some("refresh_token")), ("refresh_token", Some(token)), tenant, ("", None), ("", None)]
            }
        };
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    fn write(&self, out: &mut dyn Out) -> fmt::Result {
        pairs::write(out, self.pairs())
    }
}

impl fmt::Debug for Form<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs().map(|(name, _)| name)).finish()
    }
}

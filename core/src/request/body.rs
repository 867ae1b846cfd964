//! What a request carries.

use core::fmt;

use super::Count;
use super::pairs::{self, REDIRECT_URI};
use crate::wire::Out;

/// A body. Its `Debug` shows the length alone.
#[derive(Clone)]
#[non_exhaustive]
pub enum Body<'a> {
    /// None.
    Empty,
    /// `application/x-www-form-urlencoded`.
    Form(Form<'a>),
    /// `application/json`, as the caller gave it.
    Json(&'a str),
}

impl Body<'_> {
    /// Bytes of the body, counted by writing it.
    #[must_use]
    pub fn len(&self) -> usize {
        let mut count = Count(0);
        // A counter takes everything.
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
    /// Those of `out`.
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

/// The parameters of a token request, in the order in which they are sent.
#[derive(Clone)]
pub struct Form<'a> {
    values: [Option<&'a str>; NAMES.len()],
    encoded_redirect_uri: &'a str,
}

/// What the two forms of the token endpoint may have, in this order, as it is written.
const NAMES: [&str; 6] = ["grant_type=", "&code=", REDIRECT_URI, "&code_verifier=", "&refresh_token=", "&tenant="];

impl<'a> Form<'a> {
    pub(crate) const fn new(values: [Option<&'a str>; NAMES.len()], encoded_redirect_uri: &'a str) -> Self {
        Self { values, encoded_redirect_uri }
    }

    /// Names and values, before encoding. The values may be secrets.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        NAMES.iter().zip(&self.values).filter_map(|(name, value)| Some((pairs::plain(name), (*value)?)))
    }

    fn write(&self, out: &mut dyn Out) -> fmt::Result {
        pairs::write(out, &NAMES, &self.values, self.encoded_redirect_uri)
    }
}

impl fmt::Debug for Form<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs().map(|(name, _)| name)).finish()
    }
}

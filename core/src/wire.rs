//! Bytes only, no OAuth: each file reads or writes one format, and does not know who sent it.

use core::fmt;

pub(crate) mod ascii;
pub(crate) mod authority;
pub(crate) mod base64url;
pub(crate) mod decimal;
pub(crate) mod form;
pub(crate) mod http1;
pub(crate) mod json;
pub(crate) mod percent;
pub(crate) mod retry_after;
pub(crate) mod scan;
pub(crate) mod sha256;
pub(crate) mod split;

/// Where text goes, piece by piece. A `dyn fmt::Write` has two more methods, which we never call.
pub(crate) trait Out {
    fn put(&mut self, text: &str) -> fmt::Result;
}

impl<W: fmt::Write> Out for W {
    fn put(&mut self, text: &str) -> fmt::Result {
        self.write_str(text)
    }
}

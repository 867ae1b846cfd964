//! Bytes only, no OAuth: each file reads or writes one form, and knows nothing of who sent it.

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

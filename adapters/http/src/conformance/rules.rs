//! The checks, in the order of the rules.

pub(super) mod connections;
pub(super) mod errors;
pub(super) mod http2;
pub(super) mod proxies;
pub(super) mod replies;
pub(super) mod requests;
pub(super) mod unsent;

//! Every way to send a request, before the suite of `catapa-signin-http`. To add one of ours, give [`Way`] another variant;
//! to add another, a function in [`foreign`]. Each is a column of `OUTCOMES.md` then.

pub mod foreign;
// The core's own tests look for secrets with it too.
#[path = "../../../core/tests/protocol/secrets/search.rs"]
mod search;
mod stand_in;
mod way;

pub use search::leak;
pub use stand_in::{have_code, now, stand_in};
pub use way::{Way, send};

/// The story in the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}

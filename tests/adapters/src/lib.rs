//! The same stories, told through every adapter: what CATAPA and the network may do, and the typed outcome that each
//! adapter must reach. To add an adapter, give [`Adapter`] another variant: every test of this crate then runs it too.
//!
//! Everything goes over real sockets on this machine, with the clock of the stand-in.

mod adapter;
mod outcome;
mod row;
// The core's own tests look for secrets with it too.
#[path = "../../../core/tests/protocol/secrets/search.rs"]
mod search;
mod table;
mod world;

pub use adapter::{Adapter, Ready, Setup};
pub use row::{Row, api_rows, code_rows, refresh_rows};
pub use search::leak;
pub use table::table;
pub use world::{NOW, World};

/// The story in the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}

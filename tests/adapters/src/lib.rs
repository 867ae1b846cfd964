//! The same stories, told through every adapter: what CATAPA and the network may do, and the typed outcome that each
//! adapter must reach. An adapter joins as a [`Way`]: then every test of this crate is about it too.
//!
//! Everything goes over real sockets on this machine, with the clock of the stand-in.

mod outcome;
mod row;
// The core's tests look for secrets with it too.
#[path = "../../../core/tests/protocol/secrets/search.rs"]
mod search;
mod table;
mod ways;
mod world;

pub use row::{Row, api_rows, code_rows, refresh_rows};
pub use search::leak;
pub use table::table;
pub use ways::{Application, Async, AsyncSender, Setup, Way};
pub use world::{Adapter, NOW, World};

/// The story in the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}

//! The same stories, told through every adapter: what CATAPA and the network may do, and the typed outcome that each
//! adapter must reach. An adapter joins by implementing [`Adapter`], which is two lines over its own `send`.
//!
//! Everything goes over real sockets on this machine, with the clock of the stand-in.

mod outcome;
mod planted;
mod row;
mod world;

pub use planted::leak;
pub use row::{Row, api_rows, token_rows};
pub use world::{Adapter, NOW, World};

/// Runs `rows` through an adapter and returns the table of what came out, a line for each. `run` gives the outcome, and
/// how many requests reached CATAPA.
///
/// # Panics
///
/// If an outcome is not the expected one, or not exactly one request reached CATAPA.
#[must_use]
pub fn table(rows: &[Row], run: impl Fn(&Row) -> (String, usize)) -> String {
    let mut table = String::new();
    for row in rows {
        let (outcome, requests) = run(row);
        assert_eq!(outcome, row.expected, "{}", row.name);
        assert_eq!(requests, 1, "requests for: {}", row.name);
        table.push_str(&format!("{:<58} {outcome}\n", row.name));
    }
    table
}

/// The story in the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}

//! Real servers for the tests of stores, and the stores over them: see README.md.

pub mod refreshes;
pub mod servers;
pub mod stores;

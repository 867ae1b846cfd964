//! Real servers for the tests of stores: see README.md.

pub mod servers;

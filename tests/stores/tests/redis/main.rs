//! The store in Redis, against servers that the tests start.

mod forwarder;
mod helpers;

mod addresses;
mod clocks;
mod cluster;
mod failover;
mod permissions;
mod records;
mod refused;
mod start;
mod suite;
#[cfg(feature = "tls")]
mod tls;
mod unanswered;

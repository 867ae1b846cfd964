//! The suite for stores that are reached over TCP, and for those that several processes share. A store that does all of it
//! passes; a store with any one fault does not.

#[allow(unreachable_pub, reason = "the examples of the suite use this file too")]
mod example;
mod killed;
mod network;

use core::time::Duration;

/// Longer than any question takes on a busy machine, and than the time-out of the stores here.
const PATIENCE: Duration = Duration::from_secs(5);

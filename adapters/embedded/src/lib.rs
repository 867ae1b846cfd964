//! Sign in with CATAPA from a device.
#![no_std]

mod framing;
mod send;
mod send_error;

pub use send::send;
pub use send_error::{Cause, SendError};

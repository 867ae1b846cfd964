//! Sign in with CATAPA from a device.
#![no_std]

mod framing;
mod send;
mod send_error;
#[cfg(feature = "embedded-tls")]
mod tls;

#[cfg(feature = "embedded-tls")]
pub use embedded_tls;
pub use send::send;
pub use send_error::{Cause, SendError};
#[cfg(feature = "embedded-tls")]
pub use tls::open_tls;

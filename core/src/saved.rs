//! The saved forms of steps: a pending sign-in as bytes of a fixed size, and every step through serde.

mod bytes;
#[cfg(feature = "serde")]
mod fields;
#[cfg(feature = "serde")]
mod steps;

pub use bytes::NotAStep;

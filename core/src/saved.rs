//! The saved forms of steps: a pending sign-in as bytes of a fixed size, and every step through serde.
//!
//! Each form begins with its version or has it beside the step's name. A reader that does not know the version refuses the
//! step. A form that was written once is never changed: a new one gets a new version, and the old one is still read. The
//! golden bytes of all are in `core/tests/protocol/saved_golden.rs`.

mod bytes;
#[cfg(feature = "serde")]
mod fields;
#[cfg(feature = "serde")]
mod steps;

pub use bytes::NotAStep;

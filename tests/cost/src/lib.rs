//! Bytes that were built to be slow, and the verbs that read them.
//!
//! Each is counted alone, at one size and at twice that size: the cost of a byte, and that it does not grow with the
//! size.

mod inputs;
mod reading;

pub use inputs::Input;
pub use reading::Reading;

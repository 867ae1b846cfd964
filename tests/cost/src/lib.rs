//! Bytes that were built to be slow, and the verbs that read them.
//!
//! Each is counted alone, at a size and at twice the size: what a byte costs, and that it costs no more when there are
//! more of them.

mod inputs;
mod reading;

pub use inputs::Input;
pub use reading::Reading;

//! Clients that nobody here wrote, each with the closure that an application would write.

mod awc;
mod curl;

pub use self::awc::awc;
pub use self::curl::curl;

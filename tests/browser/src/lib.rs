//! A web application with "Sign in with CATAPA", and a Chromium that looks at it.

mod application;
mod browser;
mod tls;

pub use application::{Application, Site};
pub use browser::{Browser, Window};

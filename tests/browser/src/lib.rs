//! Sign in with CATAPA, seen in headless Chromium: what a [`Person`] at a browser does, to an [`Application`] that runs
//! in the process of the test, beside a stand-in for CATAPA.
//!
//! The application is at `127.0.0.1` and CATAPA at `localhost`: two sites, so that a callback crosses from one to the
//! other, as a real one does.

mod answers;
mod application;
mod chromedriver;
mod foreign_site;
mod person;
mod pictures;
mod screen;
mod serve;
mod session;
mod tls;

/// The page of the web example: the tests look at the real one.
#[path = "../../../adapters/axum/examples/web/home.rs"]
mod home;

pub use answers::Answer;
pub use application::{Application, Setup};
pub use foreign_site::ForeignSite;
pub use person::{Person, Tab};
pub use screen::Screen;
pub use session::seen;

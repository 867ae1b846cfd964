//! Sign in with CATAPA for axum.
mod api_call;
mod ask;
mod failure;
mod log;
mod login;
mod not_started;
mod options;
mod page;
mod pending;
mod profile;
mod protection;
mod return_to;
mod routes;
mod sender;
mod sign_in_with_catapa;
mod signed_in;
mod store;
mod visitor;

pub use api_call::{ApiAnswer, ApiCall, CallError};
pub use catapa_signin::Method;
pub use failure::Failure;
pub use not_started::NotStarted;
pub use options::SignInOptions;
pub use page::Page;
pub use profile::{Named, Profile};
pub use sender::Sender;
pub use sign_in_with_catapa::SignInWithCatapa;
pub use signed_in::SignedIn;
/// The version of `tower-sessions` that this crate is for.
pub use tower_sessions;

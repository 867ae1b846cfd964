//! Why an application does not start.

use core::error::Error;
use std::sync::Arc;

use catapa_signin::explain;

/// Why [`SignInWithCatapa::new`](crate::SignInWithCatapa::new) refuses: each is a mistake in the configuration, the last
/// aside.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotStarted {
    /// The redirect URI is https, and there are no [sealing keys](crate::SignInOptions::sealing_keys): what one instance
    /// began, no other could finish, and a restart would sign everybody out.
    NoSealingKeys,
    /// A path begins with `/`, is visible ASCII, and has no `{`, `}`, `?`, `#` or `\`, no empty part, and none that is
    /// `.` or `..` or begins with `:` or `*`.
    Path {
        /// Which path it is.
        what: &'static str,
        /// As it was configured.
        path: String,
    },
    /// Sign-in, callback and sign-out are at three different paths.
    SamePath {
        /// The path that stands there twice.
        path: String,
    },
    /// The source of randomness failed.
    NoEntropy(#[source] Arc<dyn Error + Send + Sync>),
}

explain!(NotStarted {
    Self::NoSealingKeys => (
        "web.no_sealing_keys",
        Caller,
        "an https redirect URI needs sealing keys, which are the same on every instance"
    ),
    Self::Path { what, path } => ("web.path", Caller, "{path:?} cannot be the {what} path"),
    Self::SamePath { path } =>
        ("web.same_path", Caller, "two of the paths for sign-in, callback and sign-out are the same: {path:?}"),
    Self::NoEntropy(_) => ("web.no_entropy", Caller, "this machine gives no randomness"),
});

//! What an application can choose.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use axum::response::Response;
use catapa_signin_tokens::{KeeperOptions, SealingKeys};

use crate::page::Page;

type Pages = dyn Fn(&Page<'_>) -> Response + Send + Sync;

/// What has a default. Made with `SignInOptions::default()` and changed by its setters.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignInOptions {
    pub(crate) sealing_keys: Option<SealingKeys>,
    pub(crate) sign_in_path: String,
    pub(crate) callback_path: Option<String>,
    pub(crate) sign_out_path: String,
    pub(crate) home: String,
    pub(crate) profile_age: Duration,
    pub(crate) pages: Option<Arc<Pages>>,
    pub(crate) keeper: KeeperOptions,
}

impl Default for SignInOptions {
    fn default() -> Self {
        let keeper = KeeperOptions::default().sleep(tokio::time::sleep).spawn(|work| drop(tokio::spawn(work)));
        Self {
            sealing_keys: None,
            sign_in_path: "/catapa/sign-in".into(),
            callback_path: None,
            sign_out_path: "/catapa/sign-out".into(),
            home: "/".into(),
            profile_age: Duration::from_secs(3_600),
            pages: None,
            keeper,
        }
    }
}

impl SignInOptions {
    /// The keys that seal pending sign-ins, tokens and profiles: the same on every instance. A key is 32 random bytes;
    /// `openssl rand -hex 32` prints one. Default: none, which an https redirect URI does not start with; http, which is this
    /// very machine, makes random ones for this process.
    #[must_use]
    pub fn sealing_keys(self, keys: SealingKeys) -> Self {
        Self { sealing_keys: Some(keys), ..self }
    }

    /// Where a sign-in begins. Default: `/catapa/sign-in`.
    #[must_use]
    pub fn sign_in_path(self, path: impl Into<String>) -> Self {
        Self { sign_in_path: path.into(), ..self }
    }

    /// Where the callback arrives. Default: the path of the redirect URI. Another one is for a proxy in front that
    /// changes paths.
    #[must_use]
    pub fn callback_path(self, path: impl Into<String>) -> Self {
        Self { callback_path: Some(path.into()), ..self }
    }

    /// Where a form is posted to sign out. Default: `/catapa/sign-out`.
    #[must_use]
    pub fn sign_out_path(self, path: impl Into<String>) -> Self {
        Self { sign_out_path: path.into(), ..self }
    }

    /// Where people land after signing in, unless they came from somewhere, and after signing out. Default: `/`.
    #[must_use]
    pub fn home(self, path: impl Into<String>) -> Self {
        Self { home: path.into(), ..self }
    }

    /// How old a profile may grow before CATAPA is asked again who this is: for that long, a role that was taken away, or
    /// a sign-in that CATAPA ended, may go unnoticed. While CATAPA is away, the old one stays. Default: one hour.
    #[must_use]
    pub fn profile_age(self, age: Duration) -> Self {
        Self { profile_age: age, ..self }
    }

    /// Pages of the application's own in place of ours. [`Page::response`] is ours, for those that it leaves as they are.
    ///
    /// What is a 200 gets the [status](Page::status) of the failure, and each of our headers is added that the response
    /// does not have; `Content-Security-Policy` among them, which allows a page of yours no style unless it brings its
    /// own.
    #[must_use]
    pub fn pages(self, pages: impl Fn(&Page<'_>) -> Response + Send + Sync + 'static) -> Self {
        Self { pages: Some(Arc::new(pages)), ..self }
    }

    /// How tokens are kept, and the clock and the source of randomness of everything here: of sign-ins and profiles too.
    /// Sessions have a clock of their own. Default: waits and works on tokio, so that a refresh goes on when its browser has
    /// gone away, with the system's time and randomness.
    #[must_use]
    pub fn keeper(self, keeper: KeeperOptions) -> Self {
        Self { keeper, ..self }
    }
}

impl fmt::Debug for SignInOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInOptions")
            .field("has_sealing_keys", &self.sealing_keys.is_some())
            .field("sign_in_path", &self.sign_in_path)
            .field("callback_path", &self.callback_path)
            .field("sign_out_path", &self.sign_out_path)
            .field("home", &self.home)
            .field("profile_age", &self.profile_age)
            .field("has_pages", &self.pages.is_some())
            .field("keeper", &self.keeper)
            .finish_non_exhaustive()
    }
}

//! Step 1 of 5. Nothing is known, and nothing has been sent.

use core::fmt;

use zeroize::Zeroize as _;

use super::{AwaitingCallback, Sealed, SignIn, Step};
use crate::client::Client;
use crate::random_text::RandomText;
use crate::time::UnixTime;

/// Nothing has happened yet.
///
/// Nothing can be accepted, because there is no CSRF token that a callback could carry:
///
/// ```compile_fail,E0599
/// # use catapa_signin::{SignIn, UnixTime, Unstarted};
/// fn accept(sign_in: SignIn<'_, Unstarted>, callback: &str, now: UnixTime) {
///     let _ = sign_in.accept(callback, now);
/// }
/// ```
///
/// Once it has begun, a callback can come:
///
/// ```
/// # use catapa_signin::{SignIn, UnixTime, Unstarted};
/// fn accept(sign_in: SignIn<'_, Unstarted>, entropy: [u8; 64], callback: &str, now: UnixTime) {
///     let _ = sign_in.begin(entropy, now).accept(callback, now);
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Unstarted;

impl<'c> SignIn<'c, Unstarted> {
    /// A sign-in that has not begun.
    #[must_use]
    pub const fn new(client: &'c Client) -> Self {
        Self::with(client, Unstarted)
    }

    /// Begins it: the 64 random bytes become the CSRF token and, under [PKCE](crate::Options::pkce), the code
    /// verifier. (The guide's step 1; RFC 6749, section 4.1.1.)
    ///
    /// The bytes must come from a cryptographic source, and be new for every sign-in: a stranger who can guess them can
    /// forge the callback. This is not checked: `[0; 64]` is taken too.
    #[must_use = "the callback can be accepted by nothing else"]
    pub fn begin(self, mut entropy: [u8; 64], now: UnixTime) -> SignIn<'c, AwaitingCallback> {
        let (for_csrf_token, for_verifier) = entropy.split_at_checked(32).unwrap_or_default();
        let csrf_token = RandomText::new(for_csrf_token);
        let verifier = self.client.pkce.then(|| RandomText::new(for_verifier));
        let step = AwaitingCallback::new(self.client, csrf_token, verifier, now);
        entropy.zeroize();
        SignIn::with(self.client, step)
    }
}

impl Step for Unstarted {
    const NAME: &'static str = "unstarted";
}

impl Sealed for Unstarted {
    fn belongs_to(&self, _: &Client) -> bool {
        true
    }
}

impl fmt::Debug for Unstarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unstarted")
    }
}

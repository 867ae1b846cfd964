//! The pending sign-in: sealed, in a cookie of its own, so that any instance can finish what another began.

mod jar;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::{AwaitingCallback, Client};
use catapa_signin_tokens::SealingKeys;
use zeroize::Zeroizing;

pub(crate) use jar::{Found, Jar};

/// What a sealed pending sign-in is; client, redirect URI and the cookie's name stand beside this.
const PURPOSE: &[u8] = b"catapa-signin pending sign-in";

/// A sign-in that waits for its callback, and where the person goes afterwards.
pub(crate) struct Pending {
    pub(crate) step: AwaitingCallback,
    pub(crate) return_to: String,
}

impl Pending {
    /// The cookie's value. The nonce is 24 random bytes, new for each.
    pub(crate) fn seal(&self, keys: &SealingKeys, client: &Client, name: &str, nonce: [u8; 24]) -> String {
        let saved = Zeroizing::new(self.step.to_bytes());
        let plain = Zeroizing::new([&saved[..], self.return_to.as_bytes()].concat());
        URL_SAFE_NO_PAD.encode(keys.seal(&purpose(client, name), &plain, nonce))
    }

    /// The sign-in again, if we have sealed it for this client, redirect URI and name.
    pub(crate) fn open(keys: &SealingKeys, client: &Client, name: &str, value: &str) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(value).ok()?;
        let plain = keys.open(&purpose(client, name), &sealed).ok()?;
        let (saved, return_to) = plain.split_at_checked(AwaitingCallback::SAVED_LEN)?;
        let step = AwaitingCallback::from_bytes(saved).ok()?;
        Some(Self { step, return_to: String::from_utf8(return_to.to_vec()).ok()? })
    }
}

fn purpose<'a>(client: &'a Client, name: &'a str) -> [&'a [u8]; 4] {
    [PURPOSE, client.client_id().as_bytes(), client.redirect_uri().as_bytes(), name.as_bytes()]
}

//! The one thing that an application keeps of a session.

use core::fmt;
use core::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::explain;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::ser::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

/// Leads to the tokens of one session: 32 random bytes, as 43 characters of base64url. It is a secret, like a session id.
/// It is redacted, wiped when dropped, and the store knows only its hash.
///
/// Keep it in the person's web session: with serde, or as text, which [`expose`](Self::expose) gives and `parse` reads:
///
/// ```
/// # use catapa_signin_tokens::SessionKey;
/// # let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// let key: SessionKey = text.parse()?;
/// assert_eq!(*key.expose(), text);
/// # Ok::<(), catapa_signin_tokens::NotASessionKey>(())
/// ```
#[derive(Clone)]
pub struct SessionKey(Zeroizing<[u8; 32]>);

impl SessionKey {
    pub(crate) const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The key in plain, for the person's web session. Keep it out of logs.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// Where the store keeps the session.
    pub(crate) fn store_key(&self) -> StoreKey {
        StoreKey::of("session", &*self.0)
    }
}

impl FromStr for SessionKey {
    type Err = NotASessionKey;

    /// Reads the text that [`expose`](Self::expose) gave.
    fn from_str(text: &str) -> Result<Self, NotASessionKey> {
        let mut bytes = Zeroizing::new([0; 33]);
        match URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes) {
            Ok(32) => bytes.first_chunk().map(|bytes| Self(Zeroizing::new(*bytes))).ok_or(NotASessionKey),
            _ => Err(NotASessionKey),
        }
    }
}

/// A key in the store: what it is for, and the hash of the secret that leads there.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct StoreKey(String);

impl StoreKey {
    /// `kind` and the hash of `secret`.
    pub(crate) fn of(kind: &str, secret: &[u8]) -> Self {
        Self(format!("{kind}-{}", URL_SAFE_NO_PAD.encode(Sha256::digest(secret))))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey([redacted])")
    }
}

impl Serialize for SessionKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.expose())
    }
}

impl<'de> Deserialize<'de> for SessionKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = SessionKey;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a session key")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SessionKey, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_string<E: serde::de::Error>(self, mut text: String) -> Result<SessionKey, E> {
                let key = self.visit_str(&text);
                text.zeroize();
                key
            }
        }

        // Formats quote what they did not expect in errors of their own.
        deserializer.deserialize_string(Text).map_err(|_| D::Error::custom(NotASessionKey))
    }
}

/// The text is no session key. The error does not quote it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotASessionKey;

explain!(NotASessionKey {
    Self => ("session_key.garbled", Caller, "this is not a session key"),
});

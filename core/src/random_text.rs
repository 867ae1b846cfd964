//! The random values of a sign-in: the CSRF token and the code verifier.

#[cfg(feature = "serde")]
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::wire::base64url;
use crate::wire::sha256::Sha256;

/// The length of 32 bytes in base64url.
const LENGTH: usize = 43;

/// 32 random bytes in base64url: a CSRF token or a code verifier (RFC 7636, section 4.1).
pub(crate) struct RandomText(Secret<heapless::String<LENGTH>>);

impl RandomText {
    /// Encodes 32 bytes.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(Secret::new(base64url::encode(bytes)))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.expose()
    }

    /// The code challenge (RFC 7636, section 4.2).
    pub(crate) fn s256(&self) -> heapless::String<LENGTH> {
        let mut hash = Sha256::new();
        hash.update(self.as_str().as_bytes());
        base64url::encode(&hash.finalize::<32>())
    }

    /// Writes the 32 bytes.
    pub(crate) fn write_to(&self, place: &mut [u8]) {
        base64url::decode_to(self.as_str().as_bytes(), place);
    }

    /// Reads its text.
    #[cfg(feature = "serde")]
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        base64url::decode::<LENGTH, 32>(text).map(|bytes| Self::new(&*Zeroizing::new(bytes)))
    }
}

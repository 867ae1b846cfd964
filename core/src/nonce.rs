//! Random values of a sign-in: the CSRF token, and the code verifier.

use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::wire::base64url;
use crate::wire::sha256::Sha256;

/// 32 random bytes as text: a CSRF token, or a code verifier (RFC 7636, section 4.1).
pub(crate) struct Nonce(Secret<heapless::String<43>>);

impl Nonce {
    pub(crate) fn halves(entropy: [u8; 64]) -> (Self, Self) {
        let entropy = Zeroizing::new(entropy);
        let half = |from: usize| {
            let mut bytes = Zeroizing::new([0; 32]);
            bytes.iter_mut().zip(entropy.iter().skip(from)).for_each(|(byte, random)| *byte = *random);
            Self::new(&bytes)
        };
        (half(0), half(32))
    }

    pub(crate) fn new(bytes: &[u8; 32]) -> Self {
        Self(Secret::new(base64url::encode(bytes)))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.expose()
    }

    /// The code challenge (RFC 7636, section 4.2).
    pub(crate) fn s256(&self) -> heapless::String<43> {
        let mut hash = Sha256::new();
        hash.update(self.as_str().as_bytes());
        base64url::encode(&hash.finalize::<32>())
    }

    pub(crate) fn bytes(&self) -> Zeroizing<[u8; 32]> {
        // A nonce is made from 32 bytes, so it decodes.
        Zeroizing::new(base64url::decode::<43, 32>(self.as_str()).unwrap_or_default())
    }

    /// A nonce from its text.
    #[cfg(feature = "serde")]
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        base64url::decode::<43, 32>(text).map(|bytes| Self::new(&Zeroizing::new(bytes)))
    }
}

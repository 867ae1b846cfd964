//! Where codes, tokens and ids come from: one secret key, one counter.

use core::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{digest, hmac};

/// A source of text. It cannot be guessed, unless the test chooses a seed.
pub(crate) struct Entropy {
    key: hmac::Key,
    drawn: AtomicU64,
}

impl Entropy {
    /// Takes its key from the operating system: the text cannot be guessed.
    pub(crate) fn from_system() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self::new(&key))
    }

    /// Takes its key from a number: the same seed draws the same text. For tests alone.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self::new(digest::digest(&digest::SHA256, &seed.to_be_bytes()).as_ref())
    }

    fn new(key: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key), drawn: AtomicU64::new(0) }
    }

    /// 43 characters of base64url, different at every call.
    pub(crate) fn draw(&self) -> String {
        let count = self.drawn.fetch_add(1, Ordering::Relaxed);
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, &count.to_be_bytes()))
    }

    /// The signature of the stand-in's own JWTs (HS256).
    pub(crate) fn sign(&self, message: &str) -> String {
        let message = [b"jwt ".as_slice(), message.as_bytes()].concat();
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, &message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_the_system_does_not() {
        let draw = |entropy: Entropy| (entropy.draw(), entropy.draw());

        assert_eq!(draw(Entropy::from_seed(7)), draw(Entropy::from_seed(7)));
        assert_ne!(draw(Entropy::from_seed(7)), draw(Entropy::from_seed(8)));

        let (first, second) = draw(Entropy::from_system().unwrap());
        assert_eq!(first.len(), 43);
        assert_ne!(first, second);
        assert_ne!(first, Entropy::from_system().unwrap().draw());
    }
}

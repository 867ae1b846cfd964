//! The saved form of a pending sign-in as bytes of a fixed size, for those who keep it in a cookie or in flash.

use super::AwaitingCallback;
use crate::client::Fingerprint;
use crate::explain::{Blame, Explain};
use crate::nonce::Nonce;
use crate::time::UnixTime;

const VERSION: u8 = 1;

/// A saved step cannot be read: wrong length, version, name or range. The store's doing, or a newer release's.
///
/// It says nothing of what was found. Whether somebody changed a saved step that still reads well is for the store,
/// or the seal around it, to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a saved sign-in cannot be read")]
pub struct Garbled;

impl Explain for Garbled {
    fn code(&self) -> &'static str {
        "saved.garbled"
    }

    fn blame(&self) -> Blame {
        Blame::Caller
    }
}

impl AwaitingCallback {
    /// The size of the saved form, in bytes.
    pub const SAVED_LEN: usize = 89;

    /// The saved form: version, client, CSRF token, verifier (zeros where there is none), time. It is a secret.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::SAVED_LEN] {
        let (csrf_token, verifier) = (self.csrf_token.bytes(), self.verifier.as_ref().map(Nonce::bytes));
        let verifier = verifier.unwrap_or_default();
        let started_at = self.started_at.as_secs().to_be_bytes();
        let fields = [&[VERSION], self.client.0.as_slice(), &*csrf_token, &*verifier, &started_at];
        let mut saved = [0; Self::SAVED_LEN];
        saved.iter_mut().zip(fields.into_iter().flatten()).for_each(|(byte, field)| *byte = *field);
        saved
    }

    /// Reads the saved form of this release or an earlier one.
    ///
    /// # Errors
    ///
    /// [`Garbled`].
    pub fn from_bytes(saved: &[u8]) -> Result<Self, Garbled> {
        let (version, rest) = field::<1>(saved)?;
        let (client, rest) = field(rest)?;
        let (csrf_token, rest) = field(rest)?;
        let (verifier, rest) = field(rest)?;
        let (started_at, rest) = field(rest)?;
        let secs = u64::from_be_bytes(*started_at);
        if *version != [VERSION] || !rest.is_empty() || secs > UnixTime::MAX.as_secs() {
            return Err(Garbled);
        }
        Ok(Self {
            client: Fingerprint(*client),
            csrf_token: Nonce::new(csrf_token),
            verifier: (*verifier != [0; 32]).then(|| Nonce::new(verifier)),
            started_at: UnixTime::from_secs(secs),
        })
    }
}

fn field<const N: usize>(saved: &[u8]) -> Result<(&[u8; N], &[u8]), Garbled> {
    saved.split_first_chunk().ok_or(Garbled)
}

//! The saved form of a pending sign-in as bytes of a fixed size: for a cookie, or a device's flash.

use crate::client::Fingerprint;
use crate::random_text::RandomText;
use crate::sign_in::AwaitingCallback;
use crate::time::UnixTime;

const VERSION: u8 = 1;

/// A saved step cannot be read: wrong length, version, name or range. The store's doing, or a newer release's.
///
/// Through serde it stands for every error, that of a reader whose store broke off among them: read the bytes first, then
/// parse them, and a store that does not answer is not taken for a step that is lost.
///
/// It says nothing of what was found. Whether somebody changed a saved step that still reads well is for the store,
/// or the seal around it, to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotAStep;

explain!(NotAStep {
    Self => ("saved.garbled", Caller, "a saved sign-in cannot be read"),
});

impl AwaitingCallback {
    /// The size of the saved form, in bytes.
    pub const SAVED_LEN: usize = 89;

    /// The saved form: version, client, CSRF token, verifier (zeros where there is none), time. It is a secret.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::SAVED_LEN] {
        let mut saved = [0; Self::SAVED_LEN];
        let mut rest = saved.as_mut_slice();
        let mut next = |length| rest.split_off_mut(..length).unwrap_or_default();
        copy(&[VERSION], next(1));
        copy(&self.client.0, next(16));
        self.csrf_token.write_to(next(32));
        let verifier = next(32);
        if let Some(text) = &self.verifier {
            text.write_to(verifier);
        }
        copy(&self.started_at.as_secs().to_be_bytes(), next(8));
        saved
    }

    /// Reads the saved form of this release or an earlier one.
    ///
    /// # Errors
    ///
    /// [`NotAStep`].
    pub fn from_bytes(saved: &[u8]) -> Result<Self, NotAStep> {
        let (version, rest) = field::<1>(saved)?;
        let (client, rest) = field(rest)?;
        let (csrf_token, rest) = field::<32>(rest)?;
        let (verifier, rest) = field::<32>(rest)?;
        let (started_at, rest) = field(rest)?;
        let secs = u64::from_be_bytes(*started_at);
        if *version != [VERSION] || !rest.is_empty() || secs > UnixTime::MAX.as_secs() {
            return Err(NotAStep);
        }
        Ok(Self {
            client: Fingerprint(*client),
            csrf_token: RandomText::new(csrf_token),
            verifier: (*verifier != [0; 32]).then(|| RandomText::new(verifier)),
            started_at: UnixTime::from_secs(secs),
        })
    }
}

fn copy(field: &[u8], place: &mut [u8]) {
    place.iter_mut().zip(field).for_each(|(place, byte)| *place = *byte);
}

fn field<const N: usize>(saved: &[u8]) -> Result<(&[u8; N], &[u8]), NotAStep> {
    saved.split_first_chunk().ok_or(NotAStep)
}

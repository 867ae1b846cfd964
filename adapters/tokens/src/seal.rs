//! Sealing: nobody can read what leaves this process, change it, or swap it for another.

use core::fmt;

use catapa_signin::explain;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

/// The first byte of what is sealed says which form this is.
const FORM: u8 = 1;

/// The bytes of a nonce.
const NONCE: usize = 24;

/// The keys that seal records and cookies: XChaCha20-Poly1305. Wiped when dropped; its `Debug` shows nothing.
///
/// One key seals, and up to two open. To change the key without ending anybody's session, take three steps. Give all
/// instances the new key as one that [also opens](Self::also_opens). Then let the new key seal and the old one also open.
/// Drop the old one once everything that it sealed has expired.
///
/// ```
/// use catapa_signin_tokens::SealingKeys;
///
/// let (old, new) = ([1; 32], [2; 32]); // 32 random bytes: `openssl rand -hex 32`
/// let sealed = SealingKeys::new(old).seal(&[b"cookie", b"pending"], b"secret", [7; 24]);
/// let keys = SealingKeys::new(new).also_opens(old);
/// assert_eq!(&**keys.open(&[b"cookie", b"pending"], &sealed)?, b"secret");
/// assert!(keys.open(&[b"cookie", b"another"], &sealed).is_err());
/// # Ok::<(), catapa_signin_tokens::NotOpened>(())
/// ```
#[derive(Clone)]
pub struct SealingKeys {
    seals: XChaCha20Poly1305,
    also_opens: Option<XChaCha20Poly1305>,
}

impl SealingKeys {
    /// Seals and opens with this key: 32 random bytes, the same on every instance. There is no default.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { seals: cipher(key), also_opens: None }
    }

    /// Also opens what this key sealed: the previous key, or the next one.
    #[must_use]
    pub fn also_opens(self, key: [u8; 32]) -> Self {
        Self { also_opens: Some(cipher(key)), ..self }
    }

    /// Seals `plaintext` for one purpose. The nonce is 24 random bytes, new for each call.
    ///
    /// The purpose is a list that says what this is and whose it is. It is not stored, and only exactly the same list
    /// opens.
    #[must_use]
    pub fn seal(&self, purpose: &[&[u8]], plaintext: &[u8], nonce: [u8; 24]) -> Vec<u8> {
        let payload = Payload { msg: plaintext, aad: &associated(purpose) };
        // It fails only for 256 GiB and more, and then nobody can open the empty result.
        let sealed = self.seals.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        [&[FORM][..], &nonce, &sealed].concat()
    }

    /// Opens what was sealed for the same purpose. The result is wiped when dropped.
    ///
    /// # Errors
    ///
    /// [`NotOpened`].
    pub fn open(&self, purpose: &[&[u8]], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let sealed = sealed.strip_prefix(&[FORM]).ok_or(NotOpened)?;
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>().ok_or(NotOpened)?;
        let aad = &associated(purpose);
        let open = |cipher: &XChaCha20Poly1305| cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad }).ok();
        let opened = open(&self.seals).or_else(|| open(self.also_opens.as_ref()?));
        opened.map(Zeroizing::new).ok_or(NotOpened)
    }
}

fn cipher(key: [u8; 32]) -> XChaCha20Poly1305 {
    let key = Zeroizing::new(key);
    XChaCha20Poly1305::new((&*key).into())
}

/// Each part after its length, so that no list can be read as another.
fn associated(purpose: &[&[u8]]) -> Vec<u8> {
    let after_length = |part: &&[u8]| [&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()[..], part].concat();
    purpose.iter().flat_map(after_length).collect()
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKeys([redacted])")
    }
}

/// None of our keys sealed this for this purpose. Another key did, it was changed, or it was swapped for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotOpened;

explain!(NotOpened {
    Self => ("seal.not_opened", Caller, "what was kept of this sign-in cannot be opened"),
});

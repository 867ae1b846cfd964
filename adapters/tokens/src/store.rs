//! Where records are kept: in your own database, or in one of the stores here.

mod any;
mod file;
mod memory;
mod not_connected;
#[cfg(feature = "redis")]
mod redis;

use core::error::Error;
use core::time::Duration;
use std::sync::Arc;

use catapa_signin::{UnixTime, explain};

pub use any::AnyStore;
pub use file::{FileStore, FileStoreError, NotPrivate};
pub use memory::MemoryStore;
pub use not_connected::NotConnected;
#[cfg(feature = "redis")]
pub use redis::{RedisOptions, RedisStore};

/// A database that all instances of the application share.
///
/// Two verbs are enough for any number of instances, provided that the second is atomic: of two instances that swap at the
/// same time and expect the same version, one gets [`Conflict`](Swap::Conflict). In SQL it is one statement, and its row
/// count says whether it swapped:
///
/// ```sql
/// UPDATE records SET version = nextval('versions'), bytes = $3, expires_at = now() + $4 WHERE key = $1 AND version = $2
/// ```
///
/// Keys are at most 64 letters, digits, `-` and `_`. The bytes are sealed, and about a kilobyte longer than the tokens.
/// Check your own store with [`conformance`](crate::conformance) (a feature), which tries each of these:
///
/// - **Time is the store's.** A record is stored with how long it lives, and the store's own clock ends it: that of the
///   database server, where there is one. The clocks of the instances do not matter.
/// - **What is not known is said.** If the answer to a swap does not come, the swap may have happened:
///   [`StoreError::Unsure`]. The caller looks it up. A store repeats no swap by itself, because it would conflict with its
///   own first try.
/// - **What cannot be read is there.** A value that the store cannot read as a record, because another program wrote it, is
///   found as empty bytes under any version. Nobody can open those, so a sign-in is nobody's until it expires, and a claim
///   is taken. It is neither absent nor an error.
/// - **A question ends.** If the server says nothing, the store gives up by itself. An answer that comes late is no answer
///   to another question. When the server is back, the same handle works again, without help.
/// - **A future may be dropped half-way, and a process killed.** What it began happens whole, or not at all, and leaves no
///   lock that others wait for.
pub trait TokenStore: Send + Sync + 'static {
    /// The bytes under this key and their version; `None` if there are none, or if they have expired.
    ///
    /// A load sees every swap that was answered before it, so a replica that lags will not do.
    ///
    /// # Errors
    ///
    /// [`StoreError`], of either kind.
    fn load(&self, key: &str) -> impl Future<Output = Result<Found, StoreError>> + Send;

    /// What [`load`](Self::load) finds under each of these keys, in their order. A store that can answers in one look; this
    /// default loads one after the other.
    ///
    /// # Errors
    ///
    /// [`StoreError`], of either kind.
    fn load_many(&self, keys: &[&str]) -> impl Future<Output = Result<Vec<Found>, StoreError>> + Send {
        async move {
            let mut found = Vec::with_capacity(keys.len());
            for key in keys {
                found.push(self.load(key).await?);
            }
            Ok(found)
        }
    }

    /// Replaces the expected version with `new`, in one step. `expected: None` expects nothing under this key; `new: None`
    /// removes. When the bytes have been there for `lives_for`, they count as absent and may be forgotten.
    ///
    /// # Errors
    ///
    /// [`StoreError`], which says whether the swap may have happened.
    fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> impl Future<Output = Result<Swap, StoreError>> + Send;
}

/// What is under a key: the bytes and their version, or nothing.
pub type Found = Option<(Version, Vec<u8>)>;

/// A version of the bytes under a key. Each swap makes a new one, and none comes twice, not even after a removal. Take it
/// from a sequence, or 64 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Version(u64);

impl Version {
    /// A version with the store's own number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The store's own number for it.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// The store's answer to a swap.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[must_use = "a conflict has swapped nothing"]
pub enum Swap {
    /// It is done, and this is the new version; `None` after a removal.
    Swapped(Option<Version>),
    /// Another version is there, or none. Nothing was swapped.
    Conflict,
}

/// The store gave no answer.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Nothing happened, and nothing will: no connection, or a refusal.
    NotDone(#[source] Arc<dyn Error + Send + Sync>),
    /// Anything else, a time-out above all: it may have happened, or may still happen. If in doubt, use this one.
    Unsure(#[source] Arc<dyn Error + Send + Sync>),
}

impl StoreError {
    /// Nothing happened, and nothing will.
    pub fn not_done(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::NotDone(Arc::from(source.into()))
    }

    /// It may have happened, or may still happen.
    pub fn unsure(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unsure(Arc::from(source.into()))
    }

    /// May the swap have happened?
    #[must_use]
    pub const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unsure(_))
    }
}

explain!(StoreError {
    Self::NotDone(_) => ("store.not_done", Caller, "the store of sign-ins is away"),
    Self::Unsure(_) => ("store.unsure", Caller, "the store of sign-ins did not answer"),
});

/// When a record ends that is stored now, by a clock of whole seconds.
fn end(now: UnixTime, lives_for: Duration) -> UnixTime {
    let seconds = lives_for.as_secs().saturating_add(u64::from(lives_for.subsec_nanos() > 0));
    UnixTime::from_secs(now.as_secs().saturating_add(seconds))
}

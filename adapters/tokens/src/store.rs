//! Where records are kept: your own database, or one of the stores that come along.

mod any;
mod memory;
#[cfg(feature = "redis")]
mod redis;

use core::error::Error;
use std::sync::Arc;

use catapa_signin::{Blame, Explain, UnixTime};

pub use any::AnyStore;
pub use memory::MemoryStore;
#[cfg(feature = "redis")]
pub use redis::RedisStore;

/// A database that all instances of the application share.
///
/// Two verbs are enough for any number of instances, provided that the second is atomic: of two that swap at the same
/// time, expecting the same version, one is told [`Conflict`](Swap::Conflict). In SQL it is one statement whose count of
/// rows tells:
///
/// ```sql
/// UPDATE sessions SET version = nextval('versions'), bytes = $3, expires_at = $4 WHERE key = $1 AND version = $2
/// ```
///
/// Keys are at most 64 letters, digits, `-` and `_`; bytes are sealed, and about a kilobyte more than the tokens.
/// [`conformance`](crate::conformance) (a feature) tells whether yours does what it must.
///
/// A future may be dropped half-way: what it began may then happen, or not. A client that repeats a swap by itself, after
/// a broken connection, may be told of a conflict with its own first try: that is taken into account.
pub trait TokenStore: Send + Sync + 'static {
    /// What is kept under this key, and its version; `None` if nothing is, or what is has expired.
    ///
    /// It sees every swap that was answered before: a replica that lags behind will not do.
    ///
    /// # Errors
    ///
    /// [`StoreError`], of either kind.
    fn load(&self, key: &str) -> impl Future<Output = Result<Option<(Version, Vec<u8>)>, StoreError>> + Send;

    /// Puts `new` in the place of the version expected, in one step. `expected: None` means that there is nothing under
    /// this key; `new: None` removes. What is put there may be forgotten once it is `expires_at`, and counts as absent
    /// from then on.
    ///
    /// # Errors
    ///
    /// [`StoreError`], which says whether the swap may have happened.
    fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        expires_at: UnixTime,
    ) -> impl Future<Output = Result<Swap, StoreError>> + Send;
}

/// One version of what is under a key. Each swap makes another, and none comes twice, not even after a removal: take
/// them from a sequence, or 64 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Version(u64);

impl Version {
    /// The store's own number for it.
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
    /// It is done, and this is the version now: `None` after a removal.
    Swapped(Option<Version>),
    /// Another version is there, or none: nothing was swapped.
    Conflict,
}

/// The store gave no answer.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Nothing happened there, and nothing will: no connection, a refusal.
    #[error("the store of sign-ins is away")]
    NotDone(#[source] Arc<dyn Error + Send + Sync>),
    /// Anything else, a time-out above all: it may have happened, or may happen yet. If in doubt, this.
    #[error("the store of sign-ins did not answer")]
    Unsure(#[source] Arc<dyn Error + Send + Sync>),
}

impl StoreError {
    /// Nothing happened there, and nothing will.
    pub fn not_done(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::NotDone(Arc::from(source.into()))
    }

    /// It may have happened, or may happen yet.
    pub fn unsure(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unsure(Arc::from(source.into()))
    }

    /// May the swap have happened?
    #[must_use]
    pub const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unsure(_))
    }
}

impl Explain for StoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotDone(_) => "store.not_done",
            Self::Unsure(_) => "store.unsure",
        }
    }

    fn blame(&self) -> Blame {
        Blame::Caller
    }
}

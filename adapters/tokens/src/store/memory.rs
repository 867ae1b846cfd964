//! A store in this process: to begin with, for tests, and for an application with one instance.

use core::fmt;
use core::time::Duration;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use catapa_signin::UnixTime;

use super::{Found, StoreError, Swap, TokenStore, Version, end};

/// Keeps records in memory until they expire or the process ends. A clone is the same store.
#[derive(Clone)]
pub struct MemoryStore {
    records: Arc<Mutex<Records>>,
    clock: Arc<dyn Fn() -> UnixTime + Send + Sync>,
}

#[derive(Default)]
struct Records {
    last_version: u64,
    by_key: HashMap<String, Kept>,
    by_end: BTreeSet<(UnixTime, String)>,
}

struct Kept {
    version: Version,
    bytes: Vec<u8>,
    expires_at: UnixTime,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryStore {
    /// An empty store, with the system's clock, which panics
    /// [on wasm32-unknown-unknown](crate#on-wasm32-unknown-unknown).
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(|| SystemTime::now().into())
    }

    /// An empty store whose records expire by this clock.
    #[must_use]
    pub fn with_clock(clock: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        Self { records: Arc::default(), clock: Arc::new(clock) }
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.with(|records| records.by_key.len())
    }

    /// Are there no records?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records that have not expired, under the lock.
    fn with<R>(&self, look: impl FnOnce(&mut Records) -> R) -> R {
        self.with_now(|records, _| look(records))
    }

    fn with_now<R>(&self, look: impl FnOnce(&mut Records, UnixTime) -> R) -> R {
        let now = (self.clock)();
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.remove_expired(now);
        look(&mut records, now)
    }
}

impl Records {
    fn remove_expired(&mut self, now: UnixTime) {
        while self.by_end.first().is_some_and(|(expires_at, _)| *expires_at <= now) {
            if let Some((_, key)) = self.by_end.pop_first() {
                self.by_key.remove(&key);
            }
        }
    }

    fn find(&self, key: &str) -> Found {
        self.by_key.get(key).map(|kept| (kept.version, kept.bytes.clone()))
    }

    fn swap(&mut self, key: &str, expected: Option<Version>, new: Option<&[u8]>, expires_at: UnixTime) -> Swap {
        if self.by_key.get(key).map(|kept| kept.version) != expected {
            return Swap::Conflict;
        }
        if let Some(old) = self.by_key.remove(key) {
            self.by_end.remove(&(old.expires_at, key.to_owned()));
        }
        let Some(bytes) = new else { return Swap::Swapped(None) };
        self.last_version = self.last_version.wrapping_add(1);
        let version = Version::new(self.last_version);
        self.by_key.insert(key.to_owned(), Kept { version, bytes: bytes.to_vec(), expires_at });
        self.by_end.insert((expires_at, key.to_owned()));
        Swap::Swapped(Some(version))
    }
}

impl TokenStore for MemoryStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        Ok(self.with(|records| records.find(key)))
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        Ok(self.with(|records| keys.iter().map(|key| records.find(key)).collect()))
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        Ok(self.with_now(|records, now| records.swap(key, expected, new, end(now, lives_for))))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} records)", self.len())
    }
}

//! The suite that every store must pass. The store in memory passes it; a store with any one fault does not.

use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use catapa_signin::UnixTime;
use catapa_signin_tokens::{Found, MemoryStore, StoreError, Swap, TokenStore, Version, conformance};
use futures_util::FutureExt as _;

/// The test's own clock.
#[derive(Clone)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_800_000_000)))
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.0.load(Ordering::SeqCst))
    }

    fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    fn store(&self) -> MemoryStore {
        let clock = self.clone();
        MemoryStore::with_clock(move || clock.now())
    }
}

#[tokio::test]
async fn the_store_in_memory_does_what_every_store_must() {
    let clock = Clock::new();
    let store = clock.store();
    conformance::check(&store, &store.clone(), "memory", async |time| clock.pass(time)).await;
}

#[tokio::test]
async fn the_store_in_memory_lets_go_of_what_has_expired() {
    let clock = Clock::new();
    let store = clock.store();
    for (key, lives_for) in [("one", Duration::from_millis(9_001)), ("other", Duration::from_secs(20))] {
        let swap = store.compare_and_swap(key, None, Some(b"record"), lives_for).await;
        assert!(matches!(swap, Ok(Swap::Swapped(Some(_)))));
    }
    for (passes, left) in [(9, 2), (1, 1), (9, 1), (1, 0)] {
        clock.pass(Duration::from_secs(passes));
        assert_eq!((store.len(), store.is_empty()), (left, left == 0), "after {passes} s more");
    }
}

/// What a store can do wrong.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Nothing,
    /// The last swap wins.
    ComparesNothing,
    /// The last insert wins.
    InsertsOverWhatIsThere,
    /// Removes whatever is there.
    RemovesAnyVersion,
    /// A version for each key, counted from 1.
    CountsVersionsByKey,
    /// Uses a hash of the bytes as their version.
    VersionsAreOfTheBytes,
    NothingExpires,
    /// A swap does not change the time of expiry.
    KeepsTheFirstEnd,
    /// Reads a replica.
    LagsBehind,
    /// Ends a text at its first zero.
    EndsAtZero,
    /// Takes only short records.
    IsNarrow,
    /// Looks only at the beginning of a key.
    CutsKeys,
    /// Says that a removal is a conflict.
    DeniesARemoval,
    /// Finds several keys in an order of its own.
    SortsKeys,
    /// Leaves out what is absent.
    FindsOnlyWhatIsThere,
    /// Counts a life that it cannot add to its clock as none.
    OverflowsToNothing,
}

#[derive(Clone)]
struct WrongStore {
    wrong: Wrong,
    memory: MemoryStore,
    /// By key: the bytes before the last swap, their expiry, the version that others see, and how many there were.
    notes: Arc<Mutex<HashMap<String, Note>>>,
}

#[derive(Default)]
struct Note {
    before: Option<Found>,
    lives_for: Option<Duration>,
    count: u64,
}

impl WrongStore {
    fn new(wrong: Wrong, clock: &Clock) -> Self {
        let stopped = Clock::new();
        let clock = if matches!(wrong, Wrong::NothingExpires) { &stopped } else { clock };
        Self { wrong, memory: clock.store(), notes: Arc::default() }
    }

    fn key<'k>(&self, key: &'k str) -> &'k str {
        if matches!(self.wrong, Wrong::CutsKeys) { &key[..5] } else { key }
    }

    /// The version to report, for the true one.
    fn told(&self, key: &str, version: Version, bytes: &[u8]) -> Version {
        match self.wrong {
            Wrong::CountsVersionsByKey => Version::new(self.notes.lock().unwrap()[key].count),
            Wrong::VersionsAreOfTheBytes => Version::new(bytes.iter().map(|byte| u64::from(*byte) + 1).sum()),
            _ => version,
        }
    }
}

impl TokenStore for WrongStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        let key = self.key(key);
        let before = self.notes.lock().unwrap().get_mut(key).and_then(|note| note.before.take());
        if let (Wrong::LagsBehind, Some(before)) = (self.wrong, before) {
            return Ok(before);
        }
        let found = self.memory.load(key).await?;
        Ok(found.map(|(version, bytes)| (self.told(key, version, &bytes), bytes)))
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        let mut keys = keys.to_vec();
        if matches!(self.wrong, Wrong::SortsKeys) {
            keys.sort_unstable();
        }
        let mut found = Vec::new();
        for key in keys {
            found.push(self.load(key).await?);
        }
        found.retain(|found| found.is_some() || !matches!(self.wrong, Wrong::FindsOnlyWhatIsThere));
        Ok(found)
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        let key = self.key(key);
        let there = self.memory.load(key).await?;
        let version = there.as_ref().map(|(version, _)| *version);
        let told = there.as_ref().map(|(version, bytes)| self.told(key, *version, bytes));
        let is_expected = told == expected
            || match self.wrong {
                Wrong::ComparesNothing => true,
                Wrong::InsertsOverWhatIsThere => expected.is_none() && new.is_some(),
                Wrong::RemovesAnyVersion => expected.is_some() && new.is_none(),
                _ => false,
            };
        if !is_expected {
            return Ok(Swap::Conflict);
        }
        let mut lives_for = match (self.wrong, lives_for) {
            (Wrong::OverflowsToNothing, Duration::MAX) => Duration::ZERO,
            _ => lives_for,
        };
        {
            let mut notes = self.notes.lock().unwrap();
            let note = notes.entry(key.to_owned()).or_default();
            note.before = Some(there.clone());
            // Counting begins again after a removal, as it does when the row is gone.
            note.count = if there.is_some() { note.count + 1 } else { 1 };
            if let (Wrong::KeepsTheFirstEnd, Some(first), true) = (self.wrong, note.lives_for, there.is_some()) {
                lives_for = first;
            }
            note.lives_for = Some(lives_for);
        }
        let new = new.map(|bytes| match self.wrong {
            Wrong::EndsAtZero => bytes.split(|byte| *byte == 0).next().unwrap_or_default(),
            Wrong::IsNarrow => &bytes[..bytes.len().min(65_535)],
            _ => bytes,
        });
        Ok(match (self.memory.compare_and_swap(key, version, new, lives_for).await?, new) {
            (Swap::Swapped(Some(version)), Some(bytes)) => Swap::Swapped(Some(self.told(key, version, bytes))),
            (Swap::Swapped(None), _) if matches!(self.wrong, Wrong::DeniesARemoval) => Swap::Conflict,
            (swap, _) => swap,
        })
    }
}

#[tokio::test]
async fn the_suite_notices_each_thing_that_a_store_may_do_wrong() {
    let passes = async |wrong| {
        let clock = Clock::new();
        let store = WrongStore::new(wrong, &clock);
        let suite = async move {
            conformance::check(&store, &store.clone(), "wrong", async |time| clock.pass(time)).await;
        };
        AssertUnwindSafe(suite).catch_unwind().await.is_ok()
    };
    assert!(passes(Wrong::Nothing).await, "without a fault it passes");
    let all = [
        Wrong::ComparesNothing,
        Wrong::InsertsOverWhatIsThere,
        Wrong::RemovesAnyVersion,
        Wrong::CountsVersionsByKey,
        Wrong::VersionsAreOfTheBytes,
        Wrong::NothingExpires,
        Wrong::KeepsTheFirstEnd,
        Wrong::LagsBehind,
        Wrong::EndsAtZero,
        Wrong::IsNarrow,
        Wrong::CutsKeys,
        Wrong::DeniesARemoval,
        Wrong::SortsKeys,
        Wrong::FindsOnlyWhatIsThere,
        Wrong::OverflowsToNothing,
    ];
    for wrong in all {
        assert!(!passes(wrong).await, "{wrong:?} passes for a store");
    }
}

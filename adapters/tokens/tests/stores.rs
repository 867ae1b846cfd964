//! The suite that every store must pass. The store in memory passes it; a store with any one fault does not.

use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use catapa_signin::UnixTime;
use catapa_signin_tokens::{MemoryStore, StoreError, Swap, TokenStore, Version, conformance};

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);

#[tokio::test]
async fn the_store_in_memory_does_what_every_store_must() {
    let store = MemoryStore::with_clock(|| NOW);
    conformance::run(&store, &store.clone(), "memory", NOW).await;
}

#[tokio::test]
async fn the_store_in_memory_lets_go_of_what_has_expired() {
    let clock = Arc::new(AtomicU64::new(NOW.as_secs()));
    let store = MemoryStore::with_clock({
        let clock = Arc::clone(&clock);
        move || UnixTime::from_secs(clock.load(Ordering::SeqCst))
    });
    for (key, lives_for) in [("one", 10), ("other", 20)] {
        let end = UnixTime::from_secs(NOW.as_secs() + lives_for);
        assert!(matches!(store.compare_and_swap(key, None, Some(b"record"), end).await, Ok(Swap::Swapped(Some(_)))));
    }
    for (passed, left) in [(9, 2), (10, 1), (19, 1), (20, 0)] {
        clock.store(NOW.as_secs() + passed, Ordering::SeqCst);
        assert_eq!((store.len(), store.is_empty()), (left, left == 0), "after {passed} s");
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
    before: Option<Option<(Version, Vec<u8>)>>,
    end: Option<UnixTime>,
    count: u64,
}

impl WrongStore {
    fn new(wrong: Wrong) -> Self {
        let now = if matches!(wrong, Wrong::NothingExpires) { UnixTime::from_secs(0) } else { NOW };
        Self { wrong, memory: MemoryStore::with_clock(move || now), notes: Arc::default() }
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
    async fn load(&self, key: &str) -> Result<Option<(Version, Vec<u8>)>, StoreError> {
        let key = self.key(key);
        let before = self.notes.lock().unwrap().get_mut(key).and_then(|note| note.before.take());
        if let (Wrong::LagsBehind, Some(before)) = (self.wrong, before) {
            return Ok(before);
        }
        let found = self.memory.load(key).await?;
        Ok(found.map(|(version, bytes)| (self.told(key, version, &bytes), bytes)))
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        expires_at: UnixTime,
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
        let mut end = expires_at;
        {
            let mut notes = self.notes.lock().unwrap();
            let note = notes.entry(key.to_owned()).or_default();
            note.before = Some(there.clone());
            // Counting begins again after a removal, as it does when the row is gone.
            note.count = if there.is_some() { note.count + 1 } else { 1 };
            if let (Wrong::KeepsTheFirstEnd, Some(first), true) = (self.wrong, note.end, there.is_some()) {
                end = first;
            }
            note.end = Some(end);
        }
        let new = new.map(|bytes| match self.wrong {
            Wrong::EndsAtZero => bytes.split(|byte| *byte == 0).next().unwrap_or_default(),
            Wrong::IsNarrow => &bytes[..bytes.len().min(65_535)],
            _ => bytes,
        });
        Ok(match (self.memory.compare_and_swap(key, version, new, end).await?, new) {
            (Swap::Swapped(Some(version)), Some(bytes)) => Swap::Swapped(Some(self.told(key, version, bytes))),
            (Swap::Swapped(None), _) if matches!(self.wrong, Wrong::DeniesARemoval) => Swap::Conflict,
            (swap, _) => swap,
        })
    }
}

#[tokio::test]
async fn the_suite_notices_each_thing_that_a_store_may_do_wrong() {
    let passes = async |wrong| {
        let store = WrongStore::new(wrong);
        tokio::spawn(async move { conformance::run(&store, &store.clone(), "wrong", NOW).await }).await.is_ok()
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
    ];
    for wrong in all {
        assert!(!passes(wrong).await, "{wrong:?} passes for a store");
    }
}

//! Stores whose processes are killed.

use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Mutex;

use catapa_signin_tokens::{Found, StoreError, Swap, TokenStore, Version, conformance};
use futures_util::FutureExt as _;
use tokio::time::sleep;

use crate::PATIENCE;
use crate::example::{MyServer, MyStore};

const AN_HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_store_over_tcp_survives_a_process_that_is_killed() {
    let start = async || {
        let server = MyServer::start();
        (server.address().to_string(), server)
    };
    let test = "killed::a_store_over_tcp_survives_a_process_that_is_killed";
    conformance::check_killed(test, start, MyStore::at, PATIENCE, sleep).await;
}

/// What a store can do wrong when it is killed.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Wrong {
    Nothing,
    /// Writes the first half, then the whole.
    WritesInHalves,
    /// Removes the old record, then puts the new one.
    RemovesFirst,
    /// Takes a lock that nobody else can end.
    KeepsALock,
    /// Counts versions in its process.
    CountsVersionsByProcess,
    /// Finds what it found the time before.
    LagsBehind,
    /// Compares by itself, so another may be between.
    ComparesNothing,
    /// Cannot be opened by two processes.
    ServesOneProcess,
}

/// What is noticed of each: one of these.
const ALL: [(Wrong, &[&str]); 7] = [
    (Wrong::WritesInHalves, &["is not whole"]),
    (Wrong::RemovesFirst, &["the record is gone"]),
    (Wrong::KeepsALock, &["is a lock left behind?"]),
    (Wrong::CountsVersionsByProcess, &["a version has come twice"]),
    (Wrong::LagsBehind, &["is there again"]),
    (Wrong::ComparesNothing, &["a version that was swapped away is swapped again", "have replaced the same version"]),
    (Wrong::ServesOneProcess, &["the other process has not done its part"]),
];

struct WrongStore {
    wrong: Wrong,
    store: MyStore,
    /// Versions of this process begin here.
    counted: AtomicU64,
    /// What was found the time before.
    before: Mutex<Option<Found>>,
}

impl WrongStore {
    /// At a place with the name of what is wrong there.
    async fn at(place: &str) -> Self {
        let (address, wrong) = place.split_once(' ').unwrap();
        let wrong = ALL.map(|(wrong, _)| wrong).into_iter().find(|one| format!("{one:?}") == wrong);
        let (wrong, store) = (wrong.unwrap_or(Wrong::Nothing), MyStore::at(address).await);
        if wrong == Wrong::ServesOneProcess {
            let id = std::process::id().to_ne_bytes();
            let _ = store.compare_and_swap("process", None, Some(&id), AN_HOUR).await.unwrap();
            let (_, first) = store.load("process").await.unwrap().unwrap();
            assert_eq!(first, id, "another process has it open");
        }
        Self { wrong, store, counted: AtomicU64::new(1), before: Mutex::default() }
    }

    async fn put(&self, key: &str, expected: Option<Version>, new: &[u8]) -> Result<Swap, StoreError> {
        self.store.compare_and_swap(key, expected, Some(new), AN_HOUR).await
    }
}

impl TokenStore for WrongStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        let found = self.store.load(key).await?;
        Ok(match self.wrong {
            Wrong::CountsVersionsByProcess => found.map(|(_, bytes)| {
                let (version, bytes) = bytes.split_at(8);
                (Version::new(u64::from_ne_bytes(version.try_into().unwrap())), bytes.to_vec())
            }),
            Wrong::LagsBehind => self.before.lock().unwrap().replace(found.clone()).unwrap_or(found),
            _ => found,
        })
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        _: Duration,
    ) -> Result<Swap, StoreError> {
        let bytes = new.unwrap();
        match (self.wrong, expected) {
            (Wrong::WritesInHalves, _) => match self.put(key, expected, &bytes[..bytes.len() / 2]).await? {
                Swap::Swapped(half) => self.put(key, half, bytes).await,
                Swap::Conflict => Ok(Swap::Conflict),
            },
            (Wrong::RemovesFirst, Some(_)) => match self.store.compare_and_swap(key, expected, None, AN_HOUR).await? {
                Swap::Swapped(_) => self.put(key, None, bytes).await,
                Swap::Conflict => Ok(Swap::Conflict),
            },
            (Wrong::KeepsALock, _) => {
                let locked = loop {
                    if let Swap::Swapped(locked) = self.put("lock", None, b"").await? {
                        break locked;
                    }
                };
                let swap = self.put(key, expected, bytes).await;
                let _ = self.store.compare_and_swap("lock", locked, None, AN_HOUR).await?;
                swap
            }
            (Wrong::CountsVersionsByProcess, _) => {
                let real = self.store.load(key).await?.map(|(version, _)| version);
                if self.load(key).await?.map(|(version, _)| version) != expected {
                    return Ok(Swap::Conflict);
                }
                let version = self.counted.fetch_add(1, Ordering::Relaxed);
                let bytes = [&version.to_ne_bytes()[..], bytes].concat();
                let swap = self.put(key, real, &bytes).await?;
                Ok(if swap == Swap::Conflict { swap } else { Swap::Swapped(Some(Version::new(version))) })
            }
            (Wrong::ComparesNothing, Some(_)) => {
                let there = self.store.load(key).await?.map(|(version, _)| version);
                self.put(key, there, bytes).await
            }
            _ => self.put(key, expected, bytes).await,
        }
    }
}

#[tokio::test]
async fn the_suite_notices_what_a_killed_process_leaves() {
    let why_it_fails = async |wrong: Wrong| {
        let start = async || {
            let server = MyServer::start();
            (format!("{} {wrong:?}", server.address()), server)
        };
        let test = "killed::the_suite_notices_what_a_killed_process_leaves";
        let suite = conformance::check_killed(test, start, WrongStore::at, PATIENCE / 5, sleep);
        let why = AssertUnwindSafe(suite).catch_unwind().await.err()?;
        Some(why.downcast_ref::<String>().cloned().or(why.downcast_ref::<&str>().map(|&why| why.to_owned())).unwrap())
    };
    assert_eq!(why_it_fails(Wrong::Nothing).await, None, "without a fault it passes");
    for (wrong, expected) in ALL {
        let why = why_it_fails(wrong).await.unwrap_or_else(|| panic!("{wrong:?} passes for a store"));
        assert!(
            expected.iter().any(|expected| why.contains(expected)),
            "{wrong:?} is noticed by something else: {why}"
        );
    }
}

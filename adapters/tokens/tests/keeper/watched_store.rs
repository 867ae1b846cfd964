//! A store in memory that remembers everything it was given, and fails when a test says so.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use catapa_signin::UnixTime;
use catapa_signin_tokens::{Found, MemoryStore, StoreError, Swap, TokenStore, Version};
use tokio::sync::Semaphore;

/// What happens to a swap.
pub(crate) enum Trouble {
    /// It happens.
    None,
    /// It does not happen, and the store says so.
    NotDone,
    /// It does not happen, but the store is not sure.
    Unsure,
    /// It happens, but the store is not sure.
    AnswerLost,
    /// It does not happen, and the store panics.
    Panic,
    /// It waits until the test lets it go on.
    Held(Held),
}

/// A place to wait until the test lets one go on.
#[derive(Clone)]
pub(crate) struct Held {
    reached: Arc<Semaphore>,
    released: Arc<Semaphore>,
}

impl Held {
    pub(crate) fn new() -> Self {
        Self { reached: Arc::new(Semaphore::new(0)), released: Arc::new(Semaphore::new(0)) }
    }

    /// Waits here.
    pub(crate) async fn wait(&self) {
        self.reached.add_permits(1);
        self.released.acquire().await.unwrap().forget();
    }

    /// Returns once somebody waits.
    pub(crate) async fn reached(&self) {
        self.reached.acquire().await.unwrap().forget();
    }

    /// Lets one go on.
    pub(crate) fn release(&self) {
        self.released.add_permits(1);
    }
}

#[derive(Clone)]
pub(crate) struct WatchedStore {
    pub(crate) memory: MemoryStore,
    watched: Arc<Watched>,
}

#[derive(Default)]
struct Watched {
    loads: AtomicUsize,
    loads_to_fail: AtomicUsize,
    troubles: Mutex<VecDeque<Trouble>>,
    given: Mutex<Vec<(String, Vec<u8>)>>,
}

impl WatchedStore {
    pub(crate) fn new(clock: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        Self { memory: MemoryStore::with_clock(clock), watched: Arc::default() }
    }

    /// The next swaps meet these.
    pub(crate) fn troubles(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.watched.troubles.lock().unwrap().extend(troubles);
    }

    /// The next loads fail.
    pub(crate) fn fail_loads(&self, loads: usize) {
        self.watched.loads_to_fail.store(loads, Ordering::SeqCst);
    }

    /// How many loads there were.
    pub(crate) fn loads(&self) -> usize {
        self.watched.loads.load(Ordering::SeqCst)
    }

    /// All keys and bytes that it was given to store, in this order.
    pub(crate) fn given(&self) -> Vec<(String, Vec<u8>)> {
        self.watched.given.lock().unwrap().clone()
    }

    /// Stores bytes under a key, whatever is there.
    pub(crate) async fn overwrite(&self, key: &str, bytes: &[u8]) {
        let there = self.memory.load(key).await.unwrap().map(|(version, _)| version);
        let swap = self.memory.compare_and_swap(key, there, Some(bytes), Duration::MAX).await.unwrap();
        assert_ne!(swap, Swap::Conflict);
    }
}

impl TokenStore for WatchedStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        self.watched.loads.fetch_add(1, Ordering::SeqCst);
        let fewer = |left: usize| left.checked_sub(1);
        if self.watched.loads_to_fail.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer).is_ok() {
            return Err(StoreError::not_done("the test says so"));
        }
        self.memory.load(key).await
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        self.watched.given.lock().unwrap().extend(new.map(|bytes| (key.to_owned(), bytes.to_vec())));
        let trouble = self.watched.troubles.lock().unwrap().pop_front();
        let swap = self.memory.compare_and_swap(key, expected, new, lives_for);
        match trouble.unwrap_or(Trouble::None) {
            Trouble::None => swap.await,
            Trouble::NotDone => Err(StoreError::not_done("the test says so")),
            Trouble::Unsure => Err(StoreError::unsure("the test says so")),
            Trouble::AnswerLost => {
                let _ = swap.await;
                Err(StoreError::unsure("the test says so"))
            }
            Trouble::Panic => panic!("the test says so"),
            Trouble::Held(held) => {
                held.wait().await;
                swap.await
            }
        }
    }
}

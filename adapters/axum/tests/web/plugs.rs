//! What a test pulls the plug of: the way to CATAPA, and the store.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use catapa_signin::UnixTime;
use catapa_signin_tokens::{Found, MemoryStore, StoreError, Swap, TokenStore, Version};

#[derive(Clone, Default)]
pub(crate) struct Plug {
    pulled: Arc<AtomicBool>,
    uses: Arc<AtomicUsize>,
}

impl Plug {
    pub(crate) fn pull(&self) {
        self.pulled.store(true, Ordering::Relaxed);
    }

    pub(crate) fn put_back(&self) {
        self.pulled.store(false, Ordering::Relaxed);
    }

    /// How often somebody has tried.
    pub(crate) fn uses(&self) -> usize {
        self.uses.load(Ordering::Relaxed)
    }

    pub(crate) fn use_it(&self) -> Result<(), &'static str> {
        self.uses.fetch_add(1, Ordering::Relaxed);
        if self.pulled.load(Ordering::Relaxed) { Err("the plug is pulled") } else { Ok(()) }
    }
}

/// A store in memory that may be away, and can be looked into.
#[derive(Clone)]
pub(crate) struct Store {
    pub(crate) memory: MemoryStore,
    pub(crate) plug: Plug,
    /// The way back: while it is pulled, what is asked for is done, and its answer is lost.
    pub(crate) answers: Plug,
    /// What was last put under each key.
    pub(crate) written: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Store {
    pub(crate) fn with_clock(clock: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        let (plug, answers, written) = (Plug::default(), Plug::default(), Arc::default());
        Self { memory: MemoryStore::with_clock(clock), plug, answers, written }
    }

    pub(crate) fn len(&self) -> usize {
        self.memory.len()
    }
}

impl TokenStore for Store {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        self.plug.use_it().map_err(StoreError::not_done)?;
        let found = self.memory.load(key).await;
        self.answers.use_it().map_err(StoreError::unsure)?;
        found
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        self.plug.use_it().map_err(StoreError::not_done)?;
        if let Some(new) = new {
            self.written.lock().unwrap().insert(key.to_owned(), new.to_vec());
        }
        let swap = self.memory.compare_and_swap(key, expected, new, lives_for).await;
        self.answers.use_it().map_err(StoreError::unsure)?;
        swap
    }
}

//! What a process leaves in the store when it is killed.

mod child;
mod history;

use core::pin::pin;
use core::time::Duration;
use std::process;
use std::time::SystemTime;

use futures_util::future::{Either, select};

use self::child::{ANSWERED, Child};
use self::history::History;
use super::answered;
use crate::session_key::StoreKey;
use crate::store::{Swap, TokenStore, Version};

/// No store is asked more often before it answers a swap.
const MOST_POLLS: usize = 32;

/// How often a process is killed while it swaps without a pause.
const KILLS: usize = 12;

/// How often one of two processes that swap the same record may lose against the other.
const MOST_CONFLICTS: usize = 1_000;

/// What a store does that several processes share, when one of them is killed in the middle of a swap, and another swaps
/// the same record meanwhile. After each kill a new handle finds one of the records, old or new, whole and under its own
/// version, and the next swap is done: no lock is left.
///
/// The test runs itself again as the other process. `test` is its name, as `cargo test -- --list` prints it. `start` starts
/// the server, or makes the directory, and gives the place to open: a URL or a path. It is not called in the other
/// process. `open` opens the store at a place. `patience` is longer than any question may take: the store's own time-out,
/// and some seconds for a busy machine. `wait` waits, such as `tokio::time::sleep`.
///
/// ```no_run
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/over_tcp/example.rs")); }
/// # use example::{MyServer, MyStore};
/// # use core::time::Duration;
/// use catapa_signin_tokens::conformance;
///
/// // In a test, because it needs the harness of tests:
/// // #[tokio::test]
/// async fn a_killed_process_leaves_the_old_or_the_new() {
///     let start = async || {
///         let server = MyServer::start();
///         (server.address().to_string(), server)
///     };
///     let (open, patience) = (async |place: &str| MyStore::at(place).await, Duration::from_secs(10));
///     let test = "a_killed_process_leaves_the_old_or_the_new";
///     conformance::check_killed(test, start, open, patience, tokio::time::sleep).await;
/// }
/// ```
///
/// # Panics
///
/// At the first thing that the store does wrong, and says what it is.
pub async fn check_killed<Store: TokenStore, Server>(
    test: &str,
    start: impl AsyncFnOnce() -> (String, Server),
    open: impl AsyncFn(&str) -> Store,
    patience: Duration,
    wait: impl AsyncFn(Duration),
) {
    if let Some(order) = child::order() {
        child::carry_out(&order, open).await;
    }
    let (place, _server) = start().await;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let key = StoreKey::of("test", format!("{test}/{}/{now:?}", process::id()).as_bytes());
    let store = open(&place).await;
    let mut parent = Parent { test, place, key, open, store, patience, wait, history: History::default() };
    parent.inserts().await;
    parent.kills_it_at_each_poll().await;
    parent.kills_it_at_any_time().await;
}

/// The process that is not killed.
struct Parent<'a, Store, Open, Wait> {
    test: &'a str,
    place: String,
    key: StoreKey,
    open: Open,
    store: Store,
    patience: Duration,
    wait: Wait,
    history: History,
}

impl<Store: TokenStore, Open: AsyncFn(&str) -> Store, Wait: AsyncFn(Duration)> Parent<'_, Store, Open, Wait> {
    async fn inserts(&mut self) {
        let bytes = history::record(history::PARENT, 0);
        let swap = self.store.compare_and_swap(self.key.as_str(), None, Some(&bytes), super::AN_HOUR).await;
        let Swap::Swapped(Some(version)) = answered(swap) else { panic!("the key of this run is not new") };
        self.history.note(version, &bytes);
    }

    /// Before the first poll, after the first, and so on until the answer.
    async fn kills_it_at_each_poll(&mut self) {
        for polls in 0..MOST_POLLS {
            let mut child = Child::start(self.test, &self.place, &self.key, &polls.to_string());
            while child.runs() {
                self.swaps_once().await;
            }
            let said = child.said();
            self.looks_after_it().await;
            if said == ANSWERED {
                return;
            }
        }
    }

    /// Wherever it happens to be.
    async fn kills_it_at_any_time(&mut self) {
        for kill in 1..=KILLS {
            let mut child = Child::start(self.test, &self.place, &self.key, child::WITHOUT_END);
            let mut seen = 0;
            while seen < kill {
                let is_running = child.runs();
                let before = self.history.latest();
                self.loads().await;
                if self.history.latest() > before {
                    seen += 1;
                    self.swaps_once().await;
                } else {
                    assert!(is_running, "the other process has ended by itself: {}", child.said());
                }
            }
            child.kill();
            self.looks_after_it().await;
        }
    }

    /// What a process finds that starts after the kill, and what the one finds that was there.
    async fn looks_after_it(&mut self) {
        let new = self.in_time("an opening", (self.open)(&self.place)).await;
        let earlier = self.store_replaced_by(new);
        self.loads().await;
        if let Some(replaced) = self.history.replaced() {
            let bytes = history::record(history::PARENT, self.history.latest() + 1);
            let swap = self.store.compare_and_swap(self.key.as_str(), Some(replaced), Some(&bytes), super::AN_HOUR);
            let swap = answered(self.in_time("a swap", swap).await);
            assert!(swap == Swap::Conflict, "a version that was swapped away is swapped again");
        }
        self.swaps().await;
        let new = self.store_replaced_by(earlier);
        self.swaps().await;
        drop(new);
    }

    fn store_replaced_by(&mut self, store: Store) -> Store {
        core::mem::replace(&mut self.store, store)
    }

    async fn loads(&mut self) -> (Version, u64) {
        let found = answered(self.in_time("a load", self.store.load(self.key.as_str())).await);
        let Some((version, bytes)) = found else { panic!("after a kill the record is gone") };
        (version, self.history.note(version, &bytes))
    }

    /// Swaps, unless the other process is faster.
    async fn swaps_once(&mut self) -> bool {
        let (expected, number) = self.loads().await;
        let bytes = history::record(history::PARENT, number + 1);
        let swap = self.store.compare_and_swap(self.key.as_str(), Some(expected), Some(&bytes), super::AN_HOUR);
        match answered(self.in_time("a swap", swap).await) {
            Swap::Swapped(Some(version)) => {
                self.history.note(version, &bytes);
                true
            }
            Swap::Conflict => false,
            Swap::Swapped(None) => panic!("a swap leaves a version"),
        }
    }

    /// Swaps. What the server still does for the killed process may come first.
    async fn swaps(&mut self) {
        for _ in 0..MOST_CONFLICTS {
            if self.swaps_once().await {
                return;
            }
        }
        panic!("the record that a killed process has left cannot be swapped");
    }

    async fn in_time<T>(&self, what: &str, answer: impl Future<Output = T>) -> T {
        match select(pin!(answer), pin!((self.wait)(self.patience))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => panic!("{what} has no end within {:?}: is a lock left behind?", self.patience),
        }
    }
}

//! Single flight: in one process, all callers that want the tokens of one session share one task.

use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future;

use super::options::BoxFuture;
use super::refresh_task::{Fresh, RefreshTask, Unsettled, Wanted};
use super::shared::Shared;
use crate::not_fresh::NotFresh;
use crate::session_key::StoreKey;

type SharedTask = future::Shared<BoxFuture<Result<Fresh, NotFresh>>>;

/// The tasks that are running, and what earlier ones could not bring to an end. Other sessions have no entry.
#[derive(Default)]
pub(super) struct InFlight {
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    last_number: u64,
    by_key: HashMap<StoreKey, Entry>,
}

enum Entry {
    Running(Running),
    Unsettled(Unsettled),
}

struct Running {
    /// Tells this task from a later one for the same session.
    number: u64,
    wanted: Wanted,
    task: SharedTask,
    callers: usize,
    outlives_callers: Arc<AtomicBool>,
}

impl InFlight {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many sessions have a running task, or something unsettled.
    pub(super) fn len(&self) -> usize {
        self.entries().by_key.len()
    }

    /// The sessions that have a running task, or something unsettled.
    pub(super) fn store_keys(&self) -> Vec<StoreKey> {
        self.entries().by_key.keys().cloned().collect()
    }

    /// Joins the task of a session, or begins one.
    pub(super) fn join(self: &Arc<Self>, shared: &Arc<Shared>, store_key: &StoreKey, wanted: &Wanted) -> Joined {
        let mut entries = self.entries();
        if let Some(Entry::Running(running)) = entries.by_key.get_mut(store_key) {
            running.callers += 1;
            let (number, task) = (running.number, running.task.clone());
            let begun_for = Some(running.wanted.clone());
            return Joined { in_flight: Arc::clone(self), store_key: store_key.clone(), number, task, begun_for };
        }
        let unsettled = match entries.by_key.remove(store_key) {
            Some(Entry::Unsettled(unsettled)) => Some(unsettled),
            _ => None,
        };
        entries.last_number = entries.last_number.wrapping_add(1);
        let number = entries.last_number;
        let outlives_callers = Arc::new(AtomicBool::new(unsettled.is_some()));
        let task = RefreshTask {
            shared: Arc::clone(shared),
            store_key: store_key.clone(),
            wanted: wanted.clone(),
            unsettled,
            outlives_callers: Arc::clone(&outlives_callers),
        };
        let task = self.share(number, task);
        let running = Running {
            number,
            wanted: wanted.clone(),
            task: task.clone(),
            callers: 1,
            outlives_callers: Arc::clone(&outlives_callers),
        };
        entries.by_key.insert(store_key.clone(), Entry::Running(running));
        drop(entries);
        if let Some(spawn) = &shared.options.spawn {
            spawn(Box::pin(task.clone().map(drop)));
            outlives_callers.store(true, Ordering::Relaxed);
        }
        Joined { in_flight: Arc::clone(self), store_key: store_key.clone(), number, task, begun_for: None }
    }

    /// Makes a task that many callers can await, and that removes its own entry when it ends. Its reference to `self` is
    /// weak, because the entry holds the task.
    fn share(self: &Arc<Self>, number: u64, task: RefreshTask) -> SharedTask {
        let in_flight = Arc::downgrade(self);
        let store_key = task.store_key.clone();
        let task = async move {
            // Callers share a result, never a panic.
            let panicked = |_| (Err(NotFresh::Panicked), None);
            let (result, unsettled) = AssertUnwindSafe(task.run()).catch_unwind().await.unwrap_or_else(panicked);
            if let Some(in_flight) = in_flight.upgrade() {
                in_flight.done(&store_key, number, unsettled);
            }
            result
        };
        (Box::pin(task) as BoxFuture<_>).shared()
    }

    fn done(&self, store_key: &StoreKey, number: u64, unsettled: Option<Unsettled>) {
        let mut entries = self.entries();
        if entries.running(store_key, number).is_none() {
            return; // the session was forgotten meanwhile
        }
        let done = match unsettled {
            Some(unsettled) => entries.by_key.insert(store_key.clone(), Entry::Unsettled(unsettled)),
            None => entries.by_key.remove(store_key),
        };
        drop(entries);
        drop(done);
    }

    /// A caller is gone. With the last one goes the task, unless it outlives its callers.
    fn leave(&self, store_key: &StoreKey, number: u64) {
        let mut entries = self.entries();
        let Some(running) = entries.running(store_key, number) else { return };
        running.callers = running.callers.saturating_sub(1);
        if running.callers == 0 && !running.outlives_callers.load(Ordering::Relaxed) {
            let abandoned = entries.by_key.remove(store_key);
            drop(entries);
            drop(abandoned);
        }
    }

    /// The session is gone from the store: nobody joins its task any more, and nothing unsettled is kept.
    pub(super) fn forget(&self, store_key: &StoreKey) {
        let forgotten = self.entries().by_key.remove(store_key);
        drop(forgotten);
    }
}

impl Entries {
    /// The task with this number, while it is running.
    fn running(&mut self, store_key: &StoreKey, number: u64) -> Option<&mut Running> {
        match self.by_key.get_mut(store_key) {
            Some(Entry::Running(running)) if running.number == number => Some(running),
            _ => None,
        }
    }
}

/// One caller's share in a task.
pub(super) struct Joined {
    in_flight: Arc<InFlight>,
    store_key: StoreKey,
    number: u64,
    task: SharedTask,
    /// What the task was begun for, if another caller began it.
    begun_for: Option<Wanted>,
}

impl Joined {
    /// The task's result, and what it was begun for if another caller began it.
    pub(super) async fn result(self) -> (Result<Fresh, NotFresh>, Option<Wanted>) {
        let result = self.task.clone().await;
        (result, self.begun_for.clone())
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.in_flight.leave(&self.store_key, self.number);
    }
}

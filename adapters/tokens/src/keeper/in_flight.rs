//! Who works on which login: in one process, any number of callers share one piece of work.

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

/// The work under way, and what earlier work could not bring to an end. No login is here on which nobody works.
#[derive(Default)]
pub(super) struct InFlight {
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    begun: u64,
    by_place: HashMap<StoreKey, Entry>,
}

enum Entry {
    Working(Working),
    Unsettled(Unsettled),
}

struct Working {
    number: u64,
    want: Wanted,
    work: SharedTask,
    callers: usize,
    /// It goes on without callers, or must not be dropped.
    stays: Arc<AtomicBool>,
}

impl InFlight {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many logins are being worked on, or have to be.
    pub(super) fn len(&self) -> usize {
        self.entries().by_place.len()
    }

    pub(super) fn places(&self) -> Vec<StoreKey> {
        self.entries().by_place.keys().cloned().collect()
    }

    /// Joins the work on a login, or begins it.
    pub(super) fn join(self: &Arc<Self>, shared: &Arc<Shared>, store_key: &StoreKey, want: &Wanted) -> Joined {
        let mut entries = self.entries();
        if let Some(Entry::Working(working)) = entries.by_place.get_mut(store_key) {
            working.callers += 1;
            let joined = Some(working.want.clone());
            let (number, work) = (working.number, working.work.clone());
            return Joined { in_flight: Arc::clone(self), store_key: store_key.clone(), number, work, joined };
        }
        let unsettled = match entries.by_place.remove(store_key) {
            Some(Entry::Unsettled(unsettled)) => Some(unsettled),
            _ => None,
        };
        entries.begun = entries.begun.wrapping_add(1);
        let number = entries.begun;
        let stays = Arc::new(AtomicBool::new(unsettled.is_some()));
        let work = RefreshTask {
            shared: Arc::clone(shared),
            store_key: store_key.clone(),
            want: want.clone(),
            unsettled,
            at_stake: Arc::clone(&stays),
        };
        let work = self.shared(number, work);
        let ticket = Joined {
            in_flight: Arc::clone(self),
            store_key: store_key.clone(),
            number,
            work: work.clone(),
            joined: None,
        };
        let working = Working { number, want: want.clone(), work: work.clone(), callers: 1, stays: Arc::clone(&stays) };
        entries.by_place.insert(store_key.clone(), Entry::Working(working));
        drop(entries);
        if let Some(spawn) = &shared.options.spawn {
            spawn(Box::pin(work.map(drop)));
            stays.store(true, Ordering::Relaxed);
        }
        ticket
    }

    /// RefreshTask that leaves the in_flight when it is done, whoever drives it. It does not keep the in_flight alive, which keeps it.
    fn shared(self: &Arc<Self>, number: u64, work: RefreshTask) -> SharedTask {
        let in_flight = Arc::downgrade(self);
        let store_key = work.store_key.clone();
        let work = async move {
            // Callers share a result, never a panic.
            let broke_off = |_| (Err(NotFresh::Panicked), None);
            let (result, unsettled) = AssertUnwindSafe(work.run()).catch_unwind().await.unwrap_or_else(broke_off);
            if let Some(in_flight) = in_flight.upgrade() {
                in_flight.done(&store_key, number, unsettled);
            }
            result
        };
        (Box::pin(work) as BoxFuture<_>).shared()
    }

    fn done(&self, store_key: &StoreKey, number: u64, unsettled: Option<Unsettled>) {
        let mut entries = self.entries();
        if !entries.is_working(store_key, number) {
            return; // the login was forgotten meanwhile
        }
        let done = match unsettled {
            Some(unsettled) => entries.by_place.insert(store_key.clone(), Entry::Unsettled(unsettled)),
            None => entries.by_place.remove(store_key),
        };
        drop(entries);
        drop(done);
    }

    /// A caller has gone. RefreshTask without callers that nothing depends on goes with the last of them.
    fn leave(&self, store_key: &StoreKey, number: u64) {
        let mut entries = self.entries();
        if !entries.is_working(store_key, number) {
            return;
        }
        let Some(Entry::Working(working)) = entries.by_place.get_mut(store_key) else { return };
        working.callers = working.callers.saturating_sub(1);
        if working.callers == 0 && !working.stays.load(Ordering::Relaxed) {
            let abandoned = entries.by_place.remove(store_key);
            drop(entries);
            drop(abandoned);
        }
    }

    /// The login is gone from the store: nobody joins its work any more, and nothing of it is kept.
    pub(super) fn forget(&self, store_key: &StoreKey) {
        let forgotten = self.entries().by_place.remove(store_key);
        drop(forgotten);
    }
}

impl Entries {
    fn is_working(&self, store_key: &StoreKey, number: u64) -> bool {
        matches!(self.by_place.get(store_key), Some(Entry::Working(working)) if working.number == number)
    }
}

/// One caller's part in a piece of work.
pub(super) struct Joined {
    in_flight: Arc<InFlight>,
    store_key: StoreKey,
    number: u64,
    work: SharedTask,
    /// What the work is for, if another began it.
    joined: Option<Wanted>,
}

impl Joined {
    /// What came of it, and what it was for if another began it.
    pub(super) async fn result(self) -> (Result<Fresh, NotFresh>, Option<Wanted>) {
        let result = self.work.clone().await;
        (result, self.joined.clone())
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.in_flight.leave(&self.store_key, self.number);
    }
}

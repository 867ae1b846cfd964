//! Who works on which login: in one process, any number of callers share one piece of work.

use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::Shared;

use super::options::BoxFuture;
use super::parts::Parts;
use super::work::{Fresh, Unsettled, Want, Work};
use crate::login_key::Place;
use crate::not_fresh::NotFresh;

type SharedWork = Shared<BoxFuture<Result<Fresh, NotFresh>>>;

/// The work under way, and what earlier work could not bring to an end. No login is here on which nobody works.
#[derive(Default)]
pub(super) struct Desk {
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    begun: u64,
    by_place: HashMap<Place, Entry>,
}

enum Entry {
    Working(Working),
    Unsettled(Unsettled),
}

struct Working {
    number: u64,
    want: Want,
    work: SharedWork,
    callers: usize,
    /// It goes on without callers, or must not be dropped.
    stays: Arc<AtomicBool>,
}

impl Desk {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many logins are being worked on, or have to be.
    pub(super) fn len(&self) -> usize {
        self.entries().by_place.len()
    }

    pub(super) fn places(&self) -> Vec<Place> {
        self.entries().by_place.keys().cloned().collect()
    }

    /// Joins the work on a login, or begins it.
    pub(super) fn join(self: &Arc<Self>, parts: &Arc<Parts>, place: &Place, want: &Want) -> Ticket {
        let mut entries = self.entries();
        if let Some(Entry::Working(working)) = entries.by_place.get_mut(place) {
            working.callers += 1;
            let joined = Some(working.want.clone());
            let (number, work) = (working.number, working.work.clone());
            return Ticket { desk: Arc::clone(self), place: place.clone(), number, work, joined };
        }
        let unsettled = match entries.by_place.remove(place) {
            Some(Entry::Unsettled(unsettled)) => Some(unsettled),
            _ => None,
        };
        entries.begun = entries.begun.wrapping_add(1);
        let number = entries.begun;
        let stays = Arc::new(AtomicBool::new(unsettled.is_some()));
        let work = Work {
            parts: Arc::clone(parts),
            place: place.clone(),
            want: want.clone(),
            unsettled,
            at_stake: Arc::clone(&stays),
        };
        let work = self.shared(number, work);
        let ticket = Ticket { desk: Arc::clone(self), place: place.clone(), number, work: work.clone(), joined: None };
        let working = Working { number, want: want.clone(), work: work.clone(), callers: 1, stays: Arc::clone(&stays) };
        entries.by_place.insert(place.clone(), Entry::Working(working));
        drop(entries);
        if let Some(spawn) = &parts.options.spawn {
            spawn(Box::pin(work.map(drop)));
            stays.store(true, Ordering::Relaxed);
        }
        ticket
    }

    /// Work that leaves the desk when it is done, whoever drives it. It does not keep the desk alive, which keeps it.
    fn shared(self: &Arc<Self>, number: u64, work: Work) -> SharedWork {
        let desk = Arc::downgrade(self);
        let place = work.place.clone();
        let work = async move {
            // Callers share a result, never a panic.
            let broke_off = |_| (Err(NotFresh::Panicked), None);
            let (result, unsettled) = AssertUnwindSafe(work.run()).catch_unwind().await.unwrap_or_else(broke_off);
            if let Some(desk) = desk.upgrade() {
                desk.done(&place, number, unsettled);
            }
            result
        };
        (Box::pin(work) as BoxFuture<_>).shared()
    }

    fn done(&self, place: &Place, number: u64, unsettled: Option<Unsettled>) {
        let mut entries = self.entries();
        if !entries.is_working(place, number) {
            return; // the login was forgotten meanwhile
        }
        let done = match unsettled {
            Some(unsettled) => entries.by_place.insert(place.clone(), Entry::Unsettled(unsettled)),
            None => entries.by_place.remove(place),
        };
        drop(entries);
        drop(done);
    }

    /// A caller has gone. Work without callers that nothing depends on goes with the last of them.
    fn leave(&self, place: &Place, number: u64) {
        let mut entries = self.entries();
        if !entries.is_working(place, number) {
            return;
        }
        let Some(Entry::Working(working)) = entries.by_place.get_mut(place) else { return };
        working.callers = working.callers.saturating_sub(1);
        if working.callers == 0 && !working.stays.load(Ordering::Relaxed) {
            let abandoned = entries.by_place.remove(place);
            drop(entries);
            drop(abandoned);
        }
    }

    /// The login is gone from the store: nobody joins its work any more, and nothing of it is kept.
    pub(super) fn forget(&self, place: &Place) {
        let forgotten = self.entries().by_place.remove(place);
        drop(forgotten);
    }
}

impl Entries {
    fn is_working(&self, place: &Place, number: u64) -> bool {
        matches!(self.by_place.get(place), Some(Entry::Working(working)) if working.number == number)
    }
}

/// One caller's part in a piece of work.
pub(super) struct Ticket {
    desk: Arc<Desk>,
    place: Place,
    number: u64,
    work: SharedWork,
    /// What the work is for, if another began it.
    joined: Option<Want>,
}

impl Ticket {
    /// What came of it, and what it was for if another began it.
    pub(super) async fn result(self) -> (Result<Fresh, NotFresh>, Option<Want>) {
        let result = self.work.clone().await;
        (result, self.joined.clone())
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.desk.leave(&self.place, self.number);
    }
}

//! The limit of failed requests.

use std::sync::Mutex;

use crate::lock::Lock as _;

/// Counts the failures of one endpoint in a window of the stand-in's clock. The first failure opens the window.
pub(crate) struct FailureLimit {
    failures: usize,
    window: u64,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    failures: usize,
    opened_at: u64,
}

impl FailureLimit {
    pub(crate) fn new(failures: usize, window: u64) -> Self {
        Self { failures, window, counted: Mutex::default() }
    }

    /// The seconds until requests are welcome again; `None` if they are now.
    pub(crate) fn wait(&self, now: u64) -> Option<u64> {
        let counted = self.counted.hold();
        let closes_at = counted.opened_at.saturating_add(self.window);
        (counted.failures >= self.failures && self.is_open(&counted, now)).then(|| closes_at.saturating_sub(now))
    }

    pub(crate) fn failed(&self, now: u64) {
        let mut counted = self.counted.hold();
        if counted.failures == 0 || !self.is_open(&counted, now) {
            *counted = Counted { failures: 0, opened_at: now };
        }
        counted.failures += 1;
    }

    pub(crate) fn clear(&self) {
        *self.counted.hold() = Counted::default();
    }

    fn is_open(&self, counted: &Counted, now: u64) -> bool {
        (counted.opened_at..counted.opened_at.saturating_add(self.window)).contains(&now)
    }
}

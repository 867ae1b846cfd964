//! The script that says when to misbehave.

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use std::collections::HashMap;
use std::sync::Mutex;

use crate::fault::Fault;
use crate::lock::Lock as _;
use crate::path::Path;

/// The script: which requests meet which fault. A clone is the same script.
///
/// Each path has a queue of its own. After the queue, the stand-in behaves.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<HashMap<Path, VecDeque<Scripted>>>>);

#[derive(Debug)]
struct Scripted {
    fault: Arc<Fault>,
    times: usize,
}

impl Faults {
    /// Adds a fault for the next request to this path, after those that the script already covers.
    pub fn next(&self, path: Path, fault: Fault) {
        self.times(1, path, fault);
    }

    /// Adds a fault for the next `times` requests to this path.
    pub fn times(&self, times: usize, path: Path, fault: Fault) {
        let fault = Arc::new(fault);
        let mut script = self.0.hold();
        script.entry(path).or_default().push_back(Scripted { fault, times });
    }

    /// Adds a fault for every further request to this path.
    pub fn always(&self, path: Path, fault: Fault) {
        self.times(usize::MAX, path, fault);
    }

    /// Forgets the script.
    pub fn clear(&self) {
        self.0.hold().clear();
    }

    /// The fault that this request meets.
    pub(crate) fn take(&self, path: Path) -> Arc<Fault> {
        let mut script = self.0.hold();
        let Some(queue) = script.get_mut(&path) else {
            return Arc::default();
        };
        while let Some(scripted) = queue.front_mut() {
            if scripted.times > 0 {
                scripted.times -= if scripted.times == usize::MAX { 0 } else { 1 };
                return scripted.fault.clone();
            }
            queue.pop_front();
        }
        Arc::default()
    }
}

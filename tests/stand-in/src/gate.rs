//! A gate that holds answers back until the test opens it.

use alloc::sync::Arc;

use tokio::sync::watch;

/// Holds answers back until [`open`](Gate::open); a clone is the same gate.
///
/// It makes races exact, without sleeping: hold two answers, see both requests arrive
/// ([`StandIn::wait_for`](crate::StandIn::wait_for)), then open.
#[derive(Clone, Debug)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Gate {
    /// A closed gate.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Releases every answer, now and later.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    pub(crate) async fn opened(&self) {
        // The wait cannot fail, because the sender lives in `self`.
        let _ = self.0.subscribe().wait_for(|open| *open).await;
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

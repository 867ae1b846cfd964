//! Patience with a store that is away.

use super::shared::{Shared, TRIES};
use crate::not_fresh::NotKept;

/// Counts failures of the store: waits a little after each, and gives up after a few.
#[derive(Default)]
pub(super) struct Failures(u32);

impl Failures {
    pub(super) async fn count(&mut self, shared: &Shared, why: NotKept) -> Result<(), NotKept> {
        self.0 += 1;
        if self.0 > TRIES {
            return Err(why);
        }
        shared.pause(self.0).await;
        Ok(())
    }
}

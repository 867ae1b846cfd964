//! How long a text is, found by writing it.

use core::fmt;

use crate::wire::Out;

/// Counts what is written to it.
pub(super) struct Count(pub(super) usize);

impl Out for Count {
    fn put(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

//! Tasks on the runtime.

use core::pin::Pin;
use std::sync::Arc;

/// A task to spawn, as [`HyperSender::new`](crate::HyperSender::new) gives it to its `spawn`.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Spawns a task.
pub(super) type Spawn = Arc<dyn Fn(Task) + Send + Sync>;

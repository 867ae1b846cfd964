//! What a keeper takes from its application: time, randomness, patience.

use core::error::Error;
use core::fmt;
use core::pin::Pin;
use core::time::Duration;
use std::sync::Arc;

use catapa_signin::UnixTime;

use crate::clock_and_entropy::ClockAndEntropy;

pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Sleep = dyn Fn(Duration) -> BoxFuture<()> + Send + Sync;
type Spawn = dyn Fn(BoxFuture<()>) + Send + Sync;

/// How a [`TokenKeeper`](crate::TokenKeeper) works. Made with `KeeperOptions::default()` and changed by its setters.
#[derive(Clone)]
#[non_exhaustive]
pub struct KeeperOptions {
    pub(crate) clock_and_entropy: ClockAndEntropy,
    pub(crate) sleep: Option<Arc<Sleep>>,
    pub(crate) spawn: Option<Arc<Spawn>>,
    pub(crate) lease: Duration,
    pub(crate) patience: Duration,
    pub(crate) kept_for: Duration,
}

impl Default for KeeperOptions {
    fn default() -> Self {
        Self {
            clock_and_entropy: ClockAndEntropy::default(),
            sleep: None,
            spawn: None,
            lease: Duration::from_secs(120),
            patience: Duration::from_secs(10),
            kept_for: Duration::from_secs(30 * 86_400),
        }
    }
}

impl KeeperOptions {
    /// The time. Default: the system's, which panics [on wasm32-unknown-unknown](crate#on-wasm32-unknown-unknown).
    #[must_use]
    pub fn clock(self, clock: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        Self { clock_and_entropy: self.clock_and_entropy.clock(clock), ..self }
    }

    /// Fills a slice with random bytes, for session keys, nonces and the fences of leases. Default: the system's.
    #[must_use]
    pub fn entropy<E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        entropy: impl Fn(&mut [u8]) -> Result<(), E> + Send + Sync + 'static,
    ) -> Self {
        Self { clock_and_entropy: self.clock_and_entropy.entropy(entropy), ..self }
    }

    /// How to wait, such as `tokio::time::sleep`: for another instance that is refreshing, and between tries at a store
    /// that is away. Default: no waiting. A call that would have to wait then ends at once, as
    /// [`Busy`](crate::NotFresh::Busy).
    #[must_use]
    pub fn sleep<F: Future<Output = ()> + Send + 'static>(
        self,
        sleep: impl Fn(Duration) -> F + Send + Sync + 'static,
    ) -> Self {
        Self { sleep: Some(Arc::new(move |time| Box::pin(sleep(time)))), ..self }
    }

    /// How to run a future to its end, such as `|task| drop(tokio::spawn(task))`. A server wants this: a browser that
    /// goes away drops its handler, and a refresh under way still goes on. Default: the callers drive their refresh
    /// themselves. When all of them are gone, it rests until the next one comes or
    /// [`settle`](crate::TokenKeeper::settle) is called.
    #[must_use]
    pub fn spawn(self, spawn: impl Fn(Pin<Box<dyn Future<Output = ()> + Send>>) + Send + Sync + 'static) -> Self {
        Self { spawn: Some(Arc::new(spawn)), ..self }
    }

    /// How long an instance may take for a refresh, in whole seconds, 2 at least. It sends only in the first half of its
    /// lease and leaves the other half to the reply, so the lease must be at least twice the sender's time-out. Set the
    /// same on every instance. If the instance that refreshes a session dies, the session is ambiguous once the lease,
    /// and a minute for clocks that differ, are over. Default: 120 s.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// How long a call waits for another instance. Needs [`sleep`](Self::sleep). Default: 10 s.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// How long a session is kept after its last refresh: at least as long as CATAPA's refresh tokens live. Default: 30
    /// days.
    #[must_use]
    pub fn kept_for(self, kept_for: Duration) -> Self {
        Self { kept_for, ..self }
    }

    /// The clock and the source of randomness, for other parts of the application: so each is given once.
    #[must_use]
    pub const fn clock_and_entropy(&self) -> &ClockAndEntropy {
        &self.clock_and_entropy
    }
}

impl fmt::Debug for KeeperOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeeperOptions")
            .field("sleeps", &self.sleep.is_some())
            .field("spawns", &self.spawn.is_some())
            .field("lease", &self.lease)
            .field("patience", &self.patience)
            .field("kept_for", &self.kept_for)
            .finish_non_exhaustive()
    }
}

//! The time and the randomness that an application brings.

use core::error::Error;
use core::fmt;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::SystemTime;

use catapa_signin::UnixTime;

type Clock = dyn Fn() -> UnixTime + Send + Sync;
type Entropy = dyn Fn(&mut [u8]) -> Result<(), Box<dyn Error + Send + Sync>> + Send + Sync;

/// A clock and a source of randomness: those of a keeper's [options](crate::KeeperOptions). A clone is the same two.
///
/// The system's clock panics [on wasm32-unknown-unknown](crate#on-wasm32-unknown-unknown).
#[derive(Clone)]
pub struct ClockAndEntropy {
    clock: Arc<Clock>,
    entropy: Arc<Entropy>,
}

impl Default for ClockAndEntropy {
    fn default() -> Self {
        Self {
            clock: Arc::new(|| SystemTime::now().into()),
            entropy: Arc::new(|bytes| getrandom::fill(bytes).map_err(Into::into)),
        }
    }
}

impl ClockAndEntropy {
    /// Another clock.
    pub(crate) fn clock(self, clock: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Another source of randomness, which fills a slice with bytes that nobody can guess.
    pub(crate) fn entropy<E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        entropy: impl Fn(&mut [u8]) -> Result<(), E> + Send + Sync + 'static,
    ) -> Self {
        Self { entropy: Arc::new(move |bytes| entropy(bytes).map_err(Into::into)), ..self }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        (self.clock)()
    }

    /// Random bytes.
    ///
    /// # Errors
    ///
    /// Whatever the source says, or that it panicked.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], Arc<dyn Error + Send + Sync>> {
        let mut bytes = [0; N];
        let filled = catch_unwind(AssertUnwindSafe(|| (self.entropy)(&mut bytes)));
        filled.unwrap_or_else(|_| Err("the source of randomness panicked".into())).map_err(Arc::from)?;
        Ok(bytes)
    }
}

impl fmt::Debug for ClockAndEntropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClockAndEntropy")
    }
}

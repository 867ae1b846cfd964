//! Time, by the timer of the runtime.

use core::pin::Pin;
use core::time::Duration;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use futures_lite::future;
use hyper::rt::{Sleep, Timer};

/// The timer of the runtime. A clone is the same one.
#[derive(Clone)]
pub(super) struct Clock(Arc<dyn Timer + Send + Sync>);

impl Clock {
    pub(super) fn new(timer: impl Timer + Send + Sync + 'static) -> Self {
        Self(Arc::new(timer))
    }

    pub(super) fn now(&self) -> Instant {
        self.0.now()
    }

    pub(super) fn sleep(&self, time: Duration) -> Pin<Box<dyn Sleep>> {
        self.0.sleep(time)
    }

    /// Time is up so long from now. A time too long for the clock is a day.
    pub(super) fn deadline(&self, time: Duration) -> Deadline {
        let now = self.now();
        let at = now.checked_add(time).unwrap_or_else(|| now + Duration::from_secs(86_400));
        Deadline { sleep: self.0.sleep_until(at), is_over: false }
    }
}

/// The moment when time is up.
pub(super) struct Deadline {
    sleep: Pin<Box<dyn Sleep>>,
    /// Some timers say so only once.
    is_over: bool,
}

impl Deadline {
    /// The output of `future`, or an error when time is up first.
    pub(super) async fn in_time<T>(&mut self, future: impl Future<Output = T>) -> io::Result<T> {
        let Self { sleep, is_over } = self;
        future::or(async { Ok(future.await) }, async {
            if !*is_over {
                sleep.await;
                *is_over = true;
            }
            Err(io::ErrorKind::TimedOut.into())
        })
        .await
    }
}

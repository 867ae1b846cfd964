//! A thread that owns something slow, and works on it in turn. Whoever asks waits on any runtime, or on none.

use core::future::poll_fn;
use core::panic::AssertUnwindSafe;
use core::task::Poll;
use std::io;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::mpsc::{self, TryRecvError};
use std::thread;

use futures_util::task::AtomicWaker;

use crate::store::StoreError;

type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// A thread that owns a `T`. It ends when the last clone is gone and all its work is done.
pub(super) struct Thread<T>(mpsc::Sender<Job<T>>);

impl<T> Clone for Thread<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Send + 'static> Thread<T> {
    pub(super) fn start(name: &str, mut owned: T) -> io::Result<Self> {
        let (sender, jobs) = mpsc::channel::<Job<T>>();
        let work = move || {
            for job in jobs {
                // Whoever waits for a job that panicked is told, and the next one is done.
                let _ = catch_unwind(AssertUnwindSafe(|| job(&mut owned)));
            }
        };
        thread::Builder::new().name(name.to_owned()).spawn(work)?;
        Ok(Self(sender))
    }

    /// Does the work on the thread, and waits for it. Work that nobody waits for any more is done all the same.
    pub(super) async fn work<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut T) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let (sender, answer) = mpsc::channel();
        let waiting = Arc::new(AtomicWaker::new());
        let asked = Asked { sender, waiting: Wake(Arc::clone(&waiting)) };
        let job = move |owned: &mut T| {
            let asked = asked;
            let _ = asked.sender.send(work(owned));
        };
        self.0.send(Box::new(job)).map_err(|_| StoreError::not_done("the thread of the store has ended"))?;
        poll_fn(move |cx| {
            waiting.register(cx.waker());
            match answer.try_recv() {
                Ok(answer) => Poll::Ready(answer),
                Err(TryRecvError::Empty) => Poll::Pending,
                Err(TryRecvError::Disconnected) => Poll::Ready(Err(StoreError::unsure("the store panicked"))),
            }
        })
        .await
    }
}

/// The way back to who asked. Fields are dropped in this order: the waiting one wakes when the answer is there, or never will
/// be.
struct Asked<A> {
    sender: mpsc::Sender<A>,
    #[expect(dead_code, reason = "it is there to be dropped")]
    waiting: Wake,
}

struct Wake(Arc<AtomicWaker>);

impl Drop for Wake {
    fn drop(&mut self) {
        self.0.wake();
    }
}

//! A request against something that a thread waits for.

use core::future::poll_fn;
use core::pin::pin;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::Poll;
use core::time::Duration;
use std::sync::{Arc, mpsc};
use std::thread;

/// A client that has not ended by now never will.
const NEVER: Duration = Duration::from_secs(30);

/// The output of `sending`, unless it takes for ever.
pub(super) async fn in_time<T>(sending: impl Future<Output = T>) -> Option<T> {
    let (_ends, ended) = mpsc::channel::<()>();
    // The wait is over at once when the channel goes, with this future.
    let wait = move || {
        let _ = ended.recv_timeout(NEVER);
    };
    unless(sending, wait).await
}

/// The output of `sending`, unless `ended` returns before, on a thread of its own.
pub(super) async fn unless<T>(sending: impl Future<Output = T>, ended: impl FnOnce() + Send + 'static) -> Option<T> {
    let mut sending = pin!(sending);
    let mut ended = Some(ended);
    let has_ended = Arc::new(AtomicBool::new(false));
    poll_fn(|cx| {
        if let Poll::Ready(sent) = sending.as_mut().poll(cx) {
            return Poll::Ready(Some(sent));
        }
        if let Some(ended) = ended.take() {
            let (has_ended, waker) = (has_ended.clone(), cx.waker().clone());
            thread::spawn(move || {
                ended();
                has_ended.store(true, Ordering::Release);
                waker.wake();
            });
        }
        if has_ended.load(Ordering::Acquire) { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

/// The output of both, which run at the same time.
pub(super) async fn both<A, B>(first: impl Future<Output = A>, second: impl Future<Output = B>) -> (A, B) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut of_first, mut of_second) = (None, None);
    poll_fn(|cx| {
        if of_first.is_none()
            && let Poll::Ready(output) = first.as_mut().poll(cx)
        {
            of_first = Some(output);
        }
        if of_second.is_none()
            && let Poll::Ready(output) = second.as_mut().poll(cx)
        {
            of_second = Some(output);
        }
        match (of_first.take(), of_second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (first, second) => {
                (of_first, of_second) = (first, second);
                Poll::Pending
            }
        }
    })
    .await
}

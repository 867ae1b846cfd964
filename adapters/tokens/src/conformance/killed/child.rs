//! The process that is killed: the same test, run again.

use core::future::poll_fn;
use core::pin::pin;
use std::io::{Write as _, stdout};
use std::process::{self, Command, Stdio};
use std::{env, panic};

use super::history::{self, CHILD};
use crate::conformance::{AN_HOUR, answered};
use crate::session_key::StoreKey;
use crate::store::{Swap, TokenStore, Version};

/// How the process learns its part: the phase, the key and the place.
const ORDER: &str = "CATAPA_SIGNIN_CONFORMANCE_PART";

/// The phase in which it swaps until it is killed.
pub(super) const WITHOUT_END: &str = "without-end";

/// After this many swaps it ends by itself: nobody has killed it.
const MOST_SWAPS: usize = 100_000;

/// What it says before it ends.
const SAYS: &str = "conformance: killed ";
pub(super) const ANSWERED: &str = "after the answer";
const MIDWAY: &str = "midway";

/// The part of this process, if it was started for one.
pub(super) fn order() -> Option<String> {
    env::var(ORDER).ok()
}

/// Carries out its part, and ends the process.
pub(super) async fn carry_out<Store: TokenStore>(order: &str, open: impl AsyncFn(&str) -> Store) -> ! {
    // A panic must not come back to a test that expects one.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |why| {
        hook(why);
        process::exit(101);
    }));
    let mut words = order.splitn(3, ' ');
    let (phase, key, place) = (words.next(), words.next(), words.next());
    let (Some(phase), Some(key), Some(place)) = (phase, key, place) else { panic!("{ORDER} is incomplete") };
    let store = open(place).await;
    match phase.parse() {
        Ok(polls) => swap_once(&store, key, polls).await,
        Err(_) => swap_without_end(&store, key).await,
    }
}

async fn swap_once(store: &impl TokenStore, key: &str, polls: usize) -> ! {
    let (version, number) = load(store, key).await;
    let new = history::record(CHILD, number + 1);
    let mut swap = pin!(store.compare_and_swap(key, Some(version), Some(&new), AN_HOUR));
    let mut polled = 0;
    let swap = poll_fn(|context| {
        if polled == polls {
            end(MIDWAY);
        }
        let answer = swap.as_mut().poll(context);
        polled += 1;
        if answer.is_pending() && polled == polls {
            end(MIDWAY);
        }
        answer
    });
    // The other process may have been faster.
    let (Swap::Swapped(_) | Swap::Conflict) = answered(swap.await);
    end(ANSWERED)
}

async fn swap_without_end(store: &impl TokenStore, key: &str) -> ! {
    for _ in 0..MOST_SWAPS {
        let (version, number) = load(store, key).await;
        let new = history::record(CHILD, number + 1);
        let (Swap::Swapped(_) | Swap::Conflict) =
            answered(store.compare_and_swap(key, Some(version), Some(&new), AN_HOUR).await);
    }
    end(ANSWERED)
}

async fn load(store: &impl TokenStore, key: &str) -> (Version, u64) {
    let found = answered(store.load(key).await);
    let (version, bytes) = found.expect("the record is gone");
    let (_, number) = history::read(&bytes).unwrap_or_else(|| panic!("a record of {} bytes is not whole", bytes.len()));
    (version, number)
}

/// Ends the process as a kill does: nothing is dropped, nothing is flushed.
fn end(when: &str) -> ! {
    let mut stdout = stdout().lock();
    let _ = writeln!(stdout, "\n{SAYS}{when}").and_then(|()| stdout.flush());
    process::abort()
}

/// The process, as its parent holds it.
pub(super) struct Child(Option<process::Child>);

impl Child {
    pub(super) fn start(test: &str, place: &str, key: &StoreKey, phase: &str) -> Self {
        let this = env::current_exe().expect("a test knows its own program");
        let mut command = Command::new(this);
        command.args([test, "--exact", "--include-ignored", "--nocapture"]);
        command.env(ORDER, format!("{phase} {} {place}", key.as_str()));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(Some(command.spawn().expect("a test can run itself again")))
    }

    pub(super) fn runs(&mut self) -> bool {
        let child = self.0.as_mut().expect("it has not been waited for");
        matches!(child.try_wait(), Ok(None))
    }

    /// Ends it as a power cut does.
    pub(super) fn kill(mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
        }
    }

    /// What it said when it ended.
    pub(super) fn said(&mut self) -> &'static str {
        let child = self.0.take().expect("it has not been waited for");
        let output = child.wait_with_output().expect("its output is piped");
        let told = |when| String::from_utf8_lossy(&output.stdout).contains(&format!("{SAYS}{when}"));
        if told(MIDWAY) {
            return MIDWAY;
        }
        if told(ANSWERED) {
            return ANSWERED;
        }
        let shown = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned()).concat();
        panic!("the other process has not done its part. Is this the test's name? It said: {shown}")
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

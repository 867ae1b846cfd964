//! The store in files: one process or several, killed at every system call, in directories that are not as they should be.

#![cfg(unix)]

mod by_strace;
mod expired;
mod failures;
mod foreign;
mod private;
mod processes;
mod suite;
mod worker;

use core::pin::pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::task::Wake;
use std::thread::{self, Thread};

use catapa_signin_tokens::{FileStore, Found, StoreError, Swap, TokenStore as _, Version};
use tempfile::TempDir;

const AN_HOUR: Duration = Duration::from_secs(3_600);

/// A directory of this user alone, gone with the value.
fn private_directory() -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir().unwrap()
}

/// Stores a record, and gives its version.
async fn put(store: &FileStore, key: &str, expected: Option<Version>, bytes: &[u8]) -> Version {
    match store.compare_and_swap(key, expected, Some(bytes), AN_HOUR).await {
        Ok(Swap::Swapped(Some(version))) => version,
        other => panic!("the swap is not done: {other:?}"),
    }
}

async fn found(store: &FileStore, key: &str) -> Found {
    store.load(key).await.unwrap()
}

/// What a call without an answer says, with its cause.
fn told<T>(answer: Result<T, StoreError>) -> String {
    let Err(why) = answer else { panic!("it has an answer") };
    let kind = if why.may_have_happened() { "unsure" } else { "not done" };
    format!("{kind}: {}", core::error::Error::source(&why).map(ToString::to_string).unwrap_or_default())
}

/// The names in a directory, but for the lock's.
fn names(directory: &Path) -> Vec<String> {
    let files = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != ".lock");
    names.sort();
    names
}

/// A thread that waits for a future.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future without a runtime.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Arc::new(Parked(thread::current())).into();
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

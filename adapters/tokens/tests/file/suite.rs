//! What every store must do, and what a caller sees of this one.

use core::sync::atomic::{AtomicU64, Ordering};
use std::fs::File;
use std::sync::Arc;

use catapa_signin::UnixTime;
use catapa_signin_tokens::{FileStore, Swap, TokenStore as _, conformance};
use futures_util::FutureExt as _;

use crate::{AN_HOUR, block_on, found, private_directory, put};

#[tokio::test]
async fn the_store_in_files_does_what_every_store_must() {
    let directory = private_directory();
    let clock = Arc::new(AtomicU64::new(1_800_000_000));
    let handle = || {
        let clock = Arc::clone(&clock);
        FileStore::open_with_clock(directory.path(), move || UnixTime::from_secs(clock.load(Ordering::SeqCst))).unwrap()
    };
    let pass = async |time: core::time::Duration| {
        clock.fetch_add(time.as_secs(), Ordering::SeqCst);
    };
    conformance::check(&handle(), &handle(), "files", pass).await;
}

#[tokio::test]
async fn the_store_in_files_does_what_every_store_must_by_the_clock_of_the_machine() {
    let directory = private_directory();
    let [one, other] = [(); 2].map(|()| FileStore::open(directory.path()).unwrap());
    conformance::check(&one, &other, "files", tokio::time::sleep).await;
}

#[test]
fn a_caller_without_a_runtime_waits_for_a_call() {
    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let version = block_on(put(&store, "session", None, b"tokens"));
    assert_eq!(block_on(found(&store, "session")), Some((version, b"tokens".to_vec())));
}

#[tokio::test]
async fn the_directory_is_made_with_those_above_it_and_holds_the_records_of_the_next_process_too() {
    let directory = private_directory();
    let path = directory.path().join("state/my-tool/sign-ins");
    let store = FileStore::open(&path).unwrap();
    assert_eq!(format!("{store:?}"), format!("FileStore {{ directory: {path:?}, .. }}"));
    let version = put(&store, "session", None, b"tokens").await;
    drop(store);
    let again = FileStore::open(&path).unwrap();
    assert_eq!(found(&again, "session").await, Some((version, b"tokens".to_vec())));
}

#[tokio::test]
async fn a_swap_waits_while_another_has_the_lock_and_is_carried_out_when_nobody_waits_for_it() {
    let directory = private_directory();
    let [store, other] = [(); 2].map(|()| FileStore::open(directory.path()).unwrap());
    let first = put(&store, "session", None, b"first").await;
    let lock = File::options().write(true).open(directory.path().join(".lock")).unwrap();
    lock.lock().unwrap();
    let swap = store.compare_and_swap("session", Some(first), Some(b"second"), AN_HOUR).now_or_never();
    assert!(swap.is_none(), "it has no answer yet, and its future is gone");
    assert_eq!(found(&other, "session").await, Some((first, b"first".to_vec())), "a load needs no lock");
    lock.unlock().unwrap();
    // Its thread works in turn, so this is found after the swap.
    let (version, bytes) = found(&store, "session").await.unwrap();
    assert_eq!(bytes, b"second");
    let swap = other.compare_and_swap("session", Some(version), None, AN_HOUR).await;
    assert_eq!(swap.unwrap(), Swap::Swapped(None));
}

/// Returns once somebody waits for the lock on this file. Until then, this record stays as it is.
#[cfg(target_os = "linux")]
fn awaited(lock: &File, record: &std::path::Path) {
    use std::os::unix::fs::MetadataExt as _;

    let inode = format!(":{} ", lock.metadata().unwrap().ino());
    let waits = |line: &str| line.contains("->") && line.contains(&inode);
    let before = std::fs::read(record).unwrap();
    while !std::fs::read_to_string("/proc/locks").unwrap().lines().any(waits) {
        assert_eq!(std::fs::read(record).unwrap(), before, "it swaps without the lock");
        std::thread::yield_now();
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn who_removed_the_file_of_the_lock_has_not_let_two_swap_at_once() {
    use std::os::unix::fs::OpenOptionsExt as _;

    let directory = private_directory();
    let [store, other] = [(); 2].map(|()| FileStore::open(directory.path()).unwrap());
    let first = put(&store, "session", None, b"first").await;
    let [path, record] = [".lock", "session"].map(|name| directory.path().join(name));
    let old = File::options().write(true).open(&path).unwrap();
    old.lock().unwrap();
    assert!(store.compare_and_swap("session", Some(first), Some(b"second"), AN_HOUR).now_or_never().is_none());
    awaited(&old, &record);
    std::fs::remove_file(&path).unwrap();
    let new = File::options().write(true).create_new(true).mode(0o600).open(&path).unwrap();
    new.lock().unwrap();
    // It has the lock of a file that is gone, and now waits for the one that is there.
    old.unlock().unwrap();
    awaited(&new, &record);
    assert_eq!(found(&other, "session").await, Some((first, b"first".to_vec())));
    new.unlock().unwrap();
    assert_eq!(found(&store, "session").await.unwrap().1, b"second");
}

#[tokio::test]
async fn a_clock_that_panics_leaves_the_store_usable() {
    let directory = private_directory();
    let panics = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&panics);
    let store = FileStore::open_with_clock(directory.path(), move || {
        assert_eq!(clock.load(Ordering::SeqCst), 0, "no clock");
        UnixTime::from_secs(1_800_000_000)
    });
    let store = store.unwrap();
    let version = put(&store, "session", None, b"first").await;
    panics.store(1, Ordering::SeqCst);
    assert!(store.load("session").await.is_err_and(|why| why.may_have_happened()));
    panics.store(0, Ordering::SeqCst);
    put(&store, "session", Some(version), b"second").await;
}

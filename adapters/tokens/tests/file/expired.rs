//! What goes by itself.

use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::fs;
use std::sync::Arc;

use catapa_signin::UnixTime;
use catapa_signin_tokens::{FileStore, Swap, TokenStore as _};

use crate::{AN_HOUR, found, names, private_directory, put};

#[tokio::test]
async fn what_has_expired_goes_by_itself_a_few_files_with_each_swap() {
    let directory = private_directory();
    let clock = Arc::new(AtomicU64::new(1_800_000_000));
    let now = Arc::clone(&clock);
    let store =
        FileStore::open_with_clock(directory.path(), move || UnixTime::from_secs(now.load(Ordering::SeqCst))).unwrap();
    for number in 0..100 {
        let swap = store.compare_and_swap(&format!("short-{number}"), None, Some(b"x"), Duration::from_secs(9)).await;
        assert!(matches!(swap, Ok(Swap::Swapped(_))));
    }
    clock.fetch_add(8, Ordering::SeqCst);
    let mut version = put(&store, "long", None, b"tokens").await;
    assert_eq!(names(directory.path()).len(), 101, "nothing goes before its time");
    clock.fetch_add(1, Ordering::SeqCst);
    assert_eq!(found(&store, "short-7").await, None);
    let mut left = 101;
    for swaps in 1.. {
        version = put(&store, "long", Some(version), b"tokens").await;
        let now = names(directory.path());
        assert!(left - now.len() <= 8, "a swap takes no longer when much has expired");
        left = now.len();
        if left == 1 {
            break;
        }
        assert!(swaps < 40, "{left} files are left");
    }
    assert_eq!(names(directory.path()), ["long"]);
}

#[tokio::test]
async fn what_a_killed_process_left_half_written_is_no_record_and_goes_with_a_swap() {
    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let version = put(&store, "session", None, b"tokens").await;
    let record = fs::read(directory.path().join("session")).unwrap();
    let leftovers = [".new-0000000000000001", ".new-0123456789abcdef"];
    fs::write(directory.path().join(leftovers[0]), &record).unwrap();
    fs::write(directory.path().join(leftovers[1]), &record[..20]).unwrap();
    assert_eq!(found(&store, "session").await, Some((version, b"tokens".to_vec())));
    for leftover in leftovers {
        assert!(store.load(leftover).await.is_err(), "this is no key");
    }
    assert_eq!(store.compare_and_swap("session", Some(version), None, AN_HOUR).await.unwrap(), Swap::Swapped(None));
    assert_eq!(names(directory.path()), [""; 0]);
}

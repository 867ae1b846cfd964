//! What is in the directory and is no record, and what is no key.

use core::time::Duration;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use catapa_signin::UnixTime;
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_tokens::{FileStore, KeeperOptions, SealingKeys, Swap, TokenKeeper, TokenStore as _, Version};

use crate::processes::client;
use crate::{AN_HOUR, names, private_directory, put, told};

const FIVE_MINUTES: Duration = Duration::from_secs(300);

#[tokio::test]
async fn a_file_that_is_not_a_record_is_found_as_empty_bytes_and_stays() {
    let directory = private_directory();
    // Whatever can be read as a record has expired by this clock.
    let never = UnixTime::from_secs(u64::MAX);
    let store = FileStore::open_with_clock(directory.path(), move || never).unwrap();
    put(&store, "other", None, b"some bytes").await;
    let path = directory.path().join("session");
    let whole = fs::read(directory.path().join("other")).unwrap();
    let mut other_form = whole.clone();
    other_form[7] += 1;
    let mut too_much = whole.clone();
    too_much.push(0);
    let foreign: [&[u8]; 7] =
        [b"", b"notes", &[0; 100], &whole[..31], &whole[..whole.len() - 1], &too_much, &other_form];
    for bytes in foreign {
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let (version, found) = store.load("session").await.unwrap().expect("it is not absent");
        assert_eq!(found, b"", "nobody can open this");
        for expected in [None, Some(version), Some(Version::new(1))] {
            for new in [None, Some(&b"tokens"[..])] {
                let swap = store.compare_and_swap("session", expected, new, AN_HOUR).await;
                assert_eq!(swap.unwrap(), Swap::Conflict);
            }
        }
        assert_eq!(fs::read(&path).unwrap(), bytes, "it is as it was");
    }
}

#[tokio::test]
async fn a_claim_that_cannot_be_read_is_taken() {
    let directory = private_directory();
    let keeper = || {
        let sender = HyperSender::tokio(SenderOptions::default()).unwrap();
        let store = FileStore::open(directory.path()).unwrap();
        let client = client("http://127.0.0.1:1");
        TokenKeeper::new(client, store, SealingKeys::new([7; 32]), sender, KeeperOptions::default())
    };
    assert!(keeper().claim_once(b"a callback", FIVE_MINUTES).await.unwrap());
    let [claim] = &names(directory.path())[..] else { panic!("a claim is one file") };
    fs::write(directory.path().join(claim), b"").unwrap();
    assert!(!keeper().claim_once(b"a callback", FIVE_MINUTES).await.unwrap());
}

#[tokio::test]
async fn a_key_names_nothing_outside_of_the_directory_and_nothing_of_the_stores_own() {
    let directory = private_directory();
    let store = FileStore::open(directory.path().join("store")).unwrap();
    let long = "k".repeat(65);
    let keys = [
        "",
        ".",
        "..",
        "../stolen",
        "/stolen",
        "a/b",
        "a\\b",
        "a.b",
        ".lock",
        ".new-1",
        "a\0b",
        "c:d",
        "é",
        " ",
        &long,
    ];
    for key in keys {
        let refused = "not done: a key of the store is not 1 to 64 letters, digits, `-` and `_`";
        assert_eq!(told(store.load(key).await), refused, "{key:?}");
        assert_eq!(told(store.load_many(&["good", key]).await), refused, "{key:?}");
        assert_eq!(told(store.compare_and_swap(key, None, Some(b"x"), AN_HOUR).await), refused, "{key:?}");
    }
    assert_eq!(names(directory.path()), ["store"]);
    assert_eq!(names(&directory.path().join("store")), [""; 0]);
    let version = put(&store, &long[1..], None, b"x").await;
    assert_eq!(store.load(&long[1..]).await.unwrap(), Some((version, b"x".to_vec())));
}

#[tokio::test]
async fn what_is_no_file_at_all_is_an_error_that_names_it() {
    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let path = directory.path().join("session");
    fs::create_dir(&path).unwrap();
    // As it would be with a pipe, whose opening waits for its other end.
    assert_eq!(told(store.load("session").await), format!("not done: {} cannot be used", path.display()));
    fs::remove_dir(&path).unwrap();
    put(&store, "session", None, b"tokens").await;

    let file = directory.path().join("session");
    assert_eq!(FileStore::open(&file).unwrap_err().to_string(), format!("{} cannot be used", file.display()));
}

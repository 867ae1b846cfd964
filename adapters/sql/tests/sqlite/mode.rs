//! Who may read the file.

use core::error::Error as _;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use catapa_signin::Explain as _;
use catapa_signin_sql::{NotConnected, SqliteStore};

use crate::{a_file, open, put};

fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_new_file_and_those_beside_it_are_for_their_owner_alone() {
    let (directory, file) = a_file();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
    let store = open(&file).await;
    put(&store, "session", None, b"tokens").await;
    for entry in fs::read_dir(directory.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 3);
    assert_eq!(mode(directory.path()), 0o755, "the directory stays as it is");
}

#[tokio::test]
async fn a_file_that_others_may_read_is_refused_until_it_is_mended() {
    let (_directory, file) = a_file();
    drop(open(&file).await);
    for others in [0o640, 0o604, 0o602] {
        fs::set_permissions(&file, Permissions::from_mode(others)).unwrap();
        let why = SqliteStore::connect(&file).await.unwrap_err();
        assert_eq!(why.code(), "store.refused");
        assert_eq!(why.to_string(), format!("SQLite at {} does not let this application in", file.display()));
        let mend = why.source().unwrap().to_string();
        assert_eq!(mend, format!("others may read it: `chmod 600 {}` mends this", file.display()));
    }
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    put(&open(&file).await, "session", None, b"tokens").await;
}

#[tokio::test]
async fn an_error_says_which_file_cannot_be_opened() {
    let (directory, file) = a_file();
    let nowhere = directory.path().join("nowhere").join("tokens.db");
    let why = SqliteStore::connect(&nowhere).await.unwrap_err();
    assert_eq!(why.to_string(), format!("SQLite at {} cannot be reached", nowhere.display()));
    fs::write(&file, "this is a letter to somebody, and no database of SQLite").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(SqliteStore::connect(&file).await, Err(NotConnected::Refused { .. })));
    assert!(fs::read(&file).unwrap().starts_with(b"this is a letter"), "it is left as it was");
}

//! The store in SQLite, which needs no server.

#[cfg(unix)]
mod mode;
mod processes;
mod store;

use core::time::Duration;
use std::path::PathBuf;

use catapa_signin_sql::SqliteStore;
use catapa_signin_tokens::{StoreError, Swap, TokenStore, Version};
use tempfile::TempDir;

const AN_HOUR: Duration = Duration::from_secs(3_600);

/// A directory for a database, and the path of its file.
fn a_file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tokens.db");
    (directory, file)
}

/// A store with its table.
async fn open(file: &PathBuf) -> SqliteStore {
    // For a machine that does much else.
    let store = SqliteStore::connect(file).await.unwrap().time_out(Duration::from_secs(60));
    store.migrate().await.unwrap();
    store
}

async fn swap(store: &impl TokenStore, key: &str, expected: Option<Version>, bytes: &[u8]) -> Result<Swap, StoreError> {
    store.compare_and_swap(key, expected, Some(bytes), AN_HOUR).await
}

async fn put(store: &impl TokenStore, key: &str, expected: Option<Version>, bytes: &[u8]) -> Version {
    match swap(store, key, expected, bytes).await {
        Ok(Swap::Swapped(Some(version))) => version,
        other => panic!("the swap is not done: {other:?}"),
    }
}

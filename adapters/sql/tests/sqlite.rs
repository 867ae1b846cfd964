//! The store in SQLite, which needs no server.

use core::time::Duration;
use std::path::PathBuf;

use catapa_signin_sql::SqliteStore;
use catapa_signin_tokens::{Swap, TokenStore as _, conformance};
use tempfile::TempDir;

/// A directory for a database, and the path of its file.
fn a_file() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tokens.db");
    (directory, file)
}

#[tokio::test]
async fn the_store_in_sqlite_does_what_every_store_must() {
    let (_directory, file) = a_file();
    let (one, other) = (SqliteStore::connect(&file).await.unwrap(), SqliteStore::connect(&file).await.unwrap());
    one.migrate().await.unwrap();
    conformance::check(&one, &other, "sqlite", tokio::time::sleep).await;
    let (one, other) = (one.table("another").unwrap(), other.table("another").unwrap());
    one.migrate().await.unwrap();
    conformance::check(&one, &other, "sqlite", tokio::time::sleep).await;
    let _ = (Swap::Conflict, Duration::ZERO);
}

//! One process.

use core::time::Duration;

use catapa_signin_sql::{NotATableName, SqliteStore};
use catapa_signin_tokens::{StoreError, Swap, TokenStore as _, conformance};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{ConnectOptions as _, Row as _, SqliteConnection};

use crate::{AN_HOUR, a_file, open, put, swap};

/// A connection beside the store's.
async fn beside(file: &std::path::Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

async fn rows(connection: &mut SqliteConnection) -> i64 {
    sqlx::query("SELECT count(*) FROM catapa_records").fetch_one(connection).await.unwrap().get(0)
}

#[tokio::test]
async fn the_store_in_sqlite_does_what_every_store_must() {
    let (_directory, file) = a_file();
    let (one, other) = (open(&file).await, SqliteStore::connect(&file).await.unwrap());
    conformance::check(&one, &other, "sqlite", tokio::time::sleep).await;
}

#[tokio::test]
async fn a_pool_of_the_application_and_a_table_of_another_name_will_do() {
    let (_directory, file) = a_file();
    let mut beside = {
        let _ = open(&file).await;
        beside(&file).await
    };
    let pool = async || {
        let options = SqliteConnectOptions::new().filename(&file);
        SqliteStore::over(SqlitePool::connect_with(options).await.unwrap()).table("payroll").unwrap()
    };
    let (one, other) = (pool().await, pool().await);
    one.migrate().await.unwrap();
    conformance::check(&one, &other, "sqlite", tokio::time::sleep).await;
    assert_eq!(rows(&mut beside).await, 0);
}

#[tokio::test]
async fn a_name_that_is_no_name_of_a_table_never_comes_into_a_statement() {
    let (_directory, file) = a_file();
    let store = open(&file).await;
    for name in ["", "1st", "a b", "a;drop table b", "A", "tabelle\u{e4}", "\"a\"", "a.b", &"a".repeat(49)] {
        assert_eq!(store.clone().table(name).unwrap_err(), NotATableName::Character, "{name}");
    }
    for name in ["a", "_a1", &"a".repeat(48)] {
        let store = store.clone().table(name).unwrap();
        store.migrate().await.unwrap();
        put(&store, "session", None, b"tokens").await;
    }
    assert_eq!(format!("{:?}", store.table("payroll").unwrap()), "SqlStore(SQLite, payroll)");
}

#[tokio::test]
async fn of_a_hundred_swaps_one_removes_what_has_expired() {
    let (_directory, file) = a_file();
    let store = open(&file).await;
    let mut beside = beside(&file).await;
    for number in 0..40 {
        let swap = store.compare_and_swap(&format!("expired-{number}"), None, Some(b"old"), Duration::ZERO).await;
        assert!(matches!(swap, Ok(Swap::Swapped(Some(_)))), "{swap:?}");
    }
    let mut version = None;
    for _ in 0..100 {
        version = Some(put(&store, "live", version, b"tokens").await);
    }
    let removed = async { while rows(&mut beside).await != 1 {} };
    tokio::time::timeout(Duration::from_secs(20), removed).await.expect("what has expired is removed");
    assert_eq!(store.load("live").await.unwrap().map(|(version, _)| version), version, "what lives stays");
}

#[tokio::test]
async fn one_removal_has_a_limit_and_leaves_what_lives() {
    let (_directory, file) = a_file();
    let store = open(&file).await;
    let mut beside = beside(&file).await;
    let old = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) \
               INSERT INTO catapa_records SELECT 'old-' || i, i, x'', i FROM n";
    sqlx::raw_sql(old).execute(&mut beside).await.unwrap();
    for expected in [500, 500, 200, 0] {
        assert_eq!(store.remove_expired().await.unwrap(), expected);
    }
    put(&store, "live", None, b"tokens").await;
    assert_eq!(store.remove_expired().await.unwrap(), 0);
    assert_eq!(rows(&mut beside).await, 1);
}

#[tokio::test]
async fn while_another_program_writes_a_swap_waits_and_then_has_not_happened() {
    let (_directory, file) = a_file();
    let store = open(&file).await;
    let version = put(&store, "session", None, b"old").await;
    let mut beside = beside(&file).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut beside).await.unwrap();
    // SQLite itself says so, before the store's time is over.
    let patient = store.clone().time_out(Duration::from_secs(60));
    let why = swap(&patient, "session", Some(version), b"new").await.unwrap_err();
    assert!(matches!(why, StoreError::NotDone(_)), "{why:?}");
    assert_eq!(store.load("session").await.unwrap(), Some((version, b"old".to_vec())), "readers do not wait");
    sqlx::raw_sql("ROLLBACK").execute(&mut beside).await.unwrap();
    put(&store, "session", Some(version), b"new").await;
}

#[tokio::test]
async fn a_swap_without_an_answer_in_time_is_unsure_and_looked_up() {
    let (_directory, file) = a_file();
    let store = open(&file).await;
    let version = put(&store, "session", None, b"old").await;
    let mut beside = beside(&file).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut beside).await.unwrap();
    let hurried = store.clone().time_out(Duration::from_millis(200));
    let why = swap(&hurried, "session", Some(version), b"late").await.unwrap_err();
    assert!(matches!(why, StoreError::Unsure(_)), "{why:?}");
    sqlx::raw_sql("ROLLBACK").execute(&mut beside).await.unwrap();
    // The late swap or this one: one of them wins.
    let swap = swap(&store, "session", Some(version), b"new").await.unwrap();
    let (_, bytes) = store.load("session").await.unwrap().unwrap();
    assert_eq!(bytes, if swap == Swap::Conflict { &b"late"[..] } else { b"new" });
}

#[tokio::test]
async fn without_its_table_a_store_does_nothing_and_says_so() {
    let (_directory, file) = a_file();
    let store = SqliteStore::connect(&file).await.unwrap();
    assert!(store.load("session").await.is_err());
    let why = swap(&store, "session", None, b"tokens").await.unwrap_err();
    assert!(matches!(why, StoreError::NotDone(_)), "{why:?}");
}

#[tokio::test]
async fn a_key_that_a_database_would_cut_short_is_refused() {
    let (_directory, file) = a_file();
    let store = open(&file).await;
    for key in ["k".repeat(65), "schl\u{fc}ssel".into()] {
        let swap = store.compare_and_swap(&key, None, Some(b"tokens"), AN_HOUR).await;
        assert!(matches!(swap, Err(StoreError::NotDone(_))));
    }
    put(&store, &"k".repeat(64), None, b"tokens").await;
}

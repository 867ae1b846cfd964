//! Statements that hang: a lock of somebody else's.

use core::time::Duration;

use catapa_signin_sql::{Dialect, SqlStore};
use catapa_signin_tokens::{StoreError, Swap, TokenStore, Version};
use futures_util::future::join_all;
use sqlx::{Connection as _, MySqlConnection, PgConnection};

use crate::{mariadb, postgres, put, swap};

/// A swap has no answer in time, so nobody knows. The caller looks, and then knows.
async fn is_unsure_and_looked_up<DB: Dialect>(store: &SqlStore<DB>, before: Version) {
    let hurried = store.clone().time_out(Duration::from_millis(500));
    let why = swap(&hurried, "session", Some(before), b"late").await.unwrap_err();
    assert!(matches!(why, StoreError::Unsure(_)), "it may still happen: {why:?}");
    assert_eq!(store.load("session").await.unwrap().unwrap().0, before, "the store still works: nothing happened yet");
}

/// The late swap and a new one: one of them wins, and the record is the winner's.
async fn one_of_both_wins(store: &impl TokenStore, before: Version) {
    let swap = swap(store, "session", Some(before), b"new").await.unwrap();
    let (version, bytes) = store.load("session").await.unwrap().unwrap();
    match swap {
        Swap::Swapped(Some(new)) => assert_eq!((version, &bytes[..]), (new, &b"new"[..])),
        _ => assert_eq!(bytes, b"late"),
    }
    put(store, "session", Some(version), b"newer").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn a_swap_that_hangs_in_postgresql_is_unsure_in_time_and_looked_up() {
    let (server, store) = postgres().await;
    let before = put(&store, "session", None, b"old").await;
    let mut other = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("BEGIN; LOCK TABLE catapa_records IN EXCLUSIVE MODE").execute(&mut other).await.unwrap();
    is_unsure_and_looked_up(&store, before).await;
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    one_of_both_wins(&store, before).await;
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn a_swap_that_hangs_in_mariadb_is_unsure_in_time_and_looked_up() {
    let (server, store) = mariadb().await;
    server.tell("GRANT RELOAD ON *.* TO service@'%'");
    let before = put(&store, "session", None, b"old").await;
    let mut other = MySqlConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("FLUSH TABLES WITH READ LOCK").execute(&mut other).await.unwrap();
    is_unsure_and_looked_up(&store, before).await;
    sqlx::raw_sql("UNLOCK TABLES").execute(&mut other).await.unwrap();
    one_of_both_wins(&store, before).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn swaps_that_hang_keep_no_connection_from_others() {
    let (server, store) = postgres().await;
    let keys: Vec<String> = (0..25).map(|number| format!("session-{number}")).collect();
    let load = async || join_all(keys.iter().map(|key| store.load(key))).await;
    // So that there are ten connections.
    assert!(load().await.iter().all(Result::is_ok));
    let mut other = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("BEGIN; LOCK TABLE catapa_records IN EXCLUSIVE MODE").execute(&mut other).await.unwrap();

    let hurried = store.clone().time_out(Duration::from_secs(1));
    let swaps = join_all(keys.iter().map(|key| swap(&hurried, key, None, b"tokens"))).await;
    let had_a_connection = swaps.iter().filter(|swap| matches!(swap, Err(StoreError::Unsure(_)))).count();
    assert!((1..=10).contains(&had_a_connection), "{had_a_connection}");
    assert!(swaps.iter().all(Result::is_err), "nobody has an answer");

    // The lock is still held. Reading needs connections, and those that hang do not count.
    let found = load().await;
    assert!(found.iter().all(|found| matches!(found, Ok(None))), "{found:?}");
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
}

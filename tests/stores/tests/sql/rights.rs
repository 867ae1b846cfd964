//! The rights that the documentation names are enough, and without them nothing happens.

use core::time::Duration;

use catapa_signin_sql::{MySqlStore, PostgresStore, SqlStore};
use catapa_signin_tokens::{StoreError, Swap, TokenStore as _};

use crate::{AN_HOUR, PATIENT, mariadb, postgres, put, swap};

/// Everything that a store does after its table is there.
async fn does_everything<DB: catapa_signin_sql::Dialect>(store: &SqlStore<DB>) {
    store.migrate().await.unwrap();
    let version = put(store, "session", None, b"tokens").await;
    let version = put(store, "session", Some(version), b"newer").await;
    assert!(store.load("session").await.unwrap().is_some());
    let removed = store.compare_and_swap("session", Some(version), None, AN_HOUR).await;
    assert!(matches!(removed, Ok(Swap::Swapped(None))));
    assert!(store.compare_and_swap("old", None, Some(b"tokens"), Duration::ZERO).await.is_ok());
    put(store, "old", None, b"in place of an expired one").await;
    store.remove_expired().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn four_rights_on_one_table_are_enough_for_a_role_of_postgresql() {
    let (server, _) = postgres().await;
    for role in ["service", "stranger"] {
        server.tell(&format!("CREATE ROLE {role} LOGIN PASSWORD 'its-password'"));
    }
    server.tell("GRANT SELECT, INSERT, UPDATE, DELETE ON catapa_records TO service");
    does_everything(
        &PostgresStore::connect(&server.url_for("service", "its-password")).await.unwrap().time_out(PATIENT),
    )
    .await;

    let stranger = PostgresStore::connect(&server.url_for("stranger", "its-password")).await.unwrap().time_out(PATIENT);
    assert!(stranger.load("session").await.is_err());
    assert!(stranger.migrate().await.is_err());
    let why = swap(&stranger, "session", None, b"tokens").await.unwrap_err();
    assert!(matches!(why, StoreError::NotDone(_)), "the server refused it: {why:?}");
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn four_rights_on_one_table_are_enough_for_a_user_of_mariadb() {
    let (server, _) = mariadb().await;
    server.user("ordinary", "its-password", "SELECT, INSERT, UPDATE, DELETE ON tokens.catapa_records");
    server.user("reader", "its-password", "SELECT ON tokens.catapa_records");
    does_everything(&MySqlStore::connect(&server.url_for("ordinary", "its-password")).await.unwrap().time_out(PATIENT))
        .await;

    let reader = MySqlStore::connect(&server.url_for("reader", "its-password")).await.unwrap().time_out(PATIENT);
    assert!(reader.load("session").await.is_ok());
    let why = swap(&reader, "session", None, b"tokens").await.unwrap_err();
    assert!(matches!(why, StoreError::NotDone(_)), "the server refused it: {why:?}");
}

/// Sixteen insert under one key, a hundred times.
pub(crate) async fn one_of_many_inserts_wins<DB: catapa_signin_sql::Dialect>(store: &SqlStore<DB>) {
    for round in 0..100 {
        let key = format!("session-{round}");
        // Half of the keys have had a record that expired.
        if round % 2 == 0 {
            assert!(store.compare_and_swap(&key, None, Some(b"old"), Duration::ZERO).await.is_ok());
        }
        let swaps = futures_util::future::join_all((0..16).map(|_| swap(store, &key, None, b"tokens"))).await;
        let won = swaps.into_iter().map(Result::unwrap).filter(|swap| *swap != Swap::Conflict).count();
        assert_eq!(won, 1, "of sixteen");
    }
}

//! A server that another one took over from: it still answers, and no longer writes.

use catapa_signin_sql::{MySqlStore, PostgresStore};
use catapa_signin_tokens::{StoreError, TokenStore};
use futures_util::future::join_all;

use crate::{PATIENT, mariadb, postgres, put, swap};

/// Ten at once, so that there are ten connections.
async fn ten_connections(store: &impl TokenStore) {
    for found in join_all((0..10).map(|_| store.load("session"))).await {
        found.unwrap();
    }
}

/// The first swap is refused. Its connection is closed, and so is every other one to that server.
async fn works_again_after_one_refusal(store: &impl TokenStore) {
    let why = swap(store, "session", None, b"tokens").await.unwrap_err();
    assert!(matches!(why, StoreError::NotDone(_)), "a server that is read-only has done nothing: {why:?}");
    let mut version = None;
    for _ in 0..20 {
        version = Some(put(store, "session", version, b"tokens").await);
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn connections_to_a_read_only_postgresql_are_closed_at_the_first_refusal() {
    let (server, _) = postgres().await;
    // Connections are read-only for as long as they live, as those to a server that was demoted; new ones are not.
    server.tell("ALTER DATABASE postgres SET default_transaction_read_only = on");
    let store = PostgresStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    ten_connections(&store).await;
    server.tell("ALTER DATABASE postgres RESET default_transaction_read_only");
    works_again_after_one_refusal(&store).await;
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn connections_to_a_read_only_mariadb_are_closed_at_the_first_refusal() {
    let (server, _) = mariadb().await;
    server.tell("SET GLOBAL tx_read_only = ON");
    let store = MySqlStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    ten_connections(&store).await;
    server.tell("SET GLOBAL tx_read_only = OFF");
    works_again_after_one_refusal(&store).await;
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn a_mariadb_that_was_made_a_replica_refuses_and_nothing_happens() {
    let (server, store) = mariadb().await;
    server.tell("SET GLOBAL read_only = ON");
    let why = swap(&store, "session", None, b"tokens").await.unwrap_err();
    assert!(matches!(why, StoreError::NotDone(_)), "{why:?}");
    assert!(store.load("session").await.unwrap().is_none(), "it can still be read");
    server.tell("SET GLOBAL read_only = OFF");
    put(&store, "session", None, b"tokens").await;
}

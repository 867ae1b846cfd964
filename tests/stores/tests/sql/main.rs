//! The stores of `catapa-signin-sql` in PostgreSQL and MariaDB, against servers that the tests start. Those of SQLite need no
//! server: `adapters/sql/tests`.

mod expired;
mod failover;
mod hanging;
mod migrations;
mod outages;
mod rights;
mod secrets;
mod suite;

use core::time::Duration;

use catapa_signin_sql::{MySqlStore, PostgresStore};
use catapa_signin_tokens::{StoreError, Swap, TokenStore, Version};
use catapa_stores_tests::servers::{MariadbServer, PostgresServer};

/// How long a test waits that is not about waiting, on a machine that does much else.
const PATIENT: Duration = Duration::from_secs(60);

const AN_HOUR: Duration = Duration::from_secs(3_600);

/// A server, and a store that has its table in it.
async fn postgres() -> (PostgresServer, PostgresStore) {
    let server = PostgresServer::start();
    let store = PostgresStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    store.migrate().await.unwrap();
    (server, store)
}

/// A server, and a store that has its table in it.
async fn mariadb() -> (MariadbServer, MySqlStore) {
    let server = MariadbServer::start();
    let store = MySqlStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    store.migrate().await.unwrap();
    (server, store)
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

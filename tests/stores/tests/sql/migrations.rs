//! The table is made once, whoever makes it.

use catapa_signin_sql::{MySqlStore, PostgresStore};
use catapa_stores_tests::servers::{MariadbServer, PostgresServer};
use futures_util::future::join_all;

use crate::{PATIENT, put};

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn eight_instances_migrate_postgresql_at_once() {
    let server = PostgresServer::start();
    let url = server.url();
    let stores = join_all((0..8).map(async |_| PostgresStore::connect(&url).await.unwrap().time_out(PATIENT))).await;
    for migrated in join_all(stores.iter().map(|store| store.migrate())).await {
        migrated.unwrap();
    }
    put(&stores[0], "session", None, b"tokens").await;
    stores[1].migrate().await.unwrap();
    assert!(stores[1].remove_expired().await.is_ok());
    assert_eq!(server.ask("SELECT count(*) FROM pg_indexes WHERE tablename = 'catapa_records'"), "2");
    assert_eq!(server.ask("SELECT count(*) FROM catapa_records"), "1", "a second migration changes nothing");
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn eight_instances_migrate_mariadb_at_once() {
    let server = MariadbServer::start();
    let url = server.url();
    let stores = join_all((0..8).map(async |_| MySqlStore::connect(&url).await.unwrap().time_out(PATIENT))).await;
    for migrated in join_all(stores.iter().map(|store| store.migrate())).await {
        migrated.unwrap();
    }
    put(&stores[0], "session", None, b"tokens").await;
    stores[1].migrate().await.unwrap();
    assert!(stores[1].remove_expired().await.is_ok());
    assert_eq!(server.ask("SELECT count(*) FROM tokens.catapa_records"), "1", "a second migration changes nothing");
}

#[tokio::test]
#[ignore = "needs PostgreSQL and MariaDB: tests/stores/run"]
async fn many_inserts_of_one_key_at_once_end_in_one_row_and_no_deadlock() {
    let server = PostgresServer::start();
    let store = PostgresStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    store.migrate().await.unwrap();
    crate::rights::one_of_many_inserts_wins(&store).await;
    let server = MariadbServer::start();
    let store = MySqlStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    store.migrate().await.unwrap();
    crate::rights::one_of_many_inserts_wins(&store).await;
}

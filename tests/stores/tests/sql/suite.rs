//! What every store must do.

use catapa_signin_sql::{MySqlStore, PostgresStore};
use catapa_signin_tokens::conformance;

use crate::{PATIENT, mariadb, postgres};

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn the_store_in_postgresql_does_what_every_store_must() {
    let (server, one) = postgres().await;
    let other = PostgresStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    conformance::check(&one, &other, "postgres", tokio::time::sleep).await;
    println!("{}", server.ask("SELECT version()"));
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn the_store_in_mariadb_does_what_every_store_must() {
    let (server, one) = mariadb().await;
    let other = MySqlStore::connect(&server.url()).await.unwrap().time_out(PATIENT);
    conformance::check(&one, &other, "mariadb", tokio::time::sleep).await;
    println!("MariaDB {}", server.ask("SELECT version()"));
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn a_pool_of_the_application_and_a_table_of_another_name_will_do_in_postgresql() {
    let (server, _) = postgres().await;
    let pool = async || {
        PostgresStore::over(sqlx::PgPool::connect(&server.url()).await.unwrap())
            .table("payroll")
            .unwrap()
            .time_out(PATIENT)
    };
    let (one, other) = (pool().await, pool().await);
    one.migrate().await.unwrap();
    conformance::check(&one, &other, "postgres", tokio::time::sleep).await;
    assert_eq!(server.ask("SELECT count(*) FROM catapa_records"), "0");
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn a_pool_of_the_application_and_a_table_of_another_name_will_do_in_mariadb() {
    let (server, _) = mariadb().await;
    let pool = async || {
        MySqlStore::over(sqlx::MySqlPool::connect(&server.url()).await.unwrap())
            .table("payroll")
            .unwrap()
            .time_out(PATIENT)
    };
    let (one, other) = (pool().await, pool().await);
    one.migrate().await.unwrap();
    conformance::check(&one, &other, "mariadb", tokio::time::sleep).await;
    assert_eq!(server.ask("SELECT count(*) FROM tokens.catapa_records"), "0");
}

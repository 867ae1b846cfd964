//! A URL's password is in no text, and goes nowhere in the clear where TLS was asked for.

use core::error::Error;

use catapa_signin::{Blame, Explain as _};
use catapa_signin_sql::{MySqlStore, NotConnected, PostgresStore};
use tokio::io::AsyncReadExt as _;

use crate::{mariadb, postgres};

const SECRET: &str = "tr0ub4dor";

/// All that an error says, with its causes.
fn everything(error: &(dyn Error + 'static)) -> String {
    let mut said = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(why) = cause {
        said += &format!(" {why} {why:?}");
        cause = why.source();
    }
    said
}

#[tokio::test]
#[ignore = "needs PostgreSQL and MariaDB: tests/stores/run"]
async fn a_password_is_in_no_error_and_no_debug() {
    let (postgres, _) = postgres().await;
    let (mariadb, _) = mariadb().await;
    let wrong = [
        PostgresStore::connect(&postgres.url_for("postgres", SECRET)).await.err(),
        PostgresStore::connect(&format!("postgres://u:{SECRET}@127.0.0.1:1:2/d")).await.err(),
        PostgresStore::connect(&format!("mysql://u:{SECRET}@127.0.0.1/d")).await.err(),
        PostgresStore::connect(&format!("{}?sslmode={SECRET}", postgres.url())).await.err(),
        MySqlStore::connect(&mariadb.url_for("service", SECRET)).await.err(),
        MySqlStore::connect(&format!("mysql://u:{SECRET}@[::/d")).await.err(),
    ];
    for error in wrong {
        let error = error.expect("this is no way to connect");
        assert!(!everything(&error).contains(SECRET), "{}", everything(&error));
        assert_eq!(error.blame(), Blame::Caller);
    }
    let refused = PostgresStore::connect(&postgres.url_for("postgres", SECRET)).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("PostgreSQL at 127.0.0.1:{} does not let this application in", postgres.port())
    );
    assert_eq!(refused.code(), "store.refused");

    postgres.tell(&format!("CREATE ROLE service LOGIN PASSWORD '{SECRET}'"));
    let store = PostgresStore::connect(&postgres.url_for("service", SECRET)).await.unwrap();
    assert_eq!(format!("{store:?}"), "SqlStore(PostgreSQL, catapa_records)");
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn a_url_that_asks_for_tls_is_refused_without_it_and_nothing_is_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://u:{SECRET}@{}/d?sslmode=require", listener.local_addr().unwrap());
    let received = async {
        let mut received = Vec::new();
        listener.accept().await.unwrap().0.read_to_end(&mut received).await.unwrap();
        received
    };
    let (connected, received) = tokio::join!(PostgresStore::connect(&url), received);
    assert!(matches!(connected, Err(NotConnected::NoTls)), "{connected:?}");
    assert!(received.is_empty(), "{received:?}");

    let (server, _) = mariadb().await;
    let connected = MySqlStore::connect(&format!("{}?ssl-mode=REQUIRED", server.url())).await;
    assert!(matches!(connected, Err(NotConnected::NoTls)), "{connected:?}");
}

//! Servers that go away and come back.

use core::time::Duration;

use catapa_signin_sql::{MySqlStore, NotConnected, PostgresStore};
use catapa_signin_tokens::{StoreError, TokenStore};
use catapa_stores_tests::servers::free_port;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::{PATIENT, mariadb, postgres, put, swap};

/// What a test expects of a store while its server is away. The connections that were idle break with the first use.
async fn is_away(store: &impl TokenStore) {
    assert!(store.load("session").await.is_err());
    let why = swap(store, "session", None, b"never").await.unwrap_err();
    assert!(matches!(why, StoreError::NotDone(_)), "a swap that had no connection has not happened: {why:?}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn what_postgresql_answered_is_there_after_its_machine_lost_its_power() {
    let (mut server, store) = postgres().await;
    let version = put(&store, "session", None, b"new tokens").await;
    server.kill();
    is_away(&store.clone().time_out(Duration::from_secs(1))).await;
    server.start_again();
    assert_eq!(store.load("session").await.unwrap(), Some((version, b"new tokens".to_vec())), "by the same store");
    put(&store, "session", Some(version), b"newer tokens").await;
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn what_mariadb_answered_is_there_after_its_machine_lost_its_power() {
    let (mut server, store) = mariadb().await;
    let version = put(&store, "session", None, b"new tokens").await;
    server.kill();
    is_away(&store.clone().time_out(Duration::from_secs(1))).await;
    server.start_again();
    assert_eq!(store.load("session").await.unwrap(), Some((version, b"new tokens".to_vec())), "by the same store");
    put(&store, "session", Some(version), b"newer tokens").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn after_a_restart_no_idle_connection_of_postgresql_is_used_again() {
    let (mut server, store) = postgres().await;
    let keys: Vec<String> = (0..10).map(|number| format!("session-{number}")).collect();
    // Ten at once, so that there are ten connections.
    let _ = futures_util::future::join_all(keys.iter().map(|key| put(&store, key, None, b"tokens"))).await;
    server.kill();
    server.start_again();
    // One may notice. After it, all know.
    let mut noticed = 0;
    for key in &keys {
        match store.load(key).await {
            Ok(found) => assert!(found.is_some(), "{key}"),
            Err(_) => noticed += 1,
        }
    }
    assert!(noticed <= 1, "{noticed} connections of before were used");
}

/// The port of a door to this port, which shuts in the face of the first three.
async fn door_to(port: u16) -> u16 {
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let its_port = door.local_addr().unwrap().port();
    tokio::spawn(async move {
        for visitor in 1.. {
            let (mut near, _) = door.accept().await.unwrap();
            if visitor > 3 {
                let mut far = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                tokio::spawn(async move { copy_bidirectional(&mut near, &mut far).await });
            }
        }
    });
    its_port
}

#[tokio::test]
#[ignore = "needs PostgreSQL and MariaDB: tests/stores/run"]
async fn a_server_that_is_not_ready_is_tried_a_few_times() {
    let (server, _) = postgres().await;
    let door = door_to(server.port()).await;
    let url = server.url().replace(&server.port().to_string(), &door.to_string());
    let store = PostgresStore::connect(&url).await.unwrap().time_out(PATIENT);
    put(&store, "session", None, b"tokens").await;

    let (server, _) = mariadb().await;
    let door = door_to(server.port()).await;
    let url = server.url().replace(&server.port().to_string(), &door.to_string());
    let store = MySqlStore::connect(&url).await.unwrap().time_out(PATIENT);
    put(&store, "session", None, b"tokens").await;
}

#[tokio::test]
async fn an_error_says_which_server_is_not_there() {
    let port = free_port();
    let (postgres, mysql) = (format!("postgres://u:p@127.0.0.1:{port}/d"), format!("mysql://u:p@127.0.0.1:{port}/d"));
    let (postgres, mysql) = tokio::join!(PostgresStore::connect(&postgres), MySqlStore::connect(&mysql));
    let (postgres, mysql) = (postgres.unwrap_err(), mysql.unwrap_err());
    assert_eq!(postgres.to_string(), format!("PostgreSQL at 127.0.0.1:{port} cannot be reached"));
    assert_eq!(mysql.to_string(), format!("MySQL at 127.0.0.1:{port} cannot be reached"));
    assert!(matches!(postgres, NotConnected::Unreachable { .. }));
}

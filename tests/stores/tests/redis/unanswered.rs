//! The server is away, or its answer is (lesson 35).

use catapa_signin_tokens::{RedisStore, Swap, TokenStore as _, Version};
use catapa_stores_tests::servers::{RedisCluster, RedisServer};

use crate::forwarder::Forwarder;
use crate::helpers::{AN_HOUR, connected, not_done, options, put, swap, unsure};

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_swap_that_waits_too_long_is_looked_up_and_the_next_one_is_done() {
    let server = RedisServer::start();
    let store = connected(&server).await;
    server.tell(&["CLIENT", "PAUSE", "600000", "WRITE"]);
    let late = unsure(swap(&store, "session", None).await);
    assert!(late.ends_with("did not answer in time"), "{late}");
    server.tell(&["CLIENT", "UNPAUSE"]);
    let version = store.load("session").await.unwrap().map(|(version, _)| version);
    put(&store, "session", version).await;
    assert!(server.scripts().0 <= 2, "no swap was sent twice");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_server_that_hangs_holds_a_load_no_longer_than_the_time_out() {
    let server = RedisServer::start();
    let store = connected(&server).await;
    put(&store, "session", None).await;
    server.freeze();
    // The connection of before, and then a new one.
    for _ in 0..2 {
        not_done(store.load("session").await);
    }
    server.thaw();
    assert!(store.load("session").await.unwrap().is_some());
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_swap_whose_answer_is_lost_was_sent_once_and_is_looked_up() {
    let server = RedisServer::start();
    let address = Forwarder::to(server.port());
    let store = RedisStore::connect(&address.url(), options()).await.unwrap();
    address.lose_the_next_answer();
    unsure(swap(&store, "session", None).await);
    while server.scripts().0 == 0 {}
    assert!(store.load("session").await.unwrap().is_some(), "it was done");
    assert_eq!(server.scripts(), (1, 1), "once");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_cluster_gets_no_swap_twice_either() {
    let address = Forwarder::to_nobody();
    let announced = address.port().to_string();
    let cluster = RedisCluster::with_options(1, &["--cluster-announce-port", &announced]);
    let server = &cluster.servers()[0];
    address.change_to(server.port());
    let store = RedisStore::cluster(&[&address.url()], options()).await.unwrap();
    address.lose_the_next_answer();
    unsure(swap(&store, "session", None).await);
    while server.scripts().0 == 0 {}
    assert!(store.load("session").await.unwrap().is_some(), "it was done");
    assert_eq!(server.scripts(), (1, 1), "once");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_connection_that_ended_while_nobody_used_it_is_made_anew_unseen() {
    let server = RedisServer::start();
    let address = Forwarder::to(server.port());
    let store = RedisStore::connect(&address.url(), options()).await.unwrap();
    let before = server.ask(&["INFO", "clients"]);
    address.end_all();
    while server.ask(&["INFO", "clients"]) == before {}
    // The runtime reads the end.
    while !tokio::task::spawn_blocking(|| true).await.unwrap() {}
    put(&store, "session", None).await;
    assert_eq!((address.connections(), server.scripts()), (2, (1, 1)));
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn what_the_server_said_is_done_is_there_after_its_machine_lost_its_power() {
    let mut server = RedisServer::start();
    let store = connected(&server).await;
    let version = put(&store, "session", None).await;
    server.kill();
    assert!(store.load("session").await.is_err());
    let away = not_done(store.compare_and_swap("session", Some(Version::new(1)), None, AN_HOUR).await);
    let named = format!("the store of sign-ins is away: Redis at 127.0.0.1:{} cannot be reached: ", server.port());
    assert!(away.starts_with(&named), "{away}");

    server.start_again();
    assert_eq!(store.load("session").await.unwrap(), Some((version, b"tokens".to_vec())));
    put(&store, "session", Some(version)).await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn after_the_server_lost_everything_nothing_is_there_and_a_swap_of_before_conflicts() {
    let server = RedisServer::start();
    let store = connected(&server).await;
    let version = put(&store, "session", None).await;
    server.tell(&["FLUSHALL"]);
    assert_eq!(store.load("session").await.unwrap(), None);
    assert_eq!(swap(&store, "session", Some(version)).await.unwrap(), Swap::Conflict);
    put(&store, "session", None).await;
}

//! The server says no, and nothing happened.

use catapa_signin_tokens::TokenStore as _;
use catapa_stores_tests::servers::RedisServer;

use crate::helpers::{connected, not_done, put, swap};

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_server_without_memory_is_read_and_takes_swaps_again_later() {
    let server = RedisServer::with_options(&["--maxmemory-policy", "noeviction"]);
    let store = connected(&server).await;
    let version = put(&store, "session", None).await;
    server.tell(&["CONFIG", "SET", "maxmemory", "100kb"]);
    let refused = not_done(swap(&store, "session", Some(version)).await);
    assert!(refused.contains("OOM"), "{refused}");
    assert_eq!(store.load("session").await.unwrap(), Some((version, b"tokens".to_vec())));
    server.tell(&["CONFIG", "SET", "maxmemory", "0"]);
    put(&store, "session", Some(version)).await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_primary_without_its_replica_takes_no_swap() {
    let server = RedisServer::with_options(&["--min-replicas-to-write", "1"]);
    let store = connected(&server).await;
    let refused = not_done(swap(&store, "session", None).await);
    assert!(refused.contains("NOREPLICAS"), "{refused}");
    assert_eq!(store.load("session").await.unwrap(), None);
    let _replica = RedisServer::replica_of(&server);
    while !server.ask(&["INFO", "replication"]).contains("min_slaves_good_slaves:1") {}
    put(&store, "session", None).await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_server_that_is_busy_with_a_script_does_nothing() {
    let server = RedisServer::with_options(&["--busy-reply-threshold", "50"]);
    let store = connected(&server).await;
    let port = server.port().to_string();
    let mut busy = std::process::Command::new("redis-cli");
    let mut busy = busy.args(["-p", &port, "EVAL", "while true do end", "0"]).spawn().unwrap();
    // It is silent at first, and then it says that it is busy.
    let refused = loop {
        match swap(&store, "session", None).await {
            Err(why) if !why.may_have_happened() => break crate::helpers::told(&why),
            _ => {}
        }
    };
    assert!(refused.contains("BUSY"), "{refused}");
    server.tell(&["SCRIPT", "KILL"]);
    busy.wait().unwrap();
    let version = store.load("session").await.unwrap().map(|(version, _)| version);
    put(&store, "session", version).await;
}

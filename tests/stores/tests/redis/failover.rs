//! The primary becomes a replica, and another server the primary (lesson 53).

use core::time::Duration;
use std::time::Instant;

use catapa_signin_tokens::{RedisStore, Swap, TokenStore as _};
use catapa_stores_tests::servers::{RedisSentinel, RedisServer};
use futures_util::future::join_all;

use crate::forwarder::Forwarder;
use crate::helpers::{not_done, options, put, swap};

/// Two servers behind one address, and a store with a record in it.
struct Pair {
    one: RedisServer,
    other: RedisServer,
    address: Forwarder,
    store: RedisStore,
}

impl Pair {
    async fn start() -> Self {
        let one = RedisServer::start();
        let other = RedisServer::replica_of(&one);
        let address = Forwarder::to(one.port());
        let store = RedisStore::connect(&address.url(), options()).await.unwrap();
        put(&store, "session", None).await;
        other.catch_up_with(&one);
        Self { one, other, address, store }
    }

    /// The connection of the store stays open, and stays on the old primary.
    fn swap_roles(&self) {
        self.other.tell(&["REPLICAOF", "NO", "ONE"]);
        self.address.change_to(self.other.port());
        self.one.follow(&self.other);
    }
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn the_call_after_a_readonly_answer_goes_to_the_new_primary() {
    let pair = Pair::start().await;
    pair.swap_roles();
    let (before, since) = (pair.one.scripts(), Instant::now());

    let refused = not_done(swap(&pair.store, "other", None).await);
    assert!(refused.contains("ReadOnly"), "{refused}");
    put(&pair.store, "other", None).await;
    println!("failover behind=one-address seconds={:.3}", since.elapsed().as_secs_f64());

    assert_eq!(pair.one.scripts(), (before.0 + 1, before.1), "the old primary was asked once, and did nothing");
    assert_eq!(pair.other.scripts(), (1, 1), "and the new one once");
    assert_eq!(pair.address.connections(), 2);
    assert!(pair.store.load("session").await.unwrap().is_some(), "what was there is there");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_load_does_not_believe_a_server_that_was_demoted() {
    let pair = Pair::start().await;
    pair.swap_roles();
    pair.other.tell(&["SET", "catapa-signin:session", "what came since"]);
    let refused = not_done(pair.store.load("session").await);
    assert!(refused.ends_with("is a replica"), "{refused}");
    let (_, bytes) = pair.store.load("session").await.unwrap().unwrap();
    assert_eq!(bytes, b"e since");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_hundred_callers_share_one_new_connection() {
    let pair = Pair::start().await;
    pair.swap_roles();
    let keys: Vec<String> = (0..100).map(|index| index.to_string()).collect();
    for answer in join_all(keys.iter().map(|key| swap(&pair.store, key, None))).await {
        not_done(answer);
    }
    for answer in join_all(keys.iter().map(|key| swap(&pair.store, key, None))).await {
        assert!(matches!(answer, Ok(Swap::Swapped(Some(_)))), "{answer:?}");
    }
    assert_eq!(pair.address.connections(), 2, "the old one, and one new for all of them");
}

/// The Sentinel tells the old primary last, some ten seconds later: until then, it takes writes that are lost.
async fn until_the_new_primary_has_a_write(store: &RedisStore, primary: &RedisServer) {
    let since = Instant::now();
    while primary.scripts().1 == 0 {
        let _ = swap(store, "other", None).await;
        assert!(since.elapsed() < Duration::from_secs(30), "the store did not follow");
    }
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn behind_sentinels_the_store_follows_the_primary() {
    let one = RedisServer::start();
    let other = RedisServer::replica_of(&one);
    let sentinel = RedisSentinel::of(&one, 1);
    // One of them is gone.
    let nobody = format!("redis://127.0.0.1:{}", catapa_stores_tests::servers::free_port());
    let urls = [nobody.as_str(), &sentinel.url()];
    let store = RedisStore::sentinel(&urls, "redis://mymaster", options()).await.unwrap();
    put(&store, "session", None).await;
    other.catch_up_with(&one);

    let since = Instant::now();
    sentinel.fail_over(&one);
    let named = since.elapsed();
    until_the_new_primary_has_a_write(&store, &other).await;
    let took = since.elapsed();
    assert!(one.ask(&["ROLE"]).starts_with("master"), "the store followed before the old primary was told");
    println!(
        "failover behind=sentinel seconds={:.3} of_which_the_sentinel_needed={:.3}",
        took.as_secs_f64(),
        named.as_secs_f64()
    );
    assert!(store.load("session").await.unwrap().is_some(), "what was there is there");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn behind_sentinels_a_primary_that_was_killed_is_replaced() {
    let mut one = RedisServer::start();
    let other = RedisServer::replica_of(&one);
    let sentinel = RedisSentinel::of(&one, 1);
    let store = RedisStore::sentinel(&[&sentinel.url()], "redis://mymaster", options()).await.unwrap();
    put(&store, "session", None).await;
    other.catch_up_with(&one);

    one.kill();
    let since = Instant::now();
    let lost = swap(&store, "other", None).await;
    assert!(lost.is_err(), "{lost:?}");
    sentinel.wait_for_another_than(&one);
    let named = since.elapsed();
    until_the_new_primary_has_a_write(&store, &other).await;
    println!(
        "failover behind=sentinel after=kill seconds={:.3} of_which_the_sentinel_needed={:.3}",
        since.elapsed().as_secs_f64(),
        named.as_secs_f64()
    );
    assert!(store.load("session").await.unwrap().is_some(), "what was there is there");
}

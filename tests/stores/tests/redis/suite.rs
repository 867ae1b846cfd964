//! The suite that every store must pass.

use catapa_signin_tokens::{RedisStore, conformance};
use catapa_stores_tests::servers::{RedisCluster, RedisSentinel, RedisServer};

use crate::helpers::{connected, options};

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn the_store_on_one_server_does_what_every_store_must() {
    let server = RedisServer::start();
    let (one, other) = (connected(&server).await, connected(&server).await);
    conformance::check(&one, &other, "redis", tokio::time::sleep).await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn the_store_on_a_cluster_of_three_primaries_does_what_every_store_must() {
    let cluster = RedisCluster::start(3);
    let urls: Vec<String> = cluster.servers().iter().map(RedisServer::url).collect();
    // Either begins at another node.
    let one = RedisStore::cluster(&[&urls[0]], options()).await.unwrap();
    let other = RedisStore::cluster(&[&urls[1], &urls[2]], options()).await.unwrap();
    conformance::check(&one, &other, "redis", tokio::time::sleep).await;
    let scripts: Vec<u32> = cluster.servers().iter().map(|server| server.scripts().0).collect();
    assert!(scripts.iter().all(|count| *count > 0), "each has its keys: {scripts:?}");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn the_store_behind_a_sentinel_does_what_every_store_must() {
    let primary = RedisServer::start();
    let sentinel = RedisSentinel::of(&primary, 0);
    let connect = async || RedisStore::sentinel(&[&sentinel.url()], "redis://mymaster", options()).await.unwrap();
    conformance::check(&connect().await, &connect().await, "redis", tokio::time::sleep).await;
}

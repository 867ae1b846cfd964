//! The server is not up yet (lesson 55).

use std::net::TcpListener;
use std::time::Instant;

use catapa_signin_tokens::{NotConnected, RedisStore};
use catapa_stores_tests::servers::{RedisServer, free_port};

use crate::helpers::{TIMEOUT, options, put, told};

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_server_that_comes_up_in_between_is_reached() {
    let mut server = RedisServer::start();
    server.kill();
    let (url, options) = (server.url(), options());
    let first = RedisStore::connect(&url, options.clone().tries(1)).await;
    assert!(matches!(first, Err(NotConnected::Unreachable { .. })), "{first:?}");
    let comes_up = tokio::task::spawn_blocking(move || {
        server.start_again();
        server
    });
    let (store, server) = tokio::join!(RedisStore::connect(&url, options.tries(10)), comes_up);
    put(&store.unwrap(), "session", None).await;
    drop(server);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_each_way() {
    let urls = [(); 2].map(|()| format!("redis://payroll:s3cret@127.0.0.1:{}", free_port()));
    let [one, other] = urls.each_ref().map(|url| url.rsplit_once('@').unwrap().1);
    let options = options().tries(1);
    let both = [&*urls[0], &*urls[1]];
    let alone = RedisStore::connect(&urls[0], options.clone()).await.unwrap_err();
    let cluster = RedisStore::cluster(&both, options.clone()).await.unwrap_err();
    let sentinel = RedisStore::sentinel(&both, "redis://:s3cret@mymaster", options).await.unwrap_err();
    for (why, sentence) in [
        (alone, format!("Redis at {one} cannot be reached: Connection refused (os error 111)")),
        (cluster, format!("Redis at {other} cannot be reached: Connection refused (os error 111)")),
        (sentinel, format!("Redis at {other} cannot be reached: Connection refused (os error 111)")),
    ] {
        assert_eq!(told(&why), sentence);
        assert!(!format!("{why:?}").contains("s3cret"), "{why:?}");
    }
}

#[tokio::test]
async fn a_host_that_accepts_and_says_nothing_is_given_up_after_the_time_out() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let since = Instant::now();
    let why = RedisStore::connect(&url, options().tries(1)).await.unwrap_err();
    assert!(matches!(why, NotConnected::Unreachable { .. }), "{why:?}");
    assert!(since.elapsed() < 10 * TIMEOUT, "{:?}", since.elapsed());
}

//! The server's clock differs from ours (lesson 56).

use catapa_signin_tokens::{TokenStore as _, conformance};
use catapa_stores_tests::servers::RedisServer;

use crate::helpers::{connected, put};

#[tokio::test]
#[ignore = "needs redis-server and faketime: tests/stores/run"]
async fn a_server_whose_clock_differs_by_ten_minutes_keeps_a_record_for_as_long_as_it_was_told() {
    for differs_by in ["+10m", "-10m"] {
        let server = RedisServer::with_clock(differs_by);
        let theirs: i64 = server.ask(&["TIME"]).lines().next().unwrap().parse().unwrap();
        let ours = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs().cast_signed();
        assert!((590..=610).contains(&(theirs - ours).abs()), "{differs_by}: {} s", theirs - ours);
        let store = connected(&server).await;
        put(&store, "session", None).await;
        let left: u64 = server.ask(&["PTTL", "catapa-signin:session"]).parse().unwrap();
        assert!((3_590_000..=3_600_000).contains(&left), "{differs_by}: {left} ms");
        assert!(store.load("session").await.unwrap().is_some());
        conformance::check(&store, &connected(&server).await, "redis", tokio::time::sleep).await;
    }
}

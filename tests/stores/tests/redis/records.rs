//! What is in the server: the keys, how long they live, and values of other programs (lesson 57).

use catapa_signin_tokens::{RedisStore, Swap, TokenStore as _, Version};
use catapa_stores_tests::servers::{RedisCluster, RedisServer};

use crate::helpers::{AN_HOUR, connected, options, put, swap};

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn every_key_has_the_prefix_and_an_end() {
    let server = RedisServer::start();
    let payroll = RedisStore::connect(&server.url(), options().prefix("payroll:")).await.unwrap();
    for store in [connected(&server).await, payroll] {
        put(&store, "session", None).await;
    }
    let keys = server.ask(&["KEYS", "*"]);
    let mut keys: Vec<&str> = keys.lines().collect();
    keys.sort_unstable();
    assert_eq!(keys, ["catapa-signin:session", "payroll:session"]);
    for key in keys {
        let left: u64 = server.ask(&["PTTL", key]).parse().unwrap();
        assert!((3_590_000..=3_600_000).contains(&left), "{key}: {left} ms");
    }
}

/// A value that is too short, two of another type, and a record.
async fn with_values_of_others(store: &RedisStore, servers: &[RedisServer]) -> [(&'static str, bool); 5] {
    put(store, "record", None).await;
    let values: [&[&str]; 3] = [
        &["SET", "catapa-signin:short", "others"],
        &["LPUSH", "catapa-signin:list", "others"],
        &["HSET", "catapa-signin:hash", "others", "others"],
    ];
    for value in values {
        // Of a cluster, only the node that has the key takes it.
        let taken = servers.iter().filter(|server| server.try_to_ask(value).is_ok());
        assert_eq!(taken.count(), 1, "{value:?}");
    }
    [("short", true), ("record", false), ("list", true), ("absent", false), ("hash", true)]
}

async fn a_value_that_is_no_record_is_found_empty_and_stays_in(store: &RedisStore, servers: &[RedisServer]) {
    let values = with_values_of_others(store, servers).await;
    let keys = values.map(|(key, _)| key);
    let found = store.load_many(&keys).await.unwrap();
    for ((key, is_foreign), found) in values.into_iter().zip(&found) {
        assert_eq!(&store.load(key).await.unwrap(), found, "{key} is found alike, alone and among others");
        if !is_foreign {
            continue;
        }
        let (version, bytes) = found.clone().expect("it is there");
        assert_eq!(bytes, b"", "{key}");
        for expected in [None, Some(version), Some(Version::new(7))] {
            assert_eq!(swap(store, key, expected).await.unwrap(), Swap::Conflict, "{key}");
            let removal = store.compare_and_swap(key, expected, None, AN_HOUR).await;
            assert_eq!(removal.unwrap(), Swap::Conflict, "{key}");
        }
        assert_eq!(store.load(key).await.unwrap(), *found, "{key} stays");
    }
    assert!(found[1].as_ref().is_some_and(|(_, bytes)| bytes == b"tokens"));
    assert_eq!(found[3], None);
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_value_that_is_no_record_is_found_empty_and_stays() {
    let server = RedisServer::start();
    let store = connected(&server).await;
    a_value_that_is_no_record_is_found_empty_and_stays_in(&store, &[server]).await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_value_that_is_no_record_is_found_empty_on_a_cluster_too() {
    let cluster = RedisCluster::start(3);
    let store = RedisStore::cluster(&[&cluster.servers()[0].url()], options()).await.unwrap();
    a_value_that_is_no_record_is_found_empty_and_stays_in(&store, cluster.servers()).await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn several_records_are_one_look() {
    let server = RedisServer::start();
    let store = connected(&server).await;
    let read = || -> u64 {
        let stats = server.ask(&["INFO", "stats"]);
        let reads = stats.lines().find_map(|line| line.strip_prefix("total_reads_processed:"));
        reads.unwrap().trim().parse().unwrap()
    };
    let before = read();
    let asking_reads = read() - before;
    store.load_many(&["one", "two", "three"]).await.unwrap();
    assert_eq!(read() - before, 2 * asking_reads + 1, "the server read from its sockets once for all three");
}

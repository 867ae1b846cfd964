//! Slots go from node to node, and nodes go away.

use catapa_signin_tokens::{RedisStore, TokenStore as _};
use catapa_stores_tests::servers::RedisCluster;

use crate::helpers::{not_done, options, put, until_answered};

/// A key of the first server, and its slot.
fn key_and_slot(cluster: &RedisCluster) -> (String, String) {
    let key = (0..).map(|index| format!("session-{index}")).find(|key| cluster.server_of(&full(key)) == 0).unwrap();
    let slot = cluster.servers()[0].ask(&["CLUSTER", "KEYSLOT", &full(&key)]);
    (key, slot)
}

fn full(key: &str) -> String {
    format!("catapa-signin:{key}")
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_record_is_found_and_swapped_while_its_slot_goes_to_another_node_and_afterwards() {
    let cluster = RedisCluster::start(3);
    let [from, to, third] = cluster.servers() else { panic!("there are three") };
    let store = RedisStore::cluster(&[&from.url()], options()).await.unwrap();
    let (key, slot) = key_and_slot(&cluster);
    let version = put(&store, &key, None).await;
    let [from_id, to_id] = [from, to].map(|server| server.ask(&["CLUSTER", "MYID"]));

    to.tell(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &from_id]);
    from.tell(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &to_id]);
    assert!(store.load(&key).await.unwrap().is_some(), "it is still there");
    from.tell(&["MIGRATE", "127.0.0.1", &to.port().to_string(), &full(&key), "0", "5000"]);
    // The old node says ASK.
    let (there, _) = store.load(&key).await.unwrap().expect("it is found");
    assert_eq!(there, version);
    let version = put(&store, &key, Some(version)).await;

    for server in [to, from, third] {
        server.tell(&["CLUSTER", "SETSLOT", &slot, "NODE", &to_id]);
    }
    // The old node says MOVED.
    let (there, _) = store.load(&key).await.unwrap().expect("it is found");
    assert_eq!(there, version);
    put(&store, &key, Some(version)).await;
    let moved: u32 = from.scripts().1;
    put(&store, &key, store.load(&key).await.unwrap().map(|(version, _)| version)).await;
    assert_eq!(from.scripts().1, moved, "the old node is not asked any more");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_node_that_was_away_is_found_again() {
    let mut cluster = RedisCluster::with_options(3, &["--cluster-require-full-coverage", "no"]);
    let store = RedisStore::cluster(&[&cluster.servers()[1].url()], options()).await.unwrap();
    let (key, _) = key_and_slot(&cluster);
    let elsewhere =
        (0..).map(|index| format!("session-{index}")).find(|key| cluster.server_of(&full(key)) == 1).unwrap();
    let version = put(&store, &key, None).await;
    cluster.servers_mut()[0].kill();
    assert!(store.load(&key).await.is_err());
    not_done(store.load(&key).await);
    put(&store, &elsewhere, None).await;
    cluster.servers_mut()[0].start_again();
    let found = until_answered(async || store.load(&key).await).await;
    assert_eq!(found.map(|(version, _)| version), Some(version));
}

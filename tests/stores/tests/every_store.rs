//! The suite of stores, for each store of ours against its real server. `tests/stores/run` makes its table of these.

use core::net::SocketAddr;
use core::time::Duration;

use catapa_signin_tokens::{AnyStore, conformance};
use catapa_stores_tests::servers::RedisCluster;
use catapa_stores_tests::stores::{Kind, Place, open};
use tokio::time::sleep;

/// The time-out of each store: its default.
const TIME_OUT: Duration = Duration::from_secs(3);

/// The same where the suite waits for it, again and again.
const SHORT_TIME_OUT: Duration = Duration::from_secs(1);

/// Longer than any question takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

macro_rules! every_store {
    ($($module:ident: $kind:ident, $($suite:ident)+;)+) => {
        $(mod $module {
            $(every_store!($suite $module $kind);)+
        })+
    };
    (check $module:ident $kind:ident) => {
        #[tokio::test]
        #[ignore = "needs its server: tests/stores/run"]
        async fn it_does_what_every_store_must() {
            super::checks(super::Kind::$kind).await;
        }
    };
    (network $module:ident $kind:ident) => {
        #[tokio::test]
        #[ignore = "needs its server: tests/stores/run"]
        async fn it_guesses_nothing_when_the_network_is_in_trouble() {
            super::checks_network(super::Kind::$kind).await;
        }
    };
    (killed $module:ident $kind:ident) => {
        #[tokio::test]
        #[ignore = "needs its server: tests/stores/run"]
        async fn a_killed_process_leaves_the_old_or_the_new() {
            let test = concat!(stringify!($module), "::a_killed_process_leaves_the_old_or_the_new");
            super::checks_killed(super::Kind::$kind, test).await;
        }
    };
}

every_store! {
    memory: Memory, check;
    file: File, check killed;
    redis: Redis, check network killed;
    redis_cluster: RedisCluster, check network killed;
    postgres: Postgres, check network killed;
    mariadb: Mariadb, check network killed;
    sqlite: Sqlite, check killed;
}

async fn opened(url: &str, time_out: Duration) -> AnyStore {
    open(url, time_out).await.unwrap_or_else(|why| panic!("{url} is not opened: {why:?}"))
}

async fn checks(kind: Kind) {
    let place = kind.start();
    let (one, other) = (place.open(TIME_OUT).await.unwrap(), place.open(TIME_OUT).await.unwrap());
    conformance::check(&one, &other, "every store", sleep).await;
}

async fn checks_network(kind: Kind) {
    if kind == Kind::RedisCluster {
        return checks_network_of_a_cluster().await;
    }
    let place = kind.start();
    let (url, port) = (place.url().unwrap(), place.port().unwrap());
    let server = SocketAddr::from(([127, 0, 0, 1], port));
    let connect = async |address: SocketAddr| {
        opened(&url.replace(&server.to_string(), &address.to_string()), SHORT_TIME_OUT).await
    };
    conformance::check_network(server, connect, "every store", PATIENCE, sleep).await;
}

/// A cluster says itself where its nodes are. So this is one node with every slot, which says that it is at the forwarder's
/// address; and the suite looks past the forwarder as a client of that node alone.
async fn checks_network_of_a_cluster() {
    let cluster = RedisCluster::start(1);
    let node = &cluster.servers()[0];
    let server = SocketAddr::from(([127, 0, 0, 1], node.port()));
    let connect = async |address: SocketAddr| {
        if address == server {
            return opened(&format!("redis://{address}"), SHORT_TIME_OUT).await;
        }
        node.tell(&["CONFIG", "SET", "cluster-announce-port", &address.port().to_string()]);
        opened(&format!("redis-cluster://{address}"), SHORT_TIME_OUT).await
    };
    conformance::check_network(server, connect, "every store", PATIENCE, sleep).await;
}

async fn checks_killed(kind: Kind, test: &str) {
    let start = async || {
        let place: Place = kind.start();
        (place.url().unwrap(), place)
    };
    let open = async |url: &str| opened(url, TIME_OUT).await;
    conformance::check_killed(test, start, open, PATIENCE, sleep).await;
}

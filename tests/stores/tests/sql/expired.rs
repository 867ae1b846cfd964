//! What has expired goes by itself.

use core::time::Duration;

use catapa_signin_tokens::{Swap, TokenStore};

use crate::{mariadb, postgres, put};

/// Puts records that have expired.
async fn put_expired(store: &impl TokenStore, count: u32) {
    for number in 0..count {
        let key = format!("expired-{number}");
        let swap = store.compare_and_swap(&key, None, Some(b"old"), Duration::ZERO).await;
        assert!(matches!(swap, Ok(Swap::Swapped(Some(_)))), "{swap:?}");
    }
}

/// Swaps a hundred times, so that one removal begins, and looks until it is over.
async fn a_hundred_swaps_remove_them(store: &impl TokenStore, rows: impl Fn() -> String) {
    put_expired(store, 40).await;
    let mut version = None;
    for _ in 0..100 {
        version = Some(put(store, "live", version, b"tokens").await);
    }
    let removed = async {
        while rows() != "1" {
            let found = store.load("live").await.unwrap();
            assert_eq!(found.map(|(version, _)| version), version, "what lives stays");
        }
    };
    tokio::time::timeout(Duration::from_secs(20), removed).await.expect("what has expired is removed");
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn of_a_hundred_swaps_one_removes_what_has_expired_in_postgresql() {
    let (server, store) = postgres().await;
    a_hundred_swaps_remove_them(&store, || server.ask("SELECT count(*) FROM catapa_records")).await;
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn of_a_hundred_swaps_one_removes_what_has_expired_in_mariadb() {
    let (server, store) = mariadb().await;
    a_hundred_swaps_remove_them(&store, || server.ask("SELECT count(*) FROM tokens.catapa_records")).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/stores/run"]
async fn one_removal_has_a_limit_and_takes_the_oldest_in_postgresql() {
    let (server, store) = postgres().await;
    server.tell(
        "INSERT INTO catapa_records SELECT 'old-' || n, n, '', now() - n * interval '1 second' FROM generate_series(1, 1200) n",
    );
    put(&store, "live", None, b"tokens").await;
    // One of the swaps may have removed some already.
    let mut removed = 0;
    for _ in 0..4 {
        let now = store.remove_expired().await.unwrap();
        assert!(now <= 500, "{now} rows at once");
        removed += now;
    }
    assert!(removed >= 700, "{removed}");
    assert_eq!(server.ask("SELECT record_key FROM catapa_records"), "live");
}

#[tokio::test]
#[ignore = "needs MariaDB: tests/stores/run"]
async fn one_removal_has_a_limit_and_takes_the_oldest_in_mariadb() {
    let (server, store) = mariadb().await;
    server.tell(
        "INSERT INTO tokens.catapa_records SELECT CONCAT('old-', seq), seq, '', UTC_TIMESTAMP(6) - INTERVAL seq SECOND FROM tokens.seq_1_to_1200",
    );
    put(&store, "live", None, b"tokens").await;
    let mut removed = 0;
    for _ in 0..4 {
        let now = store.remove_expired().await.unwrap();
        assert!(now <= 500, "{now} rows at once");
        removed += now;
    }
    assert!(removed >= 700, "{removed}");
    assert_eq!(server.ask("SELECT record_key FROM tokens.catapa_records"), "live");
}

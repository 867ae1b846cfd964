//! What only a connection of the store can show.

use super::SqliteStore;

#[tokio::test]
async fn an_answered_swap_is_on_disk() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::connect(directory.path().join("tokens.db")).await.unwrap();
    for pool in store.pools() {
        let mut connection = pool.acquire().await.unwrap();
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await.unwrap();
        assert_eq!(synchronous, 2, "FULL");
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await.unwrap();
        assert_eq!(journal, "wal");
    }
}

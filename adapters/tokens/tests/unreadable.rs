//! The suite notices what a store makes of a value that it cannot read.

use core::panic::AssertUnwindSafe;
use core::time::Duration;

use catapa_signin_tokens::{Found, MemoryStore, StoreError, Swap, TokenStore, Version, conformance};
use futures_util::FutureExt as _;

/// What a store can make of a value that it cannot read.
#[derive(Clone, Copy, Debug)]
enum Spoiled {
    Empty,
    Absent,
    Fails,
    Shown,
    Replaced,
    Removed,
    AbsentAmongSeveral,
}

const SPOILED: &[u8] = b"others";

struct SpoiledStore(MemoryStore, Spoiled);

impl SpoiledStore {
    async fn is_spoiled(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.0.load(key).await?.is_some_and(|(_, bytes)| bytes == SPOILED))
    }
}

impl TokenStore for SpoiledStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        let Some((version, bytes)) = self.0.load(key).await? else { return Ok(None) };
        match self.1 {
            _ if bytes != SPOILED => Ok(Some((version, bytes))),
            Spoiled::Absent => Ok(None),
            Spoiled::Fails => Err(StoreError::not_done("no record")),
            Spoiled::Shown => Ok(Some((version, bytes))),
            _ => Ok(Some((version, vec![]))),
        }
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        let mut found = Vec::new();
        for key in keys {
            let hides = matches!(self.1, Spoiled::AbsentAmongSeveral) && self.is_spoiled(key).await?;
            found.push(if hides { None } else { self.load(key).await? });
        }
        Ok(found)
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        let goes = match self.1 {
            Spoiled::Replaced => new.is_some(),
            Spoiled::Removed => new.is_none(),
            _ => false,
        };
        if self.is_spoiled(key).await? && !goes {
            return Ok(Swap::Conflict);
        }
        self.0.compare_and_swap(key, expected, new, lives_for).await
    }
}

#[tokio::test]
async fn the_suite_notices_what_a_store_makes_of_a_value_that_it_cannot_read() {
    let passes = async |spoiled| {
        let store = SpoiledStore(MemoryStore::new(), spoiled);
        let write = async |key: &str| {
            let put = store.0.compare_and_swap(key, None, Some(SPOILED), Duration::MAX).await;
            assert!(matches!(put, Ok(Swap::Swapped(_))));
        };
        AssertUnwindSafe(conformance::check_unreadable(&store, "spoiled", write)).catch_unwind().await.is_ok()
    };
    assert!(passes(Spoiled::Empty).await, "it is empty and stays");
    let wrong = [
        Spoiled::Absent,
        Spoiled::Fails,
        Spoiled::Shown,
        Spoiled::Replaced,
        Spoiled::Removed,
        Spoiled::AbsentAmongSeveral,
    ];
    for wrong in wrong {
        assert!(!passes(wrong).await, "a value that cannot be read: {wrong:?} passes");
    }
}

//! What several tests do.

use core::error::Error;
use core::time::Duration;
use std::time::Instant;

use catapa_signin_tokens::{RedisOptions, RedisStore, StoreError, Swap, TokenStore, Version};
use catapa_stores_tests::servers::RedisServer;

pub(crate) const AN_HOUR: Duration = Duration::from_secs(3_600);

/// Short, because tests wait for it.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(1);

pub(crate) fn options() -> RedisOptions {
    RedisOptions::default().timeout(TIMEOUT)
}

pub(crate) async fn connected(server: &RedisServer) -> RedisStore {
    RedisStore::connect(&server.url(), options()).await.unwrap()
}

pub(crate) async fn swap(store: &RedisStore, key: &str, expected: Option<Version>) -> Result<Swap, StoreError> {
    store.compare_and_swap(key, expected, Some(b"tokens"), AN_HOUR).await
}

/// Stores a record, and gives its version.
pub(crate) async fn put(store: &RedisStore, key: &str, expected: Option<Version>) -> Version {
    match swap(store, key, expected).await {
        Ok(Swap::Swapped(Some(version))) => version,
        other => panic!("the swap is not done: {other:?}"),
    }
}

/// Asks until there is an answer, for a limited time.
pub(crate) async fn until_answered<T>(ask: impl AsyncFn() -> Result<T, StoreError>) -> T {
    let since = Instant::now();
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(why) => assert!(since.elapsed() < Duration::from_secs(30), "no answer came: {}", told(&why)),
        }
    }
}

/// The sentences of an error and of its causes.
pub(crate) fn told(error: &dyn Error) -> String {
    let chain = core::iter::successors(Some(error), |&error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// An error that says that nothing happened.
pub(crate) fn not_done<T: core::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Err(why @ StoreError::NotDone(_)) => told(&why),
        other => panic!("{other:?}"),
    }
}

/// An error that leaves open what happened.
pub(crate) fn unsure<T: core::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Err(why @ StoreError::Unsure(_)) => told(&why),
        other => panic!("{other:?}"),
    }
}

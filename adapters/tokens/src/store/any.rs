//! A store with its type forgotten, which cannot panic.

use core::fmt;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::time::Duration;
use std::sync::Arc;

use futures_util::FutureExt as _;

use super::{Found, StoreError, Swap, TokenStore, Version};

/// Any [`TokenStore`], with its type forgotten. A panic of the store becomes [`StoreError::Unsure`]. Cheap to clone; a
/// clone is the same store.
#[derive(Clone)]
pub struct AnyStore(Arc<dyn DynStore>);

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

trait DynStore: Send + Sync {
    fn load_boxed<'a>(&'a self, key: &'a str) -> Answer<'a, Found>;

    fn load_many_boxed<'a>(&'a self, keys: &'a [&'a str]) -> Answer<'a, Vec<Found>>;

    fn swap_boxed<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        lives_for: Duration,
    ) -> Answer<'a, Swap>;
}

impl<S: TokenStore> DynStore for S {
    fn load_boxed<'a>(&'a self, key: &'a str) -> Answer<'a, Found> {
        Box::pin(without_panic(async move { self.load(key).await }))
    }

    fn load_many_boxed<'a>(&'a self, keys: &'a [&'a str]) -> Answer<'a, Vec<Found>> {
        Box::pin(without_panic(async move { self.load_many(keys).await }))
    }

    fn swap_boxed<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        lives_for: Duration,
    ) -> Answer<'a, Swap> {
        Box::pin(without_panic(async move { self.compare_and_swap(key, expected, new, lives_for).await }))
    }
}

/// New tokens may wait for this answer, and a panic would lose them.
async fn without_panic<T>(answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_| Err(StoreError::unsure("the store panicked")))
}

impl AnyStore {
    /// Forgets the type of `store`.
    #[must_use]
    pub fn new(store: impl TokenStore) -> Self {
        Self(Arc::new(store))
    }
}

impl TokenStore for AnyStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        self.0.load_boxed(key).await
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        self.0.load_many_boxed(keys).await
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        self.0.swap_boxed(key, expected, new, lives_for).await
    }
}

impl fmt::Debug for AnyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyStore")
    }
}

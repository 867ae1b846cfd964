//! Stores that many instances share: tokens and sessions in one Redis or Valkey.

use core::time::Duration;

use catapa_signin_tokens::{NotConnected, RedisOptions, RedisStore};
use fred::clients::Client;
use fred::interfaces::ClientLike as _;
use fred::types::Builder;
use fred::types::config::Config;
use tower_sessions_redis_store::RedisStore as RedisSessions;

use crate::SignInError;

pub(crate) async fn tokens(url: &str) -> Result<RedisStore, NotConnected> {
    RedisStore::connect(url, RedisOptions::default()).await
}

/// The store of sessions has a client of its own. It connects again when Redis was away. A command that gets no answer
/// gives up: who waits is a person.
pub(crate) async fn sessions(url: &str) -> Result<RedisSessions<Client>, SignInError> {
    let mut builder = Builder::from_config(Config::from_url(url)?);
    builder.with_performance_config(|performance| performance.default_command_timeout = Duration::from_secs(3));
    builder.set_policy(fred::types::config::ReconnectPolicy::new_exponential(0, 100, 2_000, 2));
    let client = builder.build()?;
    client.init().await?;
    Ok(RedisSessions::new(client))
}

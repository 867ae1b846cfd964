//! Stores that many instances share: tokens and sessions over one connection to Redis or Valkey.

use core::time::Duration;

use catapa_signin_tokens::RedisStore;
use fred::clients::Client;
use fred::interfaces::ClientLike as _;
use fred::types::Builder;
use fred::types::config::Config;
use tower_sessions_redis_store::RedisStore as RedisSessions;

use crate::SignInError;

/// Connects, and connects again when Redis was away. A command that gets no answer gives up: who waits is a person.
pub(crate) async fn connect(url: &str) -> Result<Client, SignInError> {
    let mut builder = Builder::from_config(Config::from_url(url)?);
    builder.with_performance_config(|performance| performance.default_command_timeout = Duration::from_secs(3));
    builder.set_policy(fred::types::config::ReconnectPolicy::new_exponential(0, 100, 2_000, 2));
    let client = builder.build()?;
    client.init().await?;
    Ok(client)
}

pub(crate) fn tokens(client: &Client) -> RedisStore<Client> {
    RedisStore::new(client.clone())
}

pub(crate) fn sessions(client: &Client) -> RedisSessions<Client> {
    RedisSessions::new(client.clone())
}

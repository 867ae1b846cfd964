//! The Redis that all machines share: one connection for tokens and sessions.

use core::time::Duration;

use catapa_signin_tokens::RedisStore;
use fred::clients::Client;
use fred::interfaces::ClientLike as _;
use fred::types::Builder;
use fred::types::config::{Config, ReconnectPolicy};
use tower_sessions_redis_store::RedisStore as RedisSessions;

use crate::SignInError;

/// Connects, and connects again after Redis was away. A command without an answer gives up. Both are quick, because
/// tests wait for them.
pub(crate) async fn connect(url: &str) -> Result<(RedisStore<Client>, RedisSessions<Client>), SignInError> {
    let mut builder = Builder::from_config(Config::from_url(url)?);
    builder.with_performance_config(|performance| performance.default_command_timeout = Duration::from_millis(500));
    builder.set_policy(ReconnectPolicy::new_constant(0, 20));
    let client = builder.build()?;
    client.init().await?;
    Ok((RedisStore::new(client.clone()), RedisSessions::new(client)))
}

//! The Redis that all machines share, for tokens and for sessions. Calls give up early, because tests wait for them.

use core::time::Duration;

use catapa_signin_tokens::{NotConnected, RedisOptions, RedisStore};
use fred::clients::Client;
use fred::interfaces::ClientLike as _;
use fred::types::Builder;
use fred::types::config::{Config, ReconnectPolicy};
use tower_sessions_redis_store::RedisStore as RedisSessions;

use crate::SignInError;

const TIMEOUT: Duration = Duration::from_millis(500);

pub(crate) async fn tokens(url: &str) -> Result<RedisStore, NotConnected> {
    RedisStore::connect(url, RedisOptions::default().timeout(TIMEOUT)).await
}

pub(crate) async fn sessions(url: &str) -> Result<RedisSessions<Client>, SignInError> {
    let mut builder = Builder::from_config(Config::from_url(url)?);
    builder.with_performance_config(|performance| performance.default_command_timeout = TIMEOUT);
    builder.set_policy(ReconnectPolicy::new_constant(0, 20));
    let client = builder.build()?;
    client.init().await?;
    Ok(RedisSessions::new(client))
}

//! Sentinels, which name the primary of now.

use core::fmt;
use core::time::Duration;

use ::redis::Value;
use futures_util::future::select_ok;

use super::address::Address;
use super::command;
use super::connection::{Connection, after};
use super::failed::{Failed, unreachable};
use super::options::RedisOptions;
use super::primary::open_primary;
use crate::store::NotConnected;

/// Who they are, and the primary by its name: the host of its address.
pub(super) struct Sentinels {
    sentinels: Vec<Address>,
    primary: Address,
}

impl Sentinels {
    pub(super) fn read(sentinels: &[&str], primary: &str, options: &RedisOptions) -> Result<Self, NotConnected> {
        let primary = Address::read(primary, options)?;
        let sentinels: Result<Vec<Address>, NotConnected> =
            sentinels.iter().map(|url| Address::read(url, options)).collect();
        let sentinels = sentinels?;
        if sentinels.is_empty() {
            return Err(NotConnected::Address);
        }
        Ok(Self { sentinels, primary })
    }

    /// Asks all of them at once. The first counts that names a server which agrees that it is the primary.
    pub(super) async fn open_primary(&self, limit: Duration) -> Result<Connection, NotConnected> {
        let asked = self
            .sentinels
            .iter()
            .map(|sentinel| Box::pin(async { open_primary(&self.primary_by(sentinel, limit).await?, limit).await }));
        Ok(select_ok(asked).await?.0)
    }

    /// The primary, as the first names it that answers.
    pub(super) async fn primary(&self, limit: Duration) -> Result<Address, NotConnected> {
        let asked = self.sentinels.iter().map(|sentinel| Box::pin(self.primary_by(sentinel, limit)));
        Ok(select_ok(asked).await?.0)
    }

    async fn primary_by(&self, sentinel: &Address, limit: Duration) -> Result<Address, NotConnected> {
        let connection = Connection::open(sentinel).await?;
        let at = connection.at();
        let answers = connection.answers(&command::primary_by_name(&self.primary.host), after(limit)).await;
        let named = match answers.map_err(|why| why.at_start(at))?.pop() {
            Some(Value::Array(named)) => named,
            Some(Value::ServerError(why)) => return Err(Failed::Refused(why).at_start(at)),
            _ => return Err(unreachable(&self.to_string(), NotNamed)),
        };
        let [Value::BulkString(host), Value::BulkString(port)] = &named[..] else {
            return Err(Failed::Odd.at_start(at));
        };
        let port = core::str::from_utf8(port).ok().and_then(|port| port.parse().ok());
        let (Ok(host), Some(port)) = (core::str::from_utf8(host), port) else { return Err(Failed::Odd.at_start(at)) };
        Ok(self.primary.with(host, port))
    }
}

impl fmt::Display for Sentinels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.primary.host)?;
        for (index, sentinel) in self.sentinels.iter().enumerate() {
            write!(f, "{}{sentinel}", if index == 0 { " by the Sentinels " } else { ", " })?;
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("this Sentinel knows no primary of that name")]
struct NotNamed;

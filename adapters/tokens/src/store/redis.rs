//! A store in Redis or Valkey.

mod address;
mod cluster;
mod command;
mod connection;
mod failed;
mod link;
mod options;
mod primary;
mod record;
mod sentinels;
mod slots;

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use ::redis::{Pipeline, Value};
use tokio::time::Instant;

use address::Address;
use cluster::Cluster;
use failed::Failed;
use link::Link;
use sentinels::Sentinels;

use super::{Found, NotConnected, StoreError, Swap, TokenStore, Version};

pub use options::RedisOptions;

/// Keeps records in Redis 7 or Valkey, over the crate [`redis`](::redis). Cheap to clone; a clone is the same store. It
/// needs the runtime of tokio.
///
/// ```no_run
/// # async fn connected() -> Result<(), catapa_signin_tokens::NotConnected> {
/// use catapa_signin_tokens::{RedisOptions, RedisStore};
///
/// let one = RedisStore::connect("redis://payroll:secret@redis.internal", RedisOptions::default()).await?;
///
/// // The primary that Sentinels name: its name is the host of its URL.
/// let sentinels = ["redis://10.0.0.1:26379", "redis://10.0.0.2:26379", "redis://10.0.0.3:26379"];
/// let named = RedisStore::sentinel(&sentinels, "redis://payroll:secret@mymaster", RedisOptions::default()).await?;
///
/// // A cluster: any of its nodes to begin with, all with the same password.
/// let nodes = ["redis://payroll:secret@10.0.0.4", "redis://payroll:secret@10.0.0.5"];
/// let cluster = RedisStore::cluster(&nodes, RedisOptions::default()).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Addresses
///
/// `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS (feature `redis-tls`). Without the feature,
/// `rediss://` is refused, and nothing is sent. An address that switches off the check of the certificate (`#insecure`)
/// is refused too. With TLS, the certificate must name the host as the address, the Sentinels or the cluster write it.
/// The feature turns on no provider of cryptography, and no TLS of the crate `redis` for others: install a `CryptoProvider`
/// of rustls, or turn on `ring` or `aws-lc-rs` of `catapa-signin-http`. Without one, `rediss://` is
/// [`NotConnected::Tls`].
///
/// # The connection
///
/// All callers share one connection, or one for each node of a cluster. It is made anew by the next call after it has
/// closed, after a command without an answer, and after an answer that a primary does not give: `READONLY`, `LOADING`,
/// `MASTERDOWN`. Each load asks the server whether it is still the primary, in the same write. Behind one address, the new
/// connection goes to whatever the address means by then; with Sentinels, to the primary that they name by then. They are
/// also asked once a second while calls are made, because they tell a primary last that it is demoted. Callers that wait
/// for a new connection wait for the same one.
///
/// A call takes at most the [time-out](RedisOptions::timeout), a new connection included. No command is sent twice, unless
/// a node of a cluster has refused it and named another.
///
/// # What the server needs
///
/// - **`appendonly yes`**, so that a restart keeps what was answered, and **`maxmemory-policy noeviction`**, so that
///   nothing goes before its time. With replicas, **`min-replicas-to-write 1`**.
/// - **One user with these permissions**, where `catapa-signin:` is the [prefix](RedisOptions::prefix):
///
///   ```text
///   ACL SETUSER payroll on >secret resetkeys ~catapa-signin:* resetchannels -@all +get +set +del +eval +role
///   ```
///
///   A cluster needs `+cluster|slots` too, and a database other than 0 needs `+select`. Without `+role` the store works,
///   but cannot ask whether a server is still the primary. The user of the Sentinels needs
///   `+sentinel|get-master-addr-by-name`.
///
/// # What is lost when it is lost
///
/// Records end by the server's own clock. A server that loses its records signs everybody out. One that loses only the
/// last writes may send a refresh token a second time: then CATAPA refuses it, and the person signs in again. So with
/// asynchronous replicas, **"at most once" does not hold over a failover**: the new primary may lack the last swaps that
/// the old one had answered. `min-replicas-to-write 1` makes that window small, and does not close it.
///
/// # Errors, and what they leave
///
/// | What happens | What a call says |
/// |---|---|
/// | No connection, or one to a replica | [`NotDone`](StoreError::NotDone), with [`NotConnected`] as its source |
/// | The server refuses: `READONLY`, `OOM`, `NOPERM`, `NOREPLICAS`, `MISCONF`, `BUSY`, `CLUSTERDOWN` and so on | [`NotDone`](StoreError::NotDone) |
/// | No answer in time, a connection that broke, an answer that is not known | [`Unsure`](StoreError::Unsure) for a swap |
///
/// A value that is too short for a record, or of another type, is found as empty bytes; it stays, and every swap of it
/// conflicts.
#[derive(Clone)]
pub struct RedisStore(Arc<Inner>);

struct Inner {
    prefix: String,
    timeout: Duration,
    servers: Servers,
}

enum Servers {
    /// One at a time: at one address, or by Sentinels.
    One(Link),
    Cluster(Cluster),
}

impl RedisStore {
    /// Connects to one server.
    ///
    /// # Errors
    ///
    /// [`NotConnected`]. While no server answers, it tries as often as the [options](RedisOptions::tries) say.
    pub async fn connect(url: &str, options: RedisOptions) -> Result<Self, NotConnected> {
        let address = Address::read(url, &options)?;
        Self::start(Servers::One(Link::to_server(address, true, options.timeout)), options).await
    }

    /// Connects to the primary that these Sentinels name. The host of the primary's URL is the name that the Sentinels have
    /// for it; the rest of that URL says how to log in there, and whether by TLS.
    ///
    /// # Errors
    ///
    /// [`NotConnected`]. While no primary answers, it tries as often as the [options](RedisOptions::tries) say.
    pub async fn sentinel(sentinels: &[&str], primary: &str, options: RedisOptions) -> Result<Self, NotConnected> {
        let sentinels = Sentinels::read(sentinels, primary, &options)?;
        Self::start(Servers::One(Link::by_sentinels(sentinels, options.timeout)), options).await
    }

    /// Connects to a cluster, of which these are some nodes. All nodes have the password of the first.
    ///
    /// # Errors
    ///
    /// [`NotConnected`]. While no node answers, it tries as often as the [options](RedisOptions::tries) say.
    pub async fn cluster(nodes: &[&str], options: RedisOptions) -> Result<Self, NotConnected> {
        let nodes: Result<Vec<Address>, NotConnected> = nodes.iter().map(|url| Address::read(url, &options)).collect();
        let cluster = Cluster::new(nodes?, options.timeout).ok_or(NotConnected::Address)?;
        Self::start(Servers::Cluster(cluster), options).await
    }

    /// The first connection, in a few tries.
    async fn start(servers: Servers, options: RedisOptions) -> Result<Self, NotConnected> {
        let store = Inner { prefix: options.prefix, timeout: options.timeout, servers };
        let mut pause = options::FIRST_PAUSE;
        for _ in 1..options.tries {
            match store.is_there().await {
                Err(NotConnected::Unreachable { .. }) => tokio::time::sleep(pause).await,
                Err(why) => return Err(why),
                Ok(()) => return Ok(Self(Arc::new(store))),
            }
            pause = options::LONGEST_PAUSE.min(pause * 2);
        }
        store.is_there().await.map(|()| Self(Arc::new(store)))
    }
}

impl Inner {
    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn deadline(&self) -> Instant {
        connection::after(self.timeout)
    }

    /// Is there a server that lets this application read under its prefix?
    async fn is_there(&self) -> Result<(), NotConnected> {
        let probe = command::get(&self.key(""));
        match self.answer(&self.key(""), &probe).await {
            Ok(Value::ServerError(why)) if why.code() != "WRONGTYPE" => Err(Failed::Refused(why).at_start(&self.at())),
            Ok(_) => Ok(()),
            Err(why) => Err(why.at_start(&self.at())),
        }
    }

    fn at(&self) -> String {
        match &self.servers {
            Servers::One(link) => link.at(),
            Servers::Cluster(cluster) => cluster.at(),
        }
    }

    /// The answer to one command about one key.
    async fn answer(&self, key: &str, command: &Pipeline) -> Result<Value, Failed> {
        match &self.servers {
            Servers::One(link) => link.answer(command, self.deadline()).await,
            Servers::Cluster(cluster) => cluster.answer(key, command, self.deadline()).await,
        }
    }

    /// The answers to a GET of each key: in one write, or from each node of a cluster in one.
    async fn values(&self, keys: &[String]) -> Result<Vec<Value>, Failed> {
        match &self.servers {
            Servers::One(link) => link.values(keys, self.deadline()).await,
            Servers::Cluster(cluster) => cluster.values(keys, self.deadline()).await,
        }
    }
}

impl TokenStore for RedisStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        Ok(self.load_many(&[key]).await?.pop().flatten())
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = keys.iter().map(|key| self.0.key(key)).collect();
        let values = self.0.values(&keys).await.map_err(|why| why.of_a_load())?;
        values.into_iter().map(|value| record::found(value).map_err(|why| why.of_a_load())).collect()
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        let version = new.map(|_| getrandom::u64().map(Version::new)).transpose().map_err(StoreError::not_done)?;
        let new = version.zip(new).map(|(version, bytes)| record::value(version, bytes));
        let key = self.0.key(key);
        let answer = self.0.answer(&key, &command::compare_and_swap(&key, expected, new.as_deref(), lives_for)).await;
        match answer {
            Ok(Value::Int(1)) => Ok(Swap::Swapped(version)),
            Ok(Value::Int(0)) => Ok(Swap::Conflict),
            Ok(value) => record::is_of_another_type(&value).ok_or_else(|| Failed::by_answer(value).of_a_swap()),
            Err(why) => Err(why.of_a_swap()),
        }
    }
}

impl fmt::Debug for RedisStore {
    /// An address may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("at", &self.0.at()).field("prefix", &self.0.prefix).finish_non_exhaustive()
    }
}

//! Each store of ours: how a test starts its server, opens it, and what the server says of itself.

use core::error::Error;
use core::fmt;
use core::time::Duration;

use catapa_signin_sql::{MySqlStore, PostgresStore, SqliteStore};
use catapa_signin_tokens::{AnyStore, FileStore, MemoryStore, RedisOptions, RedisStore};
use tempfile::TempDir;

use crate::servers::{MariadbServer, PostgresServer, RedisCluster, RedisServer};

/// Why a store cannot be opened.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A kind of store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `MemoryStore`.
    Memory,
    /// `FileStore`.
    File,
    /// `RedisStore`, one server.
    Redis,
    /// `RedisStore`, three primaries.
    RedisCluster,
    /// `PostgresStore`.
    Postgres,
    /// `MySqlStore`, over MariaDB.
    Mariadb,
    /// `SqliteStore`.
    Sqlite,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Memory, Self::File, Self::Redis, Self::RedisCluster, Self::Postgres, Self::Mariadb, Self::Sqlite];

    /// Its name in the names of tests.
    #[must_use]
    pub const fn module(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::File => "file",
            Self::Redis => "redis",
            Self::RedisCluster => "redis_cluster",
            Self::Postgres => "postgres",
            Self::Mariadb => "mariadb",
            Self::Sqlite => "sqlite",
        }
    }

    /// Its server, started, or its directory, made.
    #[must_use]
    pub fn start(self) -> Place {
        let directory = || tempfile::tempdir().expect("there is a temporary directory");
        let server = match self {
            Self::Memory => Server::Memory(MemoryStore::new()),
            Self::File => Server::File(directory()),
            Self::Redis => Server::Redis(RedisServer::start()),
            Self::RedisCluster => Server::RedisCluster(RedisCluster::start(3)),
            Self::Postgres => Server::Postgres(PostgresServer::start()),
            Self::Mariadb => Server::Mariadb(MariadbServer::start()),
            Self::Sqlite => Server::Sqlite(directory()),
        };
        Place(server)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "memory",
            Self::File => "files",
            Self::Redis => "Redis",
            Self::RedisCluster => "Redis Cluster",
            Self::Postgres => "PostgreSQL",
            Self::Mariadb => "MariaDB",
            Self::Sqlite => "SQLite",
        })
    }
}

/// A place where a store is kept. It ends, and its server with it, when it is dropped.
#[derive(Debug)]
pub struct Place(Server);

#[derive(Debug)]
enum Server {
    Memory(MemoryStore),
    File(TempDir),
    Redis(RedisServer),
    RedisCluster(RedisCluster),
    Postgres(PostgresServer),
    Mariadb(MariadbServer),
    Sqlite(TempDir),
}

impl Place {
    /// What [`open`] opens, in any process; `None` for a store that is in this one.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        Some(match &self.0 {
            Server::Memory(_) => return None,
            Server::File(directory) => format!("file:{}", directory.path().join("records").display()),
            Server::Redis(server) => server.url(),
            Server::RedisCluster(cluster) => cluster.servers()[0].url().replacen("redis:", "redis-cluster:", 1),
            Server::Postgres(server) => server.url(),
            Server::Mariadb(server) => server.url(),
            Server::Sqlite(directory) => format!("sqlite:{}", directory.path().join("records").display()),
        })
    }

    /// The port of its server, if that is one server with one port.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        match &self.0 {
            Server::Redis(server) => Some(server.port()),
            Server::Postgres(server) => Some(server.port()),
            Server::Mariadb(server) => Some(server.port()),
            _ => None,
        }
    }

    /// Another handle to the store.
    ///
    /// # Errors
    ///
    /// It cannot be opened.
    pub async fn open(&self, time_out: Duration) -> Result<AnyStore, Failure> {
        match (&self.0, self.url()) {
            (Server::Memory(store), _) => Ok(AnyStore::new(store.clone())),
            (_, Some(url)) => open(&url, time_out).await,
            (_, None) => Err("it has no URL".into()),
        }
    }

    /// The version, as the server itself says it.
    ///
    /// # Errors
    ///
    /// It does not say it.
    pub async fn version(&self) -> Result<String, Failure> {
        Ok(match &self.0 {
            Server::Memory(_) => "this process".into(),
            Server::File(_) => {
                let release = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
                format!("Linux {}", release.split('-').next().unwrap_or_default().trim())
            }
            Server::Redis(server) => redis_version(&server.ask(&["INFO", "server"])),
            Server::RedisCluster(cluster) => redis_version(&cluster.servers()[0].ask(&["INFO", "server"])),
            Server::Postgres(server) => format!("PostgreSQL {}", server.ask("SHOW server_version")),
            Server::Mariadb(server) => format!("MariaDB {}", server.ask("SELECT version()")),
            Server::Sqlite(_) => {
                let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
                let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&pool).await?;
                format!("SQLite {version}")
            }
        })
    }
}

fn redis_version(info: &str) -> String {
    let version = info.lines().find_map(|line| line.strip_prefix("redis_version:"));
    format!("Redis {}", version.unwrap_or("of no version").trim())
}

/// Opens the store at this URL: `file:DIRECTORY`, `sqlite:FILE`, `redis://`, `redis-cluster://`, `postgres://` or `mysql://`.
///
/// # Errors
///
/// It cannot be opened.
pub async fn open(url: &str, time_out: Duration) -> Result<AnyStore, Failure> {
    let (scheme, rest) = url.split_once(':').ok_or("a store's URL has a scheme")?;
    let redis = RedisOptions::default().timeout(time_out);
    Ok(match scheme {
        "file" => AnyStore::new(FileStore::open(rest)?),
        "redis" => AnyStore::new(RedisStore::connect(url, redis).await?),
        "redis-cluster" => AnyStore::new(RedisStore::cluster(&[&format!("redis:{rest}")], redis).await?),
        "postgres" => {
            let store = PostgresStore::connect(url).await?.time_out(time_out);
            store.migrate().await?;
            AnyStore::new(store)
        }
        "mysql" => {
            let store = MySqlStore::connect(url).await?.time_out(time_out);
            store.migrate().await?;
            AnyStore::new(store)
        }
        "sqlite" => {
            let store = SqliteStore::connect(rest).await?.time_out(time_out);
            store.migrate().await?;
            AnyStore::new(store)
        }
        _ => return Err(format!("there is no store for `{scheme}:`").into()),
    })
}

//! Servers that a test starts itself. Each has a port that the system picked and a directory of its own. It ends, and its
//! directory goes, when the test drops it.

mod mariadb;
mod ordinary_user;
mod postgres;
mod redis;

use std::net::TcpListener;

pub use mariadb::MariadbServer;
pub use postgres::PostgresServer;
pub use redis::{RedisCluster, RedisSentinel, RedisServer};

/// A port that is free now. Another program may still take it first, so a server that cannot have it is started again
/// on another.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("loopback has a free port")
        .port()
}

//! MySQL and MariaDB.

use catapa_signin_tokens::NotConnected;
use sqlx::error::DatabaseError;
use sqlx::mysql::{MySqlConnectOptions, MySqlDatabaseError};
use sqlx::{Error, MySql, Row as _, SqlStr};

use crate::connect::{options, try_to_connect};
use crate::connections::Connections;
use crate::dialect::{Change, Dialect, Record, Statements, alike, microseconds, number, version};
use crate::store::SqlStore;
use crate::table::Statement;

/// Keeps records in MySQL 8 or MariaDB. Tried with MariaDB 10.11.
///
/// # What it needs
///
/// One table, which [`migrate`](SqlStore::migrate) makes, and a user. A user that migrates needs `CREATE`. Once there is a
/// table, these rights are enough:
///
/// ```sql
/// GRANT SELECT, INSERT, UPDATE, DELETE ON my_database.catapa_records TO 'my_service'@'%';
/// ```
///
/// Leave `innodb_flush_log_at_trx_commit` at 1, as it is by default. `max_allowed_packet` must let a record pass: 1 MB
/// is plenty.
///
/// A user of MySQL 8 has a password of the kind `caching_sha2_password`. That needs TLS, or the feature `mysql-rsa` of this
/// crate, which encrypts the password alone.
///
/// # When the server restarts, or another takes over
///
/// Each answered swap is on disk, so a restart loses none. A replica may lack the last ones when it takes over:
/// [what is lost](crate#what-is-lost-when-it-is-lost) says what that means. Semi-synchronous replication rules it out.
///
/// Connections to a server that has gone away, or that has become read-only, are closed, and new ones go to the server that
/// has the address then. Over a pool of yours they are closed one by one, as each is found out.
pub type MySqlStore = SqlStore<MySql>;

impl SqlStore<MySql> {
    /// Connects with a URL such as `mysql://user:password@host/database?ssl-mode=VERIFY_IDENTITY`, for MySQL and MariaDB
    /// alike, through a pool of at most 10 connections. If the server is starting, it is tried for some seconds.
    ///
    /// # Errors
    ///
    /// [`NotConnected`]. It never has the URL or its password in it.
    pub async fn connect(url: &str) -> Result<Self, NotConnected> {
        let options = options::<MySql>(url)?;
        try_to_connect::<MySql>(&options, &at(&options)).await?;
        let connections = Connections::to(options, 10);
        Ok(Self::new(connections.clone(), connections))
    }
}

fn at(options: &MySqlConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

impl Dialect for MySql {
    const STORE: &'static str = "MySQL";

    const STATEMENTS: Statements = Statements {
        migrate: include_str!("../migrations/mysql.sql"),
        find: "SELECT record_key, version, bytes FROM catapa_records \
               WHERE record_key IN (?) AND expires_at > UTC_TIMESTAMP(6)",
        // The count of rows is 1 for a new row and for one that stays as it is. So a row that stays says so by
        // LAST_INSERT_ID, which comes with the answer. Assignments happen in their order.
        insert: "INSERT INTO catapa_records (record_key, version, bytes, expires_at) \
                 VALUES (?, ?, ?, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND) ON DUPLICATE KEY UPDATE \
                 version = IF(expires_at <= UTC_TIMESTAMP(6), VALUES(version), IF(LAST_INSERT_ID(1), version, version)), \
                 bytes = IF(expires_at <= UTC_TIMESTAMP(6), VALUES(bytes), bytes), \
                 expires_at = IF(expires_at <= UTC_TIMESTAMP(6), VALUES(expires_at), expires_at)",
        update: "UPDATE catapa_records SET version = ?, bytes = ?, \
                 expires_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND \
                 WHERE record_key = ? AND version = ? AND expires_at > UTC_TIMESTAMP(6)",
        remove: "DELETE FROM catapa_records \
                 WHERE record_key = ? AND version = ? AND expires_at > UTC_TIMESTAMP(6)",
        remove_expired: "DELETE FROM catapa_records WHERE expires_at <= UTC_TIMESTAMP(6) \
                         ORDER BY expires_at LIMIT 500",
    };

    async fn find(
        connection: &mut Self::Connection,
        statement: &Statement,
        keys: &[&str],
    ) -> Result<Vec<Record>, Error> {
        let query = sqlx::query(statement.for_keys(keys.len()));
        let rows = keys.iter().fold(query, |query, key| query.bind(*key)).fetch_all(connection).await?;
        rows.iter()
            .map(|row| Ok(Record { key: row.try_get(0)?, version: version(row.try_get(1)?), bytes: row.try_get(2)? }))
            .collect()
    }

    alike!(|done| done.last_insert_id() == 0);

    fn refuses(why: &dyn DatabaseError) -> bool {
        let state = why.code().unwrap_or_default();
        // By class: its data, a constraint, read-only, a password, rolled back, a right or a missing table. By number: a
        // lock that did not come, and read-only in three ways.
        ["22", "23", "25", "28", "40", "42"].iter().any(|class| state.starts_with(class))
            || matches!(number_of(why), 1205 | 1290 | 1792 | 1836)
    }

    fn resigns(why: &dyn DatabaseError) -> bool {
        // Read-only in three ways; it shuts down, or ended the connection.
        matches!(number_of(why), 1290 | 1792 | 1836 | 1053 | 1927 | 3169)
    }

    fn is_not_ready_yet(why: &dyn DatabaseError) -> bool {
        // No connection left, or it shuts down.
        matches!(number_of(why), 1040 | 1053)
    }
}

/// The number of an error, which says more than its SQL state.
fn number_of(why: &dyn DatabaseError) -> u16 {
    why.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number)
}

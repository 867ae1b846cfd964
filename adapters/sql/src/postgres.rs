//! PostgreSQL.

use catapa_signin_tokens::NotConnected;
use sqlx::error::DatabaseError;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Error, Postgres, Row as _, SqlStr};

use crate::connect::{options, try_to_connect};
use crate::connections::Connections;
use crate::dialect::{Change, Dialect, Record, Statements, alike, microseconds, number, version};
use crate::store::SqlStore;
use crate::table::Statement;

/// Keeps records in PostgreSQL. Tried with version 15.
///
/// # What it needs
///
/// One table, which [`migrate`](SqlStore::migrate) makes, and an ordinary role. A role that migrates needs `CREATE` on the
/// schema. Once there is a table, these rights are enough:
///
/// ```sql
/// GRANT SELECT, INSERT, UPDATE, DELETE ON catapa_records TO my_service;
/// ```
///
/// Leave `synchronous_commit` and `fsync` on, as they are by default.
///
/// A statement that waits for a lock goes on waiting when this store has given up. To end it, set a limit for the role:
/// `ALTER ROLE my_service SET statement_timeout = '3s'`.
///
/// # Through PgBouncer
///
/// Statements are prepared under names, so that each is one round trip. In its modes `transaction` and `statement`,
/// PgBouncer understands that since version 1.21, if `max_prepared_statements` is above 0.
///
/// # When the server restarts, or another takes over
///
/// Each answered swap is on disk, so a restart loses none. A standby that replicates asynchronously may lack the last ones
/// when it takes over: [what is lost](crate#what-is-lost-when-it-is-lost) says what that means. Set
/// `synchronous_standby_names` to rule it out.
///
/// Connections to a server that has gone away, or that has become read-only, are closed, and new ones go to the server that
/// has the address then. Over a pool of yours they are closed one by one, as each is found out.
pub type PostgresStore = SqlStore<Postgres>;

impl SqlStore<Postgres> {
    /// Connects with a URL such as `postgres://user:password@host/database?sslmode=verify-full`, through a pool of at most
    /// 10 connections. If the server is starting, it is tried for some seconds.
    ///
    /// # Errors
    ///
    /// [`NotConnected`]. It never has the URL or its password in it.
    pub async fn connect(url: &str) -> Result<Self, NotConnected> {
        let options = options::<Postgres>(url)?;
        try_to_connect::<Postgres>(&options, &at(&options)).await?;
        let connections = Connections::to(options, 10);
        Ok(Self::new(connections.clone(), connections))
    }
}

fn at(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

impl Dialect for Postgres {
    const STORE: &'static str = "PostgreSQL";

    const STATEMENTS: Statements = Statements {
        // The lock, because two `IF NOT EXISTS` at the same time may collide. Its number is arbitrary, and it ends with the
        // transaction that these statements are.
        migrate: concat!(
            "SELECT pg_advisory_xact_lock(4391528637014152);\n",
            include_str!("../migrations/postgres.sql")
        ),
        find: "SELECT record_key, version, bytes FROM catapa_records \
               WHERE record_key = ANY($1) AND expires_at > clock_timestamp()",
        insert: "INSERT INTO catapa_records AS old (record_key, version, bytes, expires_at) \
                 VALUES ($1, $2, $3, clock_timestamp() + $4::bigint * interval '1 microsecond') \
                 ON CONFLICT (record_key) DO UPDATE \
                 SET version = excluded.version, bytes = excluded.bytes, expires_at = excluded.expires_at \
                 WHERE old.expires_at <= clock_timestamp()",
        update: "UPDATE catapa_records SET version = $1, bytes = $2, \
                 expires_at = clock_timestamp() + $3::bigint * interval '1 microsecond' \
                 WHERE record_key = $4 AND version = $5 AND expires_at > clock_timestamp()",
        remove: "DELETE FROM catapa_records \
                 WHERE record_key = $1 AND version = $2 AND expires_at > clock_timestamp()",
        // Two instances that remove at the same time take different rows.
        remove_expired: "DELETE FROM catapa_records WHERE expires_at <= now() AND record_key = ANY(ARRAY(\
                         SELECT record_key FROM catapa_records WHERE expires_at <= now() \
                         ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED))",
    };

    async fn find(
        connection: &mut Self::Connection,
        statement: &Statement,
        keys: &[&str],
    ) -> Result<Vec<Record>, Error> {
        let rows = sqlx::query(statement.sql()).bind(keys).fetch_all(connection).await?;
        rows.iter()
            .map(|row| Ok(Record { key: row.try_get(0)?, version: version(row.try_get(1)?), bytes: row.try_get(2)? }))
            .collect()
    }

    alike!(|done| done.rows_affected() == 1);

    fn refuses(why: &dyn DatabaseError) -> bool {
        let code = why.code().unwrap_or_default();
        // 40003 is "statement completion unknown"; 25006 is "read-only", of class 25. The others are refused for their
        // data, a constraint, a password, a right, or a lock, or are rolled back.
        code != "40003" && ["22", "23", "25", "28", "40", "42", "55"].iter().any(|class| code.starts_with(class))
    }

    fn resigns(why: &dyn DatabaseError) -> bool {
        // Read-only; shut down by its administrator, after a crash, or while it starts or stops.
        matches!(why.code().as_deref(), Some("25006" | "57P01" | "57P02" | "57P03"))
    }

    fn is_not_ready_yet(why: &dyn DatabaseError) -> bool {
        // It starts or stops, or has no connection left.
        matches!(why.code().as_deref(), Some("57P01" | "57P02" | "57P03" | "53300"))
    }
}

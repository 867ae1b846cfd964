//! SQLite.

mod file;
#[cfg(test)]
mod tests;

use core::time::Duration;
use std::path::Path;

use catapa_signin_tokens::NotConnected;
use sqlx::error::DatabaseError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Error, Row as _, SqlStr, Sqlite};

use crate::connect::try_to_connect;
use crate::connections::Connections;
use crate::dialect::{Change, Dialect, Record, Statements, alike, microseconds, number, version};
use crate::store::SqlStore;
use crate::table::Statement;

/// How long a process waits for another one that writes. It is below the store's time-out, so that SQLite itself says that
/// nothing was written.
const BUSY: Duration = Duration::from_secs(2);

/// Keeps records in a file, with SQLite. Any number of processes of one machine may use it at the same time.
///
/// # What it needs
///
/// A directory that the application may write in, on a disk of this machine: SQLite's locks do not work over most network
/// file systems. Beside the file there are two more while it is used, with `-wal` and `-shm` after its name. Copy the file
/// with `sqlite3 FILE ".backup COPY"`, or while nobody uses it.
///
/// A new file is for its owner alone (mode 0600). A file that others may read is refused, and the error's source says which
/// `chmod` mends it. The directory stays as it is.
///
/// Each answered swap is on disk (`synchronous=FULL`), because a swap that a power cut takes back lets a refresh token be
/// sent twice. A swap costs one `fsync`, and one process writes at a time (`journal_mode=WAL`). Readers do not wait.
///
/// Records expire by the clock of the machine.
///
/// # Beside another crate with SQLite
///
/// SQLite is compiled into the program by `libsqlite3-sys`, which a program can have once. `sqlx` 0.9 takes its versions
/// from 0.30.1 to 0.37: choose a `rusqlite` or `diesel` that takes one of these.
pub type SqliteStore = SqlStore<Sqlite>;

impl SqlStore<Sqlite> {
    /// Opens this file, and makes it if it is not there. Its directory must be there.
    ///
    /// # Errors
    ///
    /// [`NotConnected`]: the file cannot be opened or made, it is not a database, or others may read it.
    pub async fn connect(path: impl AsRef<Path> + Send) -> Result<Self, NotConnected> {
        let path = file::private(path.as_ref())?;
        let at = path.display().to_string();
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY);
        try_to_connect::<Sqlite>(&options, &at).await?;
        // Writers of one process take turns here, which is fairer than to wait for each other's lock.
        Ok(Self::new(Connections::to(options.clone(), 4), Connections::to(options, 1)))
    }
}

impl Dialect for Sqlite {
    const STORE: &'static str = "SQLite";

    const STATEMENTS: Statements = Statements {
        migrate: include_str!("../migrations/sqlite.sql"),
        find: "SELECT record_key, version, bytes FROM catapa_records \
               WHERE record_key IN (?) AND expires_at > CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
        insert: "INSERT INTO catapa_records AS old (record_key, version, bytes, expires_at) \
                 VALUES (?, ?, ?, CAST(unixepoch('subsec') * 1000000 AS INTEGER) + ?) \
                 ON CONFLICT (record_key) DO UPDATE \
                 SET version = excluded.version, bytes = excluded.bytes, expires_at = excluded.expires_at \
                 WHERE old.expires_at <= CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
        update: "UPDATE catapa_records SET version = ?, bytes = ?, \
                 expires_at = CAST(unixepoch('subsec') * 1000000 AS INTEGER) + ? \
                 WHERE record_key = ? AND version = ? \
                 AND expires_at > CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
        remove: "DELETE FROM catapa_records WHERE record_key = ? AND version = ? \
                 AND expires_at > CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
        remove_expired: "DELETE FROM catapa_records WHERE record_key IN (SELECT record_key FROM catapa_records \
                         WHERE expires_at <= CAST(unixepoch('subsec') * 1000000 AS INTEGER) \
                         ORDER BY expires_at LIMIT 500)",
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

    alike!(|done| done.rows_affected() == 1);

    fn refuses(why: &dyn DatabaseError) -> bool {
        // No such table; permission; busy or locked; read-only; cannot be opened; too big; a constraint; not a database.
        matches!(primary(why), 1 | 3 | 5 | 6 | 8 | 14 | 18 | 19 | 26)
    }

    fn resigns(_: &dyn DatabaseError) -> bool {
        false
    }

    fn is_not_ready_yet(why: &dyn DatabaseError) -> bool {
        // Another process opens it for the first time.
        matches!(primary(why), 5 | 6)
    }
}

/// SQLite's primary result code: the lowest byte of the extended one.
fn primary(why: &dyn DatabaseError) -> u32 {
    why.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default() & 0xff
}

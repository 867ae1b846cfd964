//! The store, for each database alike.

use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;

use catapa_signin_tokens::{Found, StoreError, Swap, TokenStore, Version};
use sqlx::{Pool, SqlStr};

use crate::connections::{Connections, until};
use crate::dialect::{Change, Dialect, New};
use crate::table::{NotATableName, Statement, Table};

/// How many swaps there are for one removal of what has expired.
const SWAPS_FOR_ONE_REMOVAL: u32 = 100;

/// A [`TokenStore`] in a database. Cheap to clone; a clone is the same store.
///
/// [`PostgresStore`](crate::PostgresStore), [`MySqlStore`](crate::MySqlStore) and [`SqliteStore`](crate::SqliteStore) are
/// its names for each database, and say what that needs.
pub struct SqlStore<DB: Dialect> {
    /// One connection writes at a time where a database has one writer; otherwise both are the same.
    readers: Connections<DB>,
    writers: Connections<DB>,
    statements: Arc<Prepared>,
    time_out: Duration,
    swaps: Arc<AtomicU32>,
}

/// The statements, with the name of the table.
struct Prepared {
    table: Table,
    migrate: Statement,
    find: Statement,
    insert: Statement,
    update: Statement,
    remove: Statement,
    remove_expired: Statement,
}

impl Prepared {
    fn new<DB: Dialect>(table: Table) -> Self {
        let statements = DB::STATEMENTS;
        Self {
            migrate: table.of(statements.migrate),
            find: table.of(statements.find),
            insert: table.of(statements.insert),
            update: table.of(statements.update),
            remove: table.of(statements.remove),
            remove_expired: table.of(statements.remove_expired),
            table,
        }
    }
}

impl<DB: Dialect> SqlStore<DB> {
    /// A store over a pool that the application has. The pool's own settings count, and so do its connections' settings.
    /// Whoever runs out of connections is told so after the [time-out](Self::time_out).
    #[must_use]
    pub fn over(pool: Pool<DB>) -> Self {
        let connections = Connections::over(pool);
        Self::new(connections.clone(), connections)
    }

    pub(crate) fn new(readers: Connections<DB>, writers: Connections<DB>) -> Self {
        let statements = Arc::new(Prepared::new::<DB>(Table::default()));
        // A process that ends after a few swaps does its share too.
        let first = getrandom::u32().unwrap_or_default() % SWAPS_FOR_ONE_REMOVAL;
        let swaps = Arc::new(AtomicU32::new(first));
        Self { readers, writers, statements, time_out: Duration::from_secs(3), swaps }
    }

    #[cfg(all(test, feature = "sqlite"))]
    pub(crate) fn pools(&self) -> [&Pool<DB>; 2] {
        [self.readers.pool(), self.writers.pool()]
    }

    /// Another table than `catapa_records`, for example one for each application. Do not take a word of SQL.
    ///
    /// # Errors
    ///
    /// [`NotATableName`], if the name has other characters than lower-case letters, digits and `_`.
    pub fn table(self, name: &str) -> Result<Self, NotATableName> {
        Ok(Self { statements: Arc::new(Prepared::new::<DB>(Table::new(name)?)), ..self })
    }

    /// How long the database may take for an answer, waiting for a connection included: 3 seconds unless it is set here.
    /// It should be far below half the [lease](catapa_signin_tokens::KeeperOptions::lease).
    #[must_use]
    pub fn time_out(self, time_out: Duration) -> Self {
        Self { time_out, ..self }
    }

    /// Makes the table, if it is not there. Several instances may do this at the same time. It needs the right to make a
    /// table only if there is none.
    ///
    /// The statement is a file of this crate, in the directory `migrations`, for those who run migrations themselves.
    ///
    /// # Errors
    ///
    /// [`StoreError`], of either kind. Call it again: it has made the table and its index, or nothing.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        // In PostgreSQL and MySQL, `IF NOT EXISTS` needs the right to make a table even if there is one.
        if self.find(&["catapa"]).await.is_ok() {
            return Ok(());
        }
        self.run(self.statements.migrate.sql()).await.map(drop)
    }

    /// Removes records that have expired, some hundred of them, and says how many. They count as absent anyway, and a store
    /// removes some by itself after every hundredth swap. So nobody has to call this.
    ///
    /// # Errors
    ///
    /// [`StoreError`], of either kind.
    pub async fn remove_expired(&self) -> Result<u64, StoreError> {
        self.run(self.statements.remove_expired.sql()).await
    }

    async fn run(&self, statements: SqlStr) -> Result<u64, StoreError> {
        let mut lent = self.writers.lend(self.time_out).await?;
        let (connection, deadline) = lent.parts()?;
        let outcome = until(deadline, DB::run(connection, statements)).await;
        lent.answered(outcome)
    }

    async fn find(&self, keys: &[&str]) -> Result<HashMap<String, (Version, Vec<u8>)>, StoreError> {
        let mut lent = self.readers.lend(self.time_out).await?;
        let (connection, deadline) = lent.parts()?;
        let outcome = until(deadline, DB::find(connection, &self.statements.find, keys)).await;
        let records = lent.answered(outcome)?;
        Ok(records.into_iter().map(|record| (record.key, (record.version, record.bytes))).collect())
    }

    async fn change(&self, statement: &Statement, change: Change<'_>) -> Result<bool, StoreError> {
        let mut lent = self.writers.lend(self.time_out).await?;
        let (connection, deadline) = lent.parts()?;
        let outcome = until(deadline, DB::change(connection, statement.sql(), &change)).await;
        lent.answered(outcome)
    }

    /// After every hundredth swap, removes what has expired. Nobody waits for it.
    fn count_a_swap(&self) {
        let swaps = self.swaps.fetch_add(1, Ordering::Relaxed);
        if !swaps.is_multiple_of(SWAPS_FOR_ONE_REMOVAL) {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let store = self.clone();
            // If it fails, the next one removes more.
            runtime.spawn(async move { drop(store.remove_expired().await) });
        }
    }
}

impl<DB: Dialect> TokenStore for SqlStore<DB> {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        Ok(self.find(&[key]).await?.remove(key))
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.find(keys).await?;
        Ok(keys.iter().map(|key| found.get(*key).cloned()).collect())
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        // A database may cut a longer key short, and then it would be another's.
        if key.len() > 64 || !key.is_ascii() {
            return Err(StoreError::not_done("a key has at most 64 characters of ASCII"));
        }
        let version = new.map(|_| getrandom::u64().map(Version::new)).transpose().map_err(StoreError::not_done)?;
        let new = version.zip(new).map(|(version, bytes)| New { version, bytes, lives_for });
        let statements = &self.statements;
        let swapped = match (expected, new) {
            (None, Some(new)) => self.change(&statements.insert, Change::Insert { key, new }).await?,
            (Some(expected), Some(new)) => {
                self.change(&statements.update, Change::Update { new, key, expected }).await?
            }
            (Some(expected), None) => self.change(&statements.remove, Change::Remove { key, expected }).await?,
            // Nothing is to come in place of nothing: it is a look.
            (None, None) => !self.find(&[key]).await?.contains_key(key),
        };
        self.count_a_swap();
        Ok(if swapped { Swap::Swapped(version) } else { Swap::Conflict })
    }
}

impl<DB: Dialect> Clone for SqlStore<DB> {
    fn clone(&self) -> Self {
        Self {
            readers: self.readers.clone(),
            writers: self.writers.clone(),
            statements: self.statements.clone(),
            time_out: self.time_out,
            swaps: self.swaps.clone(),
        }
    }
}

impl<DB: Dialect> fmt::Debug for SqlStore<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SqlStore({}, {})", DB::STORE, self.statements.table.name())
    }
}

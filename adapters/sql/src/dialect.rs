//! What differs between the databases.

use core::time::Duration;

use crate::table::Statement;
use catapa_signin_tokens::Version;
use sqlx::error::DatabaseError;
use sqlx::{Database, Error, SqlStr};

/// A database that records can be kept in. Sealed: these are PostgreSQL, MySQL with MariaDB, and SQLite.
pub trait Dialect: Database {
    /// What the database is called.
    #[doc(hidden)]
    const STORE: &'static str;

    /// Its statements, for the default table.
    #[doc(hidden)]
    const STATEMENTS: Statements;

    /// Runs a statement that finds records, for at least one key.
    #[doc(hidden)]
    fn find(
        connection: &mut Self::Connection,
        statement: &Statement,
        keys: &[&str],
    ) -> impl Future<Output = Result<Vec<Record>, Error>> + Send;

    /// Runs the statement of a change. Was it made?
    #[doc(hidden)]
    fn change(
        connection: &mut Self::Connection,
        statement: SqlStr,
        change: &Change<'_>,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Runs statements without parameters, and counts the rows that they changed.
    #[doc(hidden)]
    fn run(connection: &mut Self::Connection, statements: SqlStr) -> impl Future<Output = Result<u64, Error>> + Send;

    /// Does this answer of the database mean that it has not done the statement, and never will?
    #[doc(hidden)]
    fn refuses(why: &dyn DatabaseError) -> bool;

    /// Does it mean that another server is in charge now, or soon? Then connections to this one are of no more use.
    #[doc(hidden)]
    fn resigns(why: &dyn DatabaseError) -> bool;

    /// Does it mean that the database is about to be ready, while connecting?
    #[doc(hidden)]
    fn is_not_ready_yet(why: &dyn DatabaseError) -> bool;
}

/// The statements of a database. Parameters are in the order of the fields of [`Change`].
#[derive(Debug)]
pub struct Statements {
    /// Makes the table, if it is not there.
    pub(crate) migrate: &'static str,
    /// The records under keys that have not expired.
    pub(crate) find: &'static str,
    /// A record under a key that has none, or an expired one.
    pub(crate) insert: &'static str,
    /// A record in place of one with an expected version.
    pub(crate) update: &'static str,
    /// No record in place of one with an expected version.
    pub(crate) remove: &'static str,
    /// Removes a limited number of records that have expired.
    pub(crate) remove_expired: &'static str,
}

/// A record as it is found.
pub struct Record {
    pub(crate) key: String,
    pub(crate) version: Version,
    pub(crate) bytes: Vec<u8>,
}

/// A swap that may change a row.
#[derive(Clone, Copy)]
pub enum Change<'a> {
    /// Expects nothing.
    Insert { key: &'a str, new: New<'a> },
    /// Expects this version.
    Update { new: New<'a>, key: &'a str, expected: Version },
    /// Expects this version.
    Remove { key: &'a str, expected: Version },
}

/// A new record.
#[derive(Clone, Copy)]
pub struct New<'a> {
    pub(crate) version: Version,
    pub(crate) bytes: &'a [u8],
    pub(crate) lives_for: Duration,
}

/// A version as the databases keep it: they have no unsigned number of 64 bits, or not all of them.
pub(crate) const fn number(version: Version) -> i64 {
    version.number().cast_signed()
}

/// The version of a number that a database kept.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
pub(crate) const fn version(number: i64) -> Version {
    Version::new(number.cast_unsigned())
}

/// How long a record lives, in microseconds: at most 1,000 years, so that each database can add it to its clock.
pub(crate) fn microseconds(lives_for: Duration) -> i64 {
    const LONGEST: i64 = 31_557_600_000_000_000;
    i64::try_from(lives_for.as_micros()).map_or(LONGEST, |micros| micros.min(LONGEST))
}

/// The functions of a [`Dialect`] that read alike for all, though their types differ.
macro_rules! alike {
    ($inserted:expr) => {
        async fn change(
            connection: &mut Self::Connection,
            statement: SqlStr,
            change: &Change<'_>,
        ) -> Result<bool, Error> {
            let query = sqlx::query::<Self>(statement);
            let query = match change {
                Change::Insert { key, new } => {
                    let query = query.bind(key).bind(number(new.version)).bind(new.bytes);
                    return query.bind(microseconds(new.lives_for)).execute(connection).await.map($inserted);
                }
                Change::Update { new, key, expected } => {
                    let query = query.bind(number(new.version)).bind(new.bytes).bind(microseconds(new.lives_for));
                    query.bind(key).bind(number(*expected))
                }
                Change::Remove { key, expected } => query.bind(key).bind(number(*expected)),
            };
            Ok(query.execute(connection).await?.rows_affected() == 1)
        }

        async fn run(connection: &mut Self::Connection, statements: SqlStr) -> Result<u64, Error> {
            Ok(sqlx::raw_sql(statements).execute(connection).await?.rows_affected())
        }
    };
}

#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
pub(crate) use alike;

//! The name of the table, and the statements with it.

use std::sync::Arc;

use catapa_signin::explain;
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

/// The table that the files in `migrations` make.
const DEFAULT: &str = "catapa_records";

/// This leaves room for the name of an index, whatever the database.
const LONGEST: usize = 48;

/// This cannot be the name of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotATableName {
    /// It is empty or longer than 48 characters, begins with a digit, or has a character that is neither a lower-case
    /// letter of ASCII, nor a digit, nor `_`.
    Character,
}

explain!(NotATableName {
    Self::Character => (
        "store.table_name",
        Caller,
        "the name of a table has lower-case letters, digits and `_`, does not begin with a digit, and has at most 48 characters"
    ),
});

/// The name of a table, which is written into statements as it is.
#[derive(Clone, Debug)]
pub(crate) struct Table(Arc<str>);

impl Default for Table {
    fn default() -> Self {
        Self(DEFAULT.into())
    }
}

impl Table {
    pub(crate) fn new(name: &str) -> Result<Self, NotATableName> {
        let may_be_in = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let begins = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
        if !begins || name.len() > LONGEST || !name.bytes().all(may_be_in) {
            return Err(NotATableName::Character);
        }
        Ok(Self(name.into()))
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// A statement that was written for the default table.
    pub(crate) fn of(&self, statement: &str) -> Statement {
        Statement(statement.replace(DEFAULT, &self.0).into())
    }
}

/// A statement for this table.
#[derive(Clone, Debug)]
pub struct Statement(Arc<str>);

impl Statement {
    /// It has no text of a caller but the name of the table, which was checked.
    pub(crate) fn sql(&self) -> SqlStr {
        AssertSqlSafe(self.0.clone()).into_sql_str()
    }

    /// With as many placeholders as there are keys, where it has one in parentheses.
    #[cfg(any(feature = "mysql", feature = "sqlite"))]
    pub(crate) fn for_keys(&self, keys: usize) -> SqlStr {
        let placeholders = format!("({})", vec!["?"; keys].join(", "));
        AssertSqlSafe(self.0.replace("(?)", &placeholders)).into_sql_str()
    }
}

-- The table of catapa-signin-sql for SQLite. `migrate` runs this file.
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS catapa_records (
    record_key TEXT    NOT NULL PRIMARY KEY COLLATE BINARY,
    version    INTEGER NOT NULL,
    bytes      BLOB    NOT NULL,
    expires_at INTEGER NOT NULL -- in microseconds since 1970
) STRICT;
CREATE INDEX IF NOT EXISTS catapa_records_expires_at ON catapa_records (expires_at);
COMMIT;

-- The table of catapa-signin-sql for PostgreSQL. `migrate` runs this file, in one transaction.
CREATE TABLE IF NOT EXISTS catapa_records (
    record_key varchar(64) COLLATE "C" PRIMARY KEY,
    version    bigint      NOT NULL,
    bytes      bytea       NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS catapa_records_expires_at ON catapa_records (expires_at);

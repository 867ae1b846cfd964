-- The table of catapa-signin-sql for MySQL 8 and MariaDB 10.11. `migrate` runs this file.
CREATE TABLE IF NOT EXISTS catapa_records (
    record_key varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    version    bigint      NOT NULL,
    bytes      mediumblob  NOT NULL,
    expires_at datetime(6) NOT NULL COMMENT 'UTC',
    KEY catapa_records_expires_at (expires_at)
) ENGINE = InnoDB;

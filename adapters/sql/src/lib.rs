//! Tokens of CATAPA in a database that you have: PostgreSQL, MySQL, MariaDB or SQLite.
//!
//! [`PostgresStore`], [`MySqlStore`] and [`SqliteStore`] are stores for a [`TokenKeeper`](catapa_signin_tokens::TokenKeeper),
//! through [`sqlx`]. Each swap is one statement, so any number of instances may share a database, and each refresh token is
//! sent once. Features choose the database: `postgres`, `mysql`, `sqlite`. None is on by default.
//!
//! # What a service writes
//!
//! ```toml
//! [dependencies]
//! catapa-signin = "0.1"
//! catapa-signin-async = { version = "0.1", features = ["hyper", "ring"] }
//! catapa-signin-sql = { version = "0.1", features = ["sqlite"] }
//! catapa-signin-tokens = "0.1"
//! tokio = { version = "1", features = ["macros", "rt", "time"] }
//! catapa-stand-in = "0.1" # to try it without CATAPA
//! ```
//!
//! ```
//! # use std::time::SystemTime;
//! # use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
//! use catapa_signin_async::{HyperSender, SenderOptions};
//! use catapa_signin_sql::SqliteStore;
//! use catapa_signin_tokens::{KeeperOptions, SealingKeys, TokenKeeper};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn core::error::Error + Send + Sync>> {
//! # let directory = std::env::temp_dir().join(format!("catapa-signin-sql-{}", std::process::id()));
//! # std::fs::create_dir_all(&directory)?;
//! # std::env::set_current_dir(&directory)?;
//! # let stand_in = catapa_stand_in::StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start()?;
//! # let origin = &stand_in.origin();
//! # let client = || Client::new(ClientConfig {
//! #     client_id: "stand-in-client", client_secret: "stand-in-secret", redirect_uri: "http://127.0.0.1:3000/callback",
//! #     endpoints: Endpoints::new(origin, origin), tenants: Tenants::Only(&["gdplabs"]), options: Options::default(),
//! # });
//! # let now = UnixTime::from(SystemTime::now());
//! # let keys = || SealingKeys::new([7; 32]);
//! # let first_sender = HyperSender::tokio(SenderOptions::default())?;
//! # let first_client = client()?;
//! # let sign_in = SignIn::new(&first_client).begin(core::array::from_fn(|index| index as u8), now);
//! # let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string())?;
//! # let mut pending = Some(sign_in.into_step());
//! # let mut code = Some(first_client.accept(&mut pending, &callback, now)?.into_step());
//! # let mut reply = first_sender.send(&first_client.token_request(&code, now)?).await?;
//! # let authorized = first_client.finish(&mut code, reply.as_reply(), now)?.to_owned_in::<String>()?.into_step();
//! // Once, when the service starts. The other stores take a URL.
//! let store = SqliteStore::connect("tokens.db").await?;
//! store.migrate().await?;
//! let sender = HyperSender::tokio(SenderOptions::default())?;
//! let options = KeeperOptions::default().sleep(tokio::time::sleep).spawn(|task| drop(tokio::spawn(task)));
//! let keeper = TokenKeeper::new(client()?, store, keys(), sender, options);
//! # let key = keeper.insert(authorized).await?;
//! # // The service ends, and starts again.
//! # keeper.settle().await;
//! # drop(keeper);
//! # let store = SqliteStore::connect("tokens.db").await?;
//! # store.migrate().await?;
//! # let options = KeeperOptions::default().sleep(tokio::time::sleep).spawn(|task| drop(tokio::spawn(task)));
//! # let keeper = TokenKeeper::new(client()?, store, keys(), first_sender, options);
//!
//! // The key of a session, from before the service started anew.
//! let user_key = keeper.who(&key, |user| user.key().to_string()).await?;
//! # assert!(user_key.ends_with("gdplabs|1001"), "{user_key}");
//! # std::fs::remove_dir_all(&directory)?;
//! # Ok(())
//! # }
//! ```
//!
//! If you have a pool of sqlx 0.9, take [`over`](SqlStore::over) in place of `connect`. Everything runs on tokio.
//!
//! # Which to take
//!
//! | | For | It needs |
//! |---|---|---|
//! | [`SqliteStore`] | one machine, any number of processes | a directory on a local disk |
//! | [`PostgresStore`] | many machines | four rights on one table |
//! | [`MySqlStore`] | many machines; MySQL 8 and MariaDB | four rights on one table |
//!
//! The page of each says more: rights, settings, and what is special about it. The table is made by
//! [`migrate`](SqlStore::migrate), or by you, from a file in the directory `migrations` of this crate.
//!
//! # What is kept, and what is lost when it is lost
//!
//! A row has a key, a version, sealed bytes and a time of the database's own clock, at which it expires. The key is a hash,
//! and the bytes open only with the [sealing keys](catapa_signin_tokens::SealingKeys), so a backup shows no token. What has
//! expired counts as absent, and goes by itself: after every hundredth swap, a store removes up to 500 rows.
//!
//! If the table is lost, everybody signs in again, and nothing else happens. If only the last swaps are lost, as when an
//! asynchronous replica takes over, a refresh token may be sent a second time. CATAPA may then end that person's tokens.
//!
//! # Errors
//!
//! - [`NotConnected`], while connecting: it names the server. A server that is starting is waited for, some seconds long.
//! - [`StoreError::NotDone`]: nothing happened. There was no connection in time, or the database refused: a right, a
//!   missing table, a constraint, a lock, or because it is read-only.
//! - [`StoreError::Unsure`]: a statement was sent, and no answer came in the store's [time](SqlStore::time_out). It may
//!   still happen. The keeper looks it up; a store sends no swap twice.
//!
//! The store stays usable after each of them. A connection whose statement had no answer, or an error, is closed. After a
//! restart of the server, or when another server has taken over its address, new connections are made.
//!
//! # TLS
//!
//! Without one of these features there is none. Each is the feature of sqlx with the same name:
//!
//! | Feature | Cryptography | Trusted authorities |
//! |---|---|---|
//! | `tls-rustls-ring-webpki` | `ring` | Mozilla's, and `sslrootcert` |
//! | `tls-rustls-ring-native-roots` | `ring` | those of the machine, and `sslrootcert` |
//! | `tls-rustls-aws-lc-rs` | `aws-lc-rs` | Mozilla's, and `sslrootcert` |
//!
//! They turn on `ring` or `aws-lc-rs` of rustls for the whole program. If another crate of it has chosen the other one, and
//! lets rustls find its provider, install one first: `CryptoProvider::install_default`. For OpenSSL turn on `tls-native-tls`
//! of sqlx in your own `Cargo.toml`.
//!
//! A URL then says `sslmode=verify-full` (PostgreSQL) or `ssl-mode=VERIFY_IDENTITY` (MySQL). Do not go without it over a
//! network that others share: by default both connect without TLS if the server does not offer it. If a URL asks for TLS
//! and the program has none, `connect` refuses it ([`NotConnected::NoTls`]), and sends nothing.
//!
//! sqlx turns on the feature `log` of the crate `tracing`. So a program with a logger and no subscriber of `tracing` sees
//! more records.

#![cfg_attr(
    not(any(feature = "postgres", feature = "mysql", feature = "sqlite")),
    allow(dead_code, unused_macros, reason = "without a database there is nobody to use it")
)]

mod connect;
mod connections;
mod dialect;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
mod table;

pub use catapa_signin_tokens::{NotConnected, StoreError};
pub use dialect::Dialect;
#[cfg(feature = "mysql")]
pub use mysql::MySqlStore;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
pub use store::SqlStore;
pub use table::NotATableName;

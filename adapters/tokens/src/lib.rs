//! CATAPA tokens that stay fresh: for services with many callers at once, and for many instances over one store.
//!
//! A [`TokenKeeper`] keeps the tokens of every session sealed in a [store](TokenStore), and [calls](TokenKeeper::call) the
//! CATAPA API under those that are valid now. A refresh token can be spent once; so it is sent once, by one caller of one
//! instance, whatever happens.
//!
//! # What a service writes
//!
//! ```toml
//! [dependencies]
//! catapa-signin = "0.1"
//! catapa-signin-async = { version = "0.1", features = ["hyper", "ring"] }
//! catapa-signin-tokens = "0.1"
//! serde = { version = "1", features = ["derive"] }
//! tokio = { version = "1", features = ["macros", "rt", "time"] }
//! catapa-stand-in = "0.1" # to try it without CATAPA
//! ```
//!
//! ```
//! use std::time::SystemTime;
//!
//! use catapa_signin::{Client, ClientConfig, Endpoints, Method, Options, SignIn, Tenants, UnixTime};
//! use catapa_signin_async::{HyperSender, SenderOptions};
//! use catapa_signin_tokens::{KeeperOptions, MemoryStore, SealingKeys, TokenKeeper};
//!
//! #[derive(serde::Deserialize)]
//! struct Employees {
//!     #[serde(rename = "totalElements")]
//!     total: u32,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn core::error::Error + Send + Sync>> {
//! # let stand_in = catapa_stand_in::StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start()?;
//! # let origin = &stand_in.origin();
//! # let client = Client::new(ClientConfig {
//! #     client_id: "stand-in-client", client_secret: "stand-in-secret", redirect_uri: "http://127.0.0.1:3000/callback",
//! #     endpoints: Endpoints::new(origin, origin), tenants: Tenants::Only(&["gdplabs"]), options: Options::default(),
//! # })?;
//! # let entropy = core::array::from_fn(|index| index as u8);
//! # let now = UnixTime::from(SystemTime::now());
//! # let random_bytes = [7; 32];
//! let sender = HyperSender::tokio(SenderOptions::default())?;
//! # let sign_in = SignIn::new(&client).begin(entropy, now);
//! # let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string())?;
//! # let mut pending = Some(sign_in.into_step());
//! # let mut code = Some(client.accept(&mut pending, &callback, now)?.into_step());
//! # let mut reply = sender.send(&client.token_request(&code, now)?).await?;
//! # let authorized = client.finish(&mut code, reply.as_reply(), now)?.to_owned_in::<String>()?.into_step();
//!
//! // Once, when the service starts. `FileStore` outlives the process. Take `RedisStore` when one machine is not enough.
//! let keys = SealingKeys::new(random_bytes);
//! let options = KeeperOptions::default().sleep(tokio::time::sleep).spawn(|task| drop(tokio::spawn(task)));
//! let keeper = TokenKeeper::new(client, MemoryStore::new(), keys, sender, options);
//!
//! // At the callback, once there are tokens. Only this key goes into the person's web session.
//! let key = keeper.insert(authorized).await?;
//! let user_key = keeper.who(&key, |user| user.key().to_string()).await?;
//! # assert!(user_key.ends_with("gdplabs|1001"), "{user_key}");
//!
//! // At each request that needs something from CATAPA. The tokens are refreshed if they are due or CATAPA rejects them.
//! # stand_in.revoke_access_tokens();
//! let employees: Employees = keeper.call(&key, Method::Get, "/core/v1/employees?page=0").send().await?.json()?;
//! println!("{} employees", employees.total);
//! # assert!(employees.total > 0);
//!
//! // When the person signs out, and before the process ends.
//! keeper.forget(&key).await?;
//! assert_eq!(keeper.settle().await, 0);
//! # Ok(())
//! # }
//! ```
//!
//! When a call has no answer, [`NotAnswered`] says what is left, and whether CATAPA may have carried it out. When there is
//! no token, [`NotFresh`] says what to do: let the person sign in again, wait, or call again.
//!
//! A call is [sent once](ApiCall::send), and once more only after a 401. A sender may ask again by rules of its own: see
//! [what a client must not do](catapa_signin_http#what-a-client-must-not-do).
//!
//! # When the process ends
//!
//! What is in a [`MemoryStore`] is gone then. A [`FileStore`] keeps it in a directory, which several processes of one machine
//! can share: for a command-line tool, a desktop application, or a small service.
//!
//! # When one machine is not enough
//!
//! Run as many instances as you like over one store, all with the same client, sealing keys and options. The store is
//! Redis or Valkey, through `RedisStore` (feature `redis`), or PostgreSQL, MySQL, MariaDB or SQLite, through the crate
//! `catapa-signin-sql`: their pages say what the server needs and what is lost with it. Or it is your own database, as a
//! [`TokenStore`] of two verbs, which the suite [`conformance`] (feature `conformance`) checks. The instances' clocks should
//! agree within a minute. If they do not, or if an instance dies in the middle of a refresh, a session may become
//! [ambiguous](NotFresh::Ambiguous), and its person signs in again. Even then, no refresh token is sent twice.
//!
//! [`lease`] shows how: a machine without I/O, whose every interleaving the tests walk through.
//!
//! # On wasm32-unknown-unknown
//!
//! This target has no clock and no randomness of its own, so `SystemTime::now()` panics. Give [`KeeperOptions::clock`] and
//! [`MemoryStore::with_clock`] a clock of yours. This crate compiles once your package has `getrandom` 0.4 with its feature
//! `wasm_js`: then randomness comes from JavaScript.

mod api_answer;
mod api_call;
mod clock_and_entropy;
#[cfg(feature = "conformance")]
pub mod conformance;
mod keeper;
pub mod lease;
mod not_answered;
mod not_fresh;
mod saved;
mod seal;
mod session_key;
mod store;

#[doc = include_str!("../docs/stores.md")]
pub mod stores {}

pub use api_answer::{ApiAnswer, NotDeserialized};
pub use api_call::ApiCall;
pub use catapa_signin_http::{SendError, Sender};
pub use clock_and_entropy::ClockAndEntropy;
pub use keeper::{KeeperOptions, TokenKeeper};
pub use not_answered::{NotAnswered, NotSerialized};
pub use not_fresh::{Doubt, NotFresh, NotKept};
pub use seal::{NotOpened, SealingKeys};
pub use session_key::{NotASessionKey, SessionKey};
pub use store::{
    AnyStore, FileStore, FileStoreError, Found, MemoryStore, NotConnected, NotPrivate, StoreError, Swap, TokenStore,
    Version,
};
#[cfg(feature = "redis")]
pub use store::{RedisOptions, RedisStore};

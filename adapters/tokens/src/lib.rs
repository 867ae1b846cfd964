//! CATAPA tokens that stay fresh: for services with many callers at once, and for many instances over one store.
//!
//! A [`TokenKeeper`] keeps the tokens of every session in a [store](TokenStore), sealed, and hands out those that are
//! valid now. A refresh token can be spent once; so it is sent once, by one caller of one instance, whatever happens.
//!
//! # What a service writes
//!
//! ```
//! use std::time::SystemTime;
//!
//! use catapa_signin::{ApiError, Client, ClientConfig, Endpoints, Method, Options, SignIn, Tenants, UnixTime};
//! use catapa_signin_async::ReqwestSender;
//! use catapa_signin_tokens::{KeeperOptions, MemoryStore, SealingKeys, TokenKeeper};
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
//! let sender = ReqwestSender::new()?;
//! # let sign_in = SignIn::new(&client).begin(entropy, now);
//! # let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string())?;
//! # let have_code = sign_in.accept(&callback, now)?;
//! # let mut reply = sender.send(&have_code.token_request(now)?).await?;
//! # let authorized = have_code.finish(reply.as_reply(), now)?.to_owned_in::<String>()?;
//! # let authorized = authorized.into_step();
//!
//! // Once, as the service starts: over `RedisStore` when one machine is not enough.
//! let keys = SealingKeys::new(random_bytes);
//! let options = KeeperOptions::default().sleep(tokio::time::sleep).spawn(|work| drop(tokio::spawn(work)));
//! let keeper = TokenKeeper::new(client, MemoryStore::new(), keys, sender.clone(), options);
//!
//! // At the callback, once there are tokens: all that goes into the person's session is this key.
//! let key = keeper.insert(authorized).await?;
//!
//! // At each request that wants something of CATAPA. Whether the tokens were due is no concern of its.
//! let tokens = keeper.fresh(&key).await?;
//! # stand_in.revoke_access_tokens();
//! let sign_in = keeper.client().resume_ref(&tokens)?;
//! let mut reply = sender.send(&sign_in.api_request(Method::Get, "/core/v1/employees?page=0")?).await?;
//! match sign_in.read_api(reply.as_reply()) {
//!     Ok(answer) => println!("{} bytes of employees", answer.body().len()),
//!     // The tokens ended before their time. Call once more with newer ones, and take a second 401 for an answer.
//!     Err(ApiError::TokenRejected(proof)) => {
//!         let newer = keeper.rejected(&key, proof).await?;
//! #       assert_ne!(newer.expose_access_token(), tokens.expose_access_token());
//!     }
//!     Err(why) => return Err(why.into()),
//! }
//!
//! // When the person signs out, and before the process ends.
//! keeper.forget(&key).await?;
//! assert_eq!(keeper.settle().await, 0);
//! # Ok(())
//! # }
//! ```
//!
//! Where there is no token, [`NotFresh`] says whether the person signs in again, or who is to wait for what.
//!
//! # When one machine is not enough
//!
//! Run as many instances as you like, with the same client, sealing keys and options, over one store: Redis or Valkey with
//! `appendonly yes` and `maxmemory-policy noeviction` through `RedisStore` (feature `redis`), or a database that you
//! have, as a [`TokenStore`] of two verbs, which the suite [`conformance`] (feature `conformance`)
//! tries. Their clocks should agree within a minute. Where they do not, or an instance dies in the middle, a session may be
//! [ambiguous](NotFresh::Ambiguous), and its person signs in again; no refresh token is sent twice even then.
//!
//! How that is done stands in [`lease`], a machine without I/O whose every interleaving is walked by the tests.

mod clock_and_entropy;
#[cfg(feature = "conformance")]
pub mod conformance;
mod keeper;
pub mod lease;
mod not_fresh;
mod saved;
mod seal;
mod session_key;
mod store;

pub use catapa_signin_http::{SendError, Sender};
pub use clock_and_entropy::ClockAndEntropy;
pub use keeper::{KeeperOptions, TokenKeeper};
pub use not_fresh::{Doubt, NotFresh, NotKept};
pub use seal::{NotOpened, SealingKeys};
pub use session_key::{NotASessionKey, SessionKey};
#[cfg(feature = "redis")]
pub use store::RedisStore;
pub use store::{AnyStore, MemoryStore, StoreError, Swap, TokenStore, Version};

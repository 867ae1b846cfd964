//! CATAPA tokens that stay fresh: for services with many callers at once, and for many instances over one store.
//!
//! A [`TokenKeeper`] keeps the tokens of every login in a [store](TokenStore), sealed, and hands out those that are
//! valid now. A refresh token can be spent once; so it is sent once, by one caller of one instance, whatever happens.
#[cfg(feature = "conformance")]
pub mod conformance;
mod keeper;
pub mod lease;
mod login_key;
mod not_fresh;
mod saved;
mod seal;
mod store;

pub use catapa_signin_http::SendError;
pub use keeper::{KeeperOptions, TokenKeeper};
pub use login_key::{LoginKey, NotALoginKey};
pub use not_fresh::{Doubt, NotFresh, NotKept};
pub use seal::{NotOpened, SealingKeys};
#[cfg(feature = "redis")]
pub use store::RedisStore;
pub use store::{MemoryStore, StoreError, Swap, TokenStore, Version};

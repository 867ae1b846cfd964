//! The suite that every store must pass. Run it against yours: it tries each promise of [`TokenStore`](crate::TokenStore).
//!
//! | | for a store | it judges |
//! |---|---|---|
//! | [`check`] | of any kind | records, versions, expiry, and many at once |
//! | [`check_network`] | that is reached over TCP | lost requests, lost answers, silence, and the way back |
//! | [`check_unreadable`] | that others can write to | values that are no records |
//! | [`check_killed`] | that several processes share | what is left by a process that is killed |
//!
//! ```
//! use catapa_signin_tokens::{MemoryStore, conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! // Two handles to one store, as two instances have them: for a database, two connections.
//! let store = MemoryStore::new();
//! conformance::check(&store, &store.clone(), "a new name for each run", tokio::time::sleep).await;
//! # }
//! ```

mod killed;
mod network;
mod records;
mod unreadable;

use core::fmt;
use core::time::Duration;

pub use killed::check_killed;
pub use network::check_network;
pub use records::check;
pub use unreadable::check_unreadable;

/// How long a record lives that is not to expire.
const AN_HOUR: Duration = Duration::from_secs(3_600);

fn answered<T, E: fmt::Debug>(answer: Result<T, E>) -> T {
    answer.unwrap_or_else(|why| panic!("the store does not answer: {why:?}"))
}

//! What a store makes of a value that it cannot read as a record.

use super::{AN_HOUR, answered};
use crate::session_key::StoreKey;
use crate::store::{Swap, TokenStore, Version};

/// What a store does with a value that another program wrote, or that was cut short. `store` is empty under the given
/// `run`. `write` puts such a value under a key of the store, past it: in the place where its record would be.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/over_tcp/example.rs")); }
/// # use example::{MyServer, MyStore};
/// use catapa_signin_tokens::conformance;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let server = MyServer::start();
/// let store = MyStore::connect(server.address()).await;
/// conformance::check_unreadable(&store, "a new name", async |key| server.spoil(key)).await;
/// # }
/// ```
///
/// # Panics
///
/// At the first thing that the store does wrong, and says what it is.
pub async fn check_unreadable(store: &impl TokenStore, run: &str, write: impl AsyncFn(&str)) {
    let key = |name| StoreKey::of("test", format!("{run}/unreadable/{name}").as_bytes());
    let (key, other) = (key("spoiled"), key("other"));
    let (key, other) = (key.as_str(), other.as_str());
    let swap = async |key, expected, new| answered(store.compare_and_swap(key, expected, new, AN_HOUR).await);
    let beside = swap(other, None, Some(b"record")).await;
    let Swap::Swapped(Some(beside)) = beside else { panic!("the name of this run is not new") };
    write(key).await;

    let found = answered(store.load(key).await);
    let Some((version, bytes)) = found else { panic!("what cannot be read is there: it is not absent") };
    assert!(bytes.is_empty(), "what cannot be read is found as empty bytes");
    let found = answered(store.load_many(&[other, key]).await);
    assert!(found[0] == Some((beside, b"record".to_vec())), "the records beside it are found");
    assert!(found[1].as_ref().is_some_and(|(_, bytes)| bytes.is_empty()), "it is there among several, too");

    for expected in [None, Some(version), Some(Version::new(1))] {
        for new in [Some(&b"new"[..]), None] {
            let swap = swap(key, expected, new).await;
            assert!(swap == Swap::Conflict, "what cannot be read stays: nothing replaces or removes it");
        }
    }
    let found = answered(store.load(key).await);
    assert!(found.is_some_and(|(_, bytes)| bytes.is_empty()), "a swap has changed what cannot be read");
}

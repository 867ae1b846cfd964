//! The suite that every store must pass. Run it against yours.
//!
//! ```
//! use catapa_signin_tokens::{MemoryStore, conformance};
//!
//! # let suite = async {
//! // Two handles to one store, as two instances have them: for a database, two connections.
//! let store = MemoryStore::new();
//! conformance::run(&store, &store.clone(), "a new name for each run", std::time::SystemTime::now().into()).await;
//! # };
//! # futures_util::FutureExt::now_or_never(suite).unwrap();
//! ```

use core::fmt;

use catapa_signin::UnixTime;
use futures_util::future::join_all;

use crate::session_key::StoreKey;
use crate::store::{Swap, TokenStore, Version};

/// Runs the whole suite. `one` and `other` are the same store, through two connections if it has connections. `run` is a
/// name; if the store outlives the test, give each run a new one. `now` is the time by the store's clock.
///
/// # Panics
///
/// At the first thing that the store does wrong, and says what it is.
pub async fn run(one: &impl TokenStore, other: &impl TokenStore, run: &str, now: UnixTime) {
    let suite = Suite { one, other, run, later: UnixTime::from_secs(now.as_secs().saturating_add(3_600)) };
    suite.what_is_absent_is_found_absent_and_not_removed().await;
    suite.what_was_put_is_found_by_others_byte_for_byte().await;
    suite.only_the_first_of_two_inserts_wins().await;
    suite.a_swap_needs_the_version_of_now().await;
    suite.a_version_never_comes_twice().await;
    suite.what_has_expired_is_absent(now).await;
    suite.what_is_put_again_lives_as_long_as_it_says(now).await;
    suite.keys_do_not_touch_each_other().await;
    suite.of_many_at_once_one_wins().await;
}

struct Suite<'a, One, Other> {
    one: &'a One,
    other: &'a Other,
    run: &'a str,
    later: UnixTime,
}

impl<One: TokenStore, Other: TokenStore> Suite<'_, One, Other> {
    /// A key of the form that the keeper uses.
    fn key(&self, name: &str) -> StoreKey {
        StoreKey::of("test", format!("{}/{name}", self.run).as_bytes())
    }

    async fn swap(&self, key: &StoreKey, expected: Option<Version>, new: Option<&[u8]>) -> Swap {
        answered(self.one.compare_and_swap(key.as_str(), expected, new, self.later).await)
    }

    async fn put(&self, key: &StoreKey, expected: Option<Version>, new: &[u8]) -> Version {
        match self.swap(key, expected, Some(new)).await {
            Swap::Swapped(Some(version)) => version,
            swap => panic!("a swap that expects the version of now is done and gives the new version, not {swap:?}"),
        }
    }

    async fn what_is_absent_is_found_absent_and_not_removed(&self) {
        let key = self.key("absent");
        assert_eq!(answered(self.one.load(key.as_str()).await), None, "nothing was stored under this key");
        let some_version = Some(Version::new(1));
        assert_eq!(self.swap(&key, some_version, Some(b"new")).await, Swap::Conflict, "there is no version to swap");
        assert_eq!(self.swap(&key, some_version, None).await, Swap::Conflict, "there is no version to remove");
        assert_eq!(answered(self.one.load(key.as_str()).await), None, "a conflict changes nothing");
    }

    async fn what_was_put_is_found_by_others_byte_for_byte(&self) {
        let key = self.key("bytes");
        let every_byte: Vec<u8> = (0..=255).cycle().take(140_000).collect();
        let mut expected = None;
        for bytes in [&every_byte[..], b"", b"\0", b"\xff\xfe'; DROP TABLE sessions; --"] {
            let version = self.put(&key, expected, bytes).await;
            let found = answered(self.other.load(key.as_str()).await);
            assert!(found == Some((version, bytes.to_vec())), "{} bytes come back as they were, at once", bytes.len());
            expected = Some(version);
        }
    }

    async fn only_the_first_of_two_inserts_wins(&self) {
        let key = self.key("insert");
        let version = self.put(&key, None, b"first").await;
        assert_eq!(self.swap(&key, None, Some(b"second")).await, Swap::Conflict, "something is there already");
        assert_eq!(self.swap(&key, None, None).await, Swap::Conflict, "something is there: it is not absent");
        assert_eq!(answered(self.other.load(key.as_str()).await), Some((version, b"first".to_vec())));
    }

    async fn a_swap_needs_the_version_of_now(&self) {
        let key = self.key("swap");
        let first = self.put(&key, None, b"first").await;
        let second = self.put(&key, Some(first), b"second").await;
        assert_eq!(self.swap(&key, Some(first), Some(b"late")).await, Swap::Conflict, "that version was swapped away");
        assert_eq!(self.swap(&key, Some(first), None).await, Swap::Conflict, "that version was swapped away");
        assert_eq!(answered(self.other.load(key.as_str()).await), Some((second, b"second".to_vec())));
        assert_eq!(self.swap(&key, Some(second), None).await, Swap::Swapped(None), "a removal leaves no version");
        assert_eq!(answered(self.other.load(key.as_str()).await), None, "what was removed is absent");
    }

    async fn a_version_never_comes_twice(&self) {
        let key = self.key("versions");
        let mut versions = Vec::new();
        for _ in 0..8 {
            // The same bytes each time: a hash of them would be no version.
            let inserted = self.put(&key, None, b"same").await;
            let swapped = self.put(&key, Some(inserted), b"same").await;
            assert_eq!(self.swap(&key, Some(swapped), None).await, Swap::Swapped(None));
            for version in [inserted, swapped] {
                assert!(!versions.contains(&version), "a version came twice, so a late swap could win");
                versions.push(version);
            }
        }
    }

    async fn what_has_expired_is_absent(&self, now: UnixTime) {
        let key = self.key("expired");
        let past = UnixTime::from_secs(now.as_secs().saturating_sub(60));
        let put = answered(self.one.compare_and_swap(key.as_str(), None, Some(b"old"), past).await);
        assert!(matches!(put, Swap::Swapped(Some(_))), "storing what has expired is no error");
        assert_eq!(answered(self.other.load(key.as_str()).await), None, "what has expired counts as absent");
        self.put(&key, None, b"new").await;
    }

    async fn what_is_put_again_lives_as_long_as_it_says(&self, now: UnixTime) {
        let key = self.key("longer");
        let first = self.put(&key, None, b"first").await;
        let past = UnixTime::from_secs(now.as_secs().saturating_sub(60));
        let put = answered(self.one.compare_and_swap(key.as_str(), Some(first), Some(b"second"), past).await);
        assert!(matches!(put, Swap::Swapped(Some(_))));
        assert_eq!(answered(self.other.load(key.as_str()).await), None, "each swap sets the time of expiry anew");
    }

    async fn keys_do_not_touch_each_other(&self) {
        let (key, longer) = (self.key("key"), self.key("key2"));
        let version = self.put(&key, None, b"one").await;
        let other = self.put(&longer, None, b"two").await;
        assert_eq!(self.swap(&longer, Some(other), None).await, Swap::Swapped(None));
        assert_eq!(answered(self.other.load(key.as_str()).await), Some((version, b"one".to_vec())));
    }

    async fn of_many_at_once_one_wins(&self) {
        let key = self.key("many");
        let mut expected = None;
        for round in 0..8 {
            let tries = (0..16u8).map(async |number| {
                let bytes = [round, number];
                // Two handles take turns.
                let swap = if number % 2 == 0 {
                    self.one.compare_and_swap(key.as_str(), expected, Some(&bytes), self.later).await
                } else {
                    self.other.compare_and_swap(key.as_str(), expected, Some(&bytes), self.later).await
                };
                (bytes, answered(swap))
            });
            let mut won: Vec<_> = join_all(tries).await;
            won.retain(|(_, swap)| *swap != Swap::Conflict);
            let [(bytes, Swap::Swapped(Some(version)))] = won[..] else { panic!("{} of 16 have won", won.len()) };
            assert_eq!(
                answered(self.one.load(key.as_str()).await),
                Some((version, bytes.to_vec())),
                "the winner stays"
            );
            expected = Some(version);
        }
    }
}

fn answered<T, E: fmt::Debug>(answer: Result<T, E>) -> T {
    answer.unwrap_or_else(|why| panic!("the store does not answer: {why:?}"))
}

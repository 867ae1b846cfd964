//! Records, versions and expiry: what a store does while its server answers.

use core::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;

use super::{AN_HOUR, answered};
use crate::session_key::StoreKey;
use crate::store::{Swap, TokenStore, Version};

/// What every store does: records, versions, expiry, and many at once. `one` and `other` are the same store, through two connections if it has connections. `run` is a
/// name; if the store outlives the test, give each run a new one. `wait` lets time pass by the store's clock: it moves the
/// clock, if that is the test's own, and else it waits. It is asked for three seconds, once.
///
/// # Panics
///
/// At the first thing that the store does wrong, and says what it is.
pub async fn check(one: &impl TokenStore, other: &impl TokenStore, run: &str, wait: impl AsyncFn(Duration)) {
    let suite = Suite { one, other, run };
    suite.what_is_absent_is_found_absent_and_not_removed().await;
    suite.what_was_put_is_found_by_others_byte_for_byte().await;
    suite.only_the_first_of_two_inserts_wins().await;
    suite.a_swap_needs_the_version_of_now().await;
    suite.a_version_never_comes_twice().await;
    suite.each_swap_says_anew_how_long_a_record_lives(wait).await;
    suite.keys_do_not_touch_each_other().await;
    suite.several_keys_are_found_in_their_order().await;
    suite.of_many_at_once_one_wins().await;
    suite.what_is_dropped_half_way_happens_whole_or_not_at_all().await;
}

struct Suite<'a, One, Other> {
    one: &'a One,
    other: &'a Other,
    run: &'a str,
}

impl<One: TokenStore, Other: TokenStore> Suite<'_, One, Other> {
    /// A key of the form that the keeper uses.
    fn key(&self, name: &str) -> StoreKey {
        StoreKey::of("test", format!("{}/{name}", self.run).as_bytes())
    }

    async fn swap(&self, key: &StoreKey, expected: Option<Version>, new: Option<&[u8]>) -> Swap {
        answered(self.one.compare_and_swap(key.as_str(), expected, new, AN_HOUR).await)
    }

    /// A swap with a life of its own.
    async fn put_for(&self, key: &StoreKey, expected: Option<Version>, lives_for: Duration) -> Version {
        match answered(self.one.compare_and_swap(key.as_str(), expected, Some(b"for a while"), lives_for).await) {
            Swap::Swapped(Some(version)) => version,
            swap => panic!("a record that lives for {lives_for:?} is stored like any other, not {swap:?}"),
        }
    }

    async fn is_absent(&self, key: &StoreKey) -> bool {
        answered(self.other.load(key.as_str()).await).is_none()
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

    async fn each_swap_says_anew_how_long_a_record_lives(&self, wait: impl AsyncFn(Duration)) {
        let [over, short, shortened, lengthened, longest] =
            ["over", "short", "shortened", "lengthened", "longest"].map(|name| self.key(name));
        let (no_time, a_second) = (Duration::ZERO, Duration::from_secs(1));
        self.put_for(&over, None, no_time).await;
        assert!(self.is_absent(&over).await, "what lives for no time is absent at once");
        self.put_for(&over, None, AN_HOUR).await;

        let version = self.put_for(&short, None, a_second).await;
        let long = self.put_for(&shortened, None, AN_HOUR).await;
        self.put_for(&shortened, Some(long), a_second).await;
        // A store that counts in whole seconds may be a second early.
        let brief = self.put_for(&lengthened, None, 5 * a_second).await;
        self.put_for(&lengthened, Some(brief), AN_HOUR).await;
        self.put_for(&longest, None, Duration::MAX).await;
        wait(3 * a_second).await;
        assert!(
            self.is_absent(&short).await,
            "after three seconds, what lives for one has expired by the store's clock"
        );
        assert_eq!(
            self.swap(&short, Some(version), Some(b"late")).await,
            Swap::Conflict,
            "what has expired is not swapped"
        );
        assert!(self.is_absent(&shortened).await, "a swap shortens a life");
        assert!(!self.is_absent(&lengthened).await, "a swap lengthens a life");
        assert!(!self.is_absent(&longest).await, "no life is too long");
        self.put(&short, None, b"again").await;
    }

    async fn keys_do_not_touch_each_other(&self) {
        let (key, longer) = (self.key("key"), self.key("key2"));
        let version = self.put(&key, None, b"one").await;
        let other = self.put(&longer, None, b"two").await;
        assert_eq!(self.swap(&longer, Some(other), None).await, Swap::Swapped(None));
        assert_eq!(answered(self.other.load(key.as_str()).await), Some((version, b"one".to_vec())));
    }

    async fn several_keys_are_found_in_their_order(&self) {
        let [one, two, absent] =
            ["first of several", "second of several", "none of several"].map(|name| self.key(name));
        let first = self.put(&one, None, b"one").await;
        let second = self.put(&two, None, b"").await;
        let keys = [two.as_str(), absent.as_str(), one.as_str(), two.as_str()];
        let expected = [Some((second, vec![])), None, Some((first, b"one".to_vec())), Some((second, vec![]))];
        assert!(
            answered(self.other.load_many(&keys).await) == expected,
            "each key has its own answer, in the order asked"
        );
        assert!(answered(self.other.load_many(&[]).await).is_empty(), "no key has no answer");
    }

    async fn of_many_at_once_one_wins(&self) {
        let key = self.key("many");
        let mut expected = None;
        for round in 0..8 {
            let tries = (0..16u8).map(async |number| {
                let bytes = [round, number];
                // Two handles take turns.
                let swap = if number % 2 == 0 {
                    self.one.compare_and_swap(key.as_str(), expected, Some(&bytes), AN_HOUR).await
                } else {
                    self.other.compare_and_swap(key.as_str(), expected, Some(&bytes), AN_HOUR).await
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

    async fn what_is_dropped_half_way_happens_whole_or_not_at_all(&self) {
        let key = self.key("dropped");
        let first = self.put(&key, None, b"first").await;
        // Nobody waits for the answer, as when a browser goes away.
        let dropped = self.one.compare_and_swap(key.as_str(), Some(first), Some(b"second"), AN_HOUR).now_or_never();
        let mut expected = first;
        for _ in 0..3 {
            let swap =
                answered(self.other.compare_and_swap(key.as_str(), Some(expected), Some(b"third"), AN_HOUR).await);
            match (swap, answered(self.other.load(key.as_str()).await)) {
                (Swap::Swapped(Some(version)), found) => {
                    assert_eq!(found, Some((version, b"third".to_vec())), "nothing happens after a later swap");
                    return;
                }
                (_, Some((version, bytes))) if bytes == b"second" => expected = version,
                (_, found) => panic!("after {dropped:?}, neither the old nor the new record is there, but {found:?}"),
            }
        }
        panic!("a record that was swapped when nobody waited cannot be swapped again");
    }
}

//! What a store says and does when the network between it and its server is in trouble.

mod forwarder;

use core::cell::Cell;
use core::net::SocketAddr;
use core::pin::pin;
use core::time::Duration;

use futures_util::future::{Either, select};

use self::forwarder::{Forwarder, From, Way};
use super::{AN_HOUR, answered};
use crate::session_key::StoreKey;
use crate::store::{Found, StoreError, Swap, TokenStore, Version};

/// No store takes more pieces for one question.
const MOST_PIECES: usize = 32;

/// What a store does whose server is reached over TCP, when the network is in trouble. The suite puts a forwarder on
/// loopback between the store and `server`. `connect` connects to the address that it is given. `run` is a name; if the
/// server outlives the test, give each run a new one. `patience` is longer than any question may take: the store's own
/// time-out, that of its connections, and some seconds for a busy machine. `wait` waits, such as `tokio::time::sleep`.
///
/// - The answer to a swap is lost, at any piece of it: the store never says that nothing happened, nor that there is a
///   conflict, when its swap is done. It does not repeat the swap.
/// - The request is lost, or cut in two.
/// - The server says nothing: the store gives up by itself, and says [`Unsure`](StoreError::Unsure). An answer that comes
///   late, or whose caller is gone, is no answer to another question.
/// - The server is away: a load is an error, and nothing counts as absent.
/// - The way is free again: the same handle loads and swaps again, by itself.
///
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/over_tcp/example.rs")); }
/// # use example::{MyServer, MyStore};
/// # use core::time::Duration;
/// use catapa_signin_tokens::conformance;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let server = MyServer::start();
/// // Its time-out is 100 ms.
/// let (connect, patience) = (async |address| MyStore::connect(address).await, Duration::from_secs(10));
/// conformance::check_network(server.address(), connect, "a new name", patience, tokio::time::sleep).await;
/// # }
/// ```
///
/// # Panics
///
/// At the first thing that the store does wrong, and says what it is.
pub async fn check_network<Store: TokenStore>(
    server: SocketAddr,
    connect: impl AsyncFn(SocketAddr) -> Store,
    run: &str,
    patience: Duration,
    wait: impl AsyncFn(Duration),
) {
    let forwarder = Forwarder::start(server);
    let (store, direct) = (connect(forwarder.address()).await, connect(server).await);
    let network = Network { forwarder, store, direct, run, patience, wait, swaps: Cell::default() };
    network.a_lost_answer_is_not_guessed().await;
    network.a_lost_request_is_not_guessed().await;
    network.silence_ends().await;
    network.a_late_answer_is_nobody_elses().await;
    network.what_is_away_is_not_absent().await;
}

struct Network<'a, Store, Wait> {
    forwarder: Forwarder,
    /// Through the forwarder.
    store: Store,
    /// Past it: what is really there.
    direct: Store,
    run: &'a str,
    patience: Duration,
    wait: Wait,
    /// How many swaps there were, so that each has other bytes.
    swaps: Cell<u32>,
}

/// What became of a swap in trouble.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Told {
    Done,
    NotDone,
    Unsure,
}

impl<Store: TokenStore, Wait: AsyncFn(Duration)> Network<'_, Store, Wait> {
    async fn a_lost_answer_is_not_guessed(&self) {
        let from = From::Server;
        // The piece that answers the swap is one of these. Others may prepare it.
        for nth in 1..=MOST_PIECES {
            if !self.swaps_in(Way::Lost { from, nth }, 16).await.1 {
                break;
            }
        }
        for nth in 1..=MOST_PIECES {
            if !self.loads_in(Way::Lost { from, nth }).await {
                break;
            }
        }
    }

    async fn a_lost_request_is_not_guessed(&self) {
        // A long one comes in pieces, so it is cut in two as well.
        for nth in 1..=MOST_PIECES {
            if !self.swaps_in(Way::Lost { from: From::Store, nth }, 40_000).await.1 {
                break;
            }
        }
    }

    async fn silence_ends(&self) {
        for from in [From::Store, From::Server] {
            let (told, happened) = self.swaps_in(Way::Held { from, nth: 1 }, 16).await;
            assert!(happened && told != Told::Done, "a swap without an answer is not done for sure");
            assert!(self.loads_in(Way::Held { from, nth: 1 }).await);
        }
    }

    async fn a_late_answer_is_nobody_elses(&self) {
        let (key, other) = (self.key("late"), self.key("after it"));
        self.works(&key).await;
        let expected = self.works(&other).await;
        self.forwarder.put(Way::Held { from: From::Server, nth: 1 });
        {
            // Nobody waits for the answer any more, as when a browser goes away.
            let dropped = pin!(self.store.load(key.as_str()));
            let asked = pin!(self.until_it_waits());
            drop(select(dropped, asked).await);
        }
        self.forwarder.free();
        for _ in 0..3 {
            let found = self.in_time("a load", self.store.load(other.as_str())).await;
            let is_right = found.as_ref().map_or(true, |found| *found == expected);
            assert!(is_right, "the answer to a load whose caller is gone is taken for the answer to another");
        }
        self.works(&key).await;
        self.works(&other).await;
    }

    async fn what_is_away_is_not_absent(&self) {
        let (told, _) = self.swaps_in(Way::Away, 16).await;
        assert!(told != Told::Done, "a server that is away has swapped nothing");
        self.loads_in(Way::Away).await;
    }

    /// Swaps while this is in the way, and looks what became of it. Says whether there was trouble.
    async fn swaps_in(&self, way: Way, length: usize) -> (Told, bool) {
        let key = self.key("swap");
        let before = self.works(&key).await;
        let new = self.new_bytes(length);
        self.forwarder.put(way);
        let version = version_of(&before);
        let swap = self.store.compare_and_swap(key.as_str(), version, Some(&new), AN_HOUR);
        let swap = self.in_time("a swap", swap).await;
        let happened = self.forwarder.free();

        let found = self.there(&key).await;
        let is_done = match &found {
            Some((_, bytes)) if *bytes == new => true,
            there => {
                assert!(*there == before, "{way:?}: after a swap there is neither the old record nor the new one");
                false
            }
        };
        let told = match swap {
            Ok(Swap::Swapped(version)) => {
                assert!(is_done && version == version_of(&found), "{way:?}: the store says done, and it is not");
                Told::Done
            }
            Ok(Swap::Conflict) => panic!("{way:?}: nobody else swaps, so this is a conflict with the store's own try"),
            Err(StoreError::NotDone(why)) => {
                assert!(!is_done, "{way:?}: the store says that nothing happened, and the swap is done: {why:?}");
                Told::NotDone
            }
            Err(StoreError::Unsure(_)) => Told::Unsure,
        };
        self.works_again(&key, (told == Told::NotDone).then_some(&new)).await;
        (told, happened)
    }

    /// Loads while this is in the way. Says whether there was trouble.
    async fn loads_in(&self, way: Way) -> bool {
        let (one, other) = (self.key("load"), self.key("load too"));
        let expected = [self.works(&one).await, self.works(&other).await];
        let mut happened = false;
        let is_cut = !matches!(way, Way::Lost { .. });

        self.forwarder.put(way);
        let found = self.in_time("a load", self.store.load(one.as_str())).await;
        happened |= self.forwarder.free();
        assert!(found.as_ref().map_or(true, |found| *found == expected[0]), "{way:?}: an error, not {found:?}");
        assert!(!is_cut || found.is_err(), "{way:?}: there is no answer");
        // The first answer may come late.
        let found = self.in_time("a load", self.store.load(other.as_str())).await;
        let is_right = found.as_ref().map_or(true, |found| *found == expected[1]);
        assert!(is_right, "{way:?}: an answer that came late is taken for the answer to another load");
        self.works(&one).await;

        let expected = [self.there(&other).await, self.there(&one).await];
        self.forwarder.put(way);
        let found = self.in_time("a load", self.store.load_many(&[other.as_str(), one.as_str()])).await;
        happened |= self.forwarder.free();
        assert!(found.as_ref().map_or(true, |found| *found == expected), "{way:?}: an error, not {found:?}");
        assert!(!is_cut || found.is_err(), "{way:?}: there is no answer");
        self.works(&other).await;
        happened
    }

    async fn works(&self, key: &StoreKey) -> Found {
        self.works_again(key, None).await
    }

    /// The way is free: the handle loads and swaps again, after a few tries. Gives what is there now. A swap of which the
    /// store said that nothing will happen, with the bytes `never`, is not done later.
    async fn works_again(&self, key: &StoreKey, never: Option<&Vec<u8>>) -> Found {
        let (mut pause, mut waited) = (Duration::from_millis(20), Duration::ZERO);
        loop {
            let why = match self.tries(key, never).await {
                Ok(found) => break found,
                Err(why) => why,
            };
            assert!(waited < self.patience, "the way is free, and the same handle does not work again: {why}");
            (self.wait)(pause).await;
            waited += pause;
            pause *= 2;
        }
    }

    /// Loads, loads several and swaps, and says what did not work.
    async fn tries(&self, key: &StoreKey, never: Option<&Vec<u8>>) -> Result<Found, String> {
        let there = self.there(key).await;
        let happens = never.is_some() && there.as_ref().map(|(_, bytes)| bytes) == never;
        assert!(!happens, "the store said that nothing will happen, and its swap is done later");
        let found = self.in_time("a load", self.store.load(key.as_str())).await;
        let found = found.map_err(|why| format!("a load fails: {why:?}"))?;
        assert!(self.forwarder.accepted() > 0, "the store connects to another address than the given one");
        let several = self.in_time("a load", self.store.load_many(&[key.as_str()])).await;
        let several = several.map_err(|why| format!("a load of several keys fails: {why:?}"))?;
        if found != there || several != [found] {
            return Err("a load finds what is no longer there".into());
        }
        let new = self.new_bytes(16);
        let swap = self.store.compare_and_swap(key.as_str(), version_of(&there), Some(&new), AN_HOUR);
        match self.in_time("a swap", swap).await {
            Ok(Swap::Swapped(Some(version))) => Ok(Some((version, new))),
            other => Err(format!("a swap is not done: {other:?}")),
        }
    }

    /// What is really there.
    async fn there(&self, key: &StoreKey) -> Found {
        answered(self.in_time("a load", self.direct.load(key.as_str())).await)
    }

    async fn in_time<T>(&self, what: &str, answer: impl Future<Output = T>) -> T {
        match select(pin!(answer), pin!((self.wait)(self.patience))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => panic!("{what} has no end: the store does not give up within {:?}", self.patience),
        }
    }

    /// Until a piece waits in the forwarder.
    async fn until_it_waits(&self) {
        let mut waited = Duration::ZERO;
        let pause = Duration::from_millis(10);
        while !self.forwarder.has_happened() && waited < self.patience {
            (self.wait)(pause).await;
            waited += pause;
        }
    }

    fn key(&self, name: &str) -> StoreKey {
        StoreKey::of("test", format!("{}/network/{name}", self.run).as_bytes())
    }

    /// Bytes that no other swap has.
    fn new_bytes(&self, length: usize) -> Vec<u8> {
        self.swaps.set(self.swaps.get() + 1);
        format!("{:0length$}", self.swaps.get()).into_bytes()
    }
}

fn version_of(found: &Found) -> Option<Version> {
    found.as_ref().map(|(version, _)| *version)
}

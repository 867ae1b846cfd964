//! Stores before a network in trouble.

use core::net::SocketAddr;
use core::panic::AssertUnwindSafe;
use core::time::Duration;

use catapa_signin_tokens::{Found, StoreError, Swap, TokenStore, Version, conformance};
use futures_util::FutureExt as _;
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

use crate::PATIENCE;
use crate::example::{
    Answer, Connection, MyServer, MyStore, Question, TIME_OUT, ask, connect, found_in, load_of, swap_in, swap_of,
};

#[tokio::test]
async fn a_store_over_tcp_passes_the_suites() {
    let server = MyServer::start();
    let connect = async |address| MyStore::connect(address).await;
    let (one, other) = (connect(server.address()).await, connect(server.address()).await);
    conformance::check(&one, &other, "tcp", sleep).await;
    conformance::check_network(server.address(), connect, "tcp", PATIENCE, sleep).await;
    conformance::check_unreadable(&one, "tcp", async |key| server.spoil(key)).await;
}

/// What a store can do wrong when the network is in trouble.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Wrong {
    Nothing,
    /// Asks again after a cut, swaps too.
    Repeats,
    /// Says that nothing happened whenever it has no answer.
    SaysNotDone,
    /// Says that the swap is done whenever it has no answer.
    SaysDone,
    /// Takes no answer for a conflict.
    SaysConflict,
    /// Takes no answer for an absent record.
    TakesErrorsForAbsence,
    /// The same, when it is asked for several keys.
    TakesErrorsForAbsenceOfMany,
    /// Stays on a connection that has ended.
    StaysOnADeadConnection,
    /// Has no time-out.
    WaitsForEver,
    /// Asks the next question on a connection that still owes an answer, because a caller went away.
    TakesLateAnswers,
    /// Goes on to another place than the given one.
    GoesElsewhere,
}

struct WrongStore {
    wrong: Wrong,
    address: SocketAddr,
    connection: Mutex<Option<Connection>>,
}

impl WrongStore {
    async fn ask(&self, question: &Question) -> Result<Answer, StoreError> {
        let mut kept = self.connection.lock().await;
        if kept.is_none() {
            *kept = Some(connect(self.address).await.map_err(StoreError::not_done)?);
        }
        let time_out = if self.wrong == Wrong::WaitsForEver { Duration::MAX } else { TIME_OUT };
        let mut guard = EndsIt { kept: &mut kept, is_to: self.wrong != Wrong::TakesLateAnswers };
        let connection = guard.kept.as_mut().expect("it was just made");
        let answer = timeout(time_out, ask(connection, question)).await;
        let answer = answer.map_err(StoreError::unsure).and_then(|answer| answer.map_err(StoreError::unsure));
        guard.is_to = answer.is_err() && self.wrong != Wrong::StaysOnADeadConnection;
        answer
    }

    async fn ask_again(&self, question: &Question) -> Result<Answer, StoreError> {
        match self.ask(question).await {
            Err(_) if self.wrong == Wrong::Repeats => self.ask(question).await,
            answer => answer,
        }
    }

    async fn loads(&self, keys: &[&str], is_wrong: bool) -> Result<Vec<Found>, StoreError> {
        match self.ask(&load_of(keys)).await.and_then(found_in) {
            Err(_) if is_wrong => Ok(vec![None; keys.len()]),
            found => found,
        }
    }
}

/// Ends a connection that may owe an answer.
struct EndsIt<'a> {
    kept: &'a mut Option<Connection>,
    is_to: bool,
}

impl Drop for EndsIt<'_> {
    fn drop(&mut self) {
        if self.is_to {
            *self.kept = None;
        }
    }
}

impl TokenStore for WrongStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        let found = self.loads(&[key], self.wrong == Wrong::TakesErrorsForAbsence).await?;
        Ok(found.into_iter().next().flatten())
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        self.loads(keys, self.wrong == Wrong::TakesErrorsForAbsenceOfMany).await
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        let answer = self.ask_again(&swap_of(key, expected, new, lives_for)).await.and_then(swap_in);
        match (self.wrong, answer) {
            (Wrong::SaysNotDone, Err(StoreError::Unsure(why))) => Err(StoreError::NotDone(why)),
            (Wrong::SaysDone, Err(_)) => Ok(Swap::Swapped(Some(Version::new(1)))),
            (Wrong::SaysConflict, Err(_)) => Ok(Swap::Conflict),
            (_, answer) => answer,
        }
    }
}

#[tokio::test]
async fn the_suite_notices_what_a_store_does_wrong_when_the_network_is_in_trouble() {
    let why_it_fails = async |wrong| {
        let server = MyServer::start();
        let connect = async |address| WrongStore {
            wrong,
            address: if wrong == Wrong::GoesElsewhere { server.address() } else { address },
            connection: Mutex::default(),
        };
        let suite = conformance::check_network(server.address(), connect, "wrong", 8 * TIME_OUT, sleep);
        let why = AssertUnwindSafe(suite).catch_unwind().await.err()?;
        Some(why.downcast_ref::<String>().cloned().or(why.downcast_ref::<&str>().map(|&why| why.to_owned())).unwrap())
    };
    assert_eq!(why_it_fails(Wrong::Nothing).await, None, "without a fault it passes");
    let all = [
        (Wrong::Repeats, "a conflict with the store's own try"),
        (Wrong::SaysNotDone, "nothing happened, and the swap is done"),
        (Wrong::SaysDone, "the store says done, and it is not"),
        (Wrong::SaysConflict, "a conflict with the store's own try"),
        (Wrong::TakesErrorsForAbsence, "an error, not Ok(None)"),
        (Wrong::TakesErrorsForAbsenceOfMany, "an error, not Ok([None, None])"),
        (Wrong::StaysOnADeadConnection, "the same handle does not work again"),
        (Wrong::WaitsForEver, "the store does not give up"),
        (Wrong::TakesLateAnswers, "is taken for the answer to another"),
        (Wrong::GoesElsewhere, "another address than the given one"),
    ];
    for (wrong, expected) in all {
        let why = why_it_fails(wrong).await.unwrap_or_else(|| panic!("{wrong:?} passes for a store"));
        assert!(why.contains(expected), "{wrong:?} is noticed by something else: {why}");
    }
}

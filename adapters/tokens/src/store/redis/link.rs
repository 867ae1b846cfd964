//! The connection to a server that many callers share, made anew when it is of no use.
//!
//! The `ConnectionManager` of the crate `redis` is another such. It keeps a connection after `READONLY` and after a
//! time-out, and does not tell a command that was never sent from one whose answer was lost.

use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use ::redis::{Pipeline, Value};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use tokio::time::{Instant, timeout, timeout_at};

use super::address::Address;
use super::command;
use super::connection::Connection;
use super::failed::{Failed, is_not_the_primary, unreachable};
use super::primary::{is_a_replica, open_primary};
use super::sentinels::Sentinels;
use crate::store::NotConnected;

/// How often Sentinels are asked for the primary while calls are made. They tell a primary that it is demoted some ten
/// seconds after they have named another, and what it takes until then is lost.
const ASKED_EVERY: Duration = Duration::from_secs(1);

pub(super) struct Link {
    way: Arc<Way>,
    timeout: Duration,
    current: Arc<Mutex<Current>>,
}

/// How to find the server.
enum Way {
    Server {
        address: Address,
        /// Whether it must be a primary, which is not asked of a node of a cluster: each refuses what it does not own.
        primary: bool,
    },
    Sentinels(Sentinels),
}

/// The connection of now, which may still be on its way, and how many came before.
#[derive(Default)]
struct Current {
    count: u64,
    connection: Option<Opening>,
    /// When the Sentinels are asked again.
    ask_at: Option<Instant>,
}

type Opening = Shared<BoxFuture<'static, Result<Arc<Connection>, Arc<NotConnected>>>>;

impl Link {
    pub(super) fn to_server(address: Address, primary: bool, timeout: Duration) -> Self {
        Self::new(Way::Server { address, primary }, timeout)
    }

    pub(super) fn by_sentinels(sentinels: Sentinels, timeout: Duration) -> Self {
        Self::new(Way::Sentinels(sentinels), timeout)
    }

    fn new(way: Way, timeout: Duration) -> Self {
        Self { way: Arc::new(way), timeout, current: Arc::default() }
    }

    pub(super) fn at(&self) -> String {
        self.way.at()
    }

    /// The answer to a command.
    pub(super) async fn answer(&self, command: &Pipeline, deadline: Instant) -> Result<Value, Failed> {
        self.answers(command, deadline).await?.pop().ok_or(Failed::Odd)
    }

    /// The values of these keys, as the primary has them.
    pub(super) async fn values(&self, keys: &[String], deadline: Instant) -> Result<Vec<Value>, Failed> {
        let mut commands = Pipeline::with_capacity(keys.len() + 1);
        for key in keys {
            commands.cmd("GET").arg(key);
        }
        command::role(&mut commands);
        let (count, connection) = self.connection(deadline).await?;
        let mut values = self.answers_over(count, &connection, &commands, deadline).await?;
        // A server that was demoted answers loads as before, and knows nothing of what came since.
        if values.pop().is_some_and(|role| is_a_replica(&role)) {
            self.forget(count);
            return Err(Failed::Replica { at: connection.at().to_owned() });
        }
        Ok(values)
    }

    /// The answers to several commands.
    pub(super) async fn answers(&self, commands: &Pipeline, deadline: Instant) -> Result<Vec<Value>, Failed> {
        let (count, connection) = self.connection(deadline).await?;
        self.answers_over(count, &connection, commands, deadline).await
    }

    async fn answers_over(
        &self,
        count: u64,
        connection: &Connection,
        commands: &Pipeline,
        deadline: Instant,
    ) -> Result<Vec<Value>, Failed> {
        let answers = connection.answers(commands, deadline).await;
        let is_of_use = answers.as_ref().is_ok_and(|answers| !answers.iter().any(is_not_the_primary));
        if !is_of_use {
            self.forget(count);
        }
        answers
    }

    /// The connection of now, or a new one. Its number is for [`forget`](Self::forget).
    async fn connection(&self, deadline: Instant) -> Result<(u64, Arc<Connection>), Failed> {
        loop {
            let (count, opening) = self.current();
            let opened = match timeout_at(deadline, opening).await {
                Ok(opened) => opened.map_err(Failed::NotConnected),
                Err(late) => Err(Failed::NotConnected(Arc::new(unreachable(&self.at(), late)))),
            };
            match opened {
                // It closed while nobody used it, so nothing was sent over it.
                Ok(connection) if connection.is_closed() => self.forget(count),
                Ok(connection) => {
                    self.ask_again(count, &connection);
                    return Ok((count, connection));
                }
                Err(why) => {
                    self.forget(count);
                    return Err(why);
                }
            }
        }
    }

    fn current(&self) -> (u64, Opening) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let count = current.count;
        let opening = current.connection.get_or_insert_with(|| {
            let opening = open(Arc::clone(&self.way), self.timeout).boxed().shared();
            // It goes on when the caller that began it is gone.
            tokio::spawn(opening.clone().map(drop));
            opening
        });
        (count, opening.clone())
    }

    /// Asks the Sentinels in the background, if it is time.
    fn ask_again(&self, count: u64, connection: &Connection) {
        let Way::Sentinels(_) = &*self.way else { return };
        let now = Instant::now();
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = current.ask_at.is_some_and(|ask_at| ask_at <= now);
        if is_time || current.ask_at.is_none() {
            current.ask_at = Some(now + ASKED_EVERY);
        }
        if !is_time {
            return;
        }
        drop(current);
        let (way, limit, at) = (Arc::clone(&self.way), self.timeout, connection.at().to_owned());
        let current = Arc::clone(&self.current);
        tokio::spawn(async move {
            let Way::Sentinels(sentinels) = &*way else { return };
            let named = timeout(limit, sentinels.primary(limit)).await;
            if named.is_ok_and(|named| named.is_ok_and(|named| named.to_string() != at)) {
                forget(&current, count);
            }
        });
    }

    /// The next command has a new connection, unless somebody has made one already.
    fn forget(&self, count: u64) {
        forget(&self.current, count);
    }
}

fn forget(current: &Mutex<Current>, count: u64) {
    let mut current = current.lock().unwrap_or_else(PoisonError::into_inner);
    if current.count == count {
        *current = Current { count: count + 1, ..Current::default() };
    }
}

impl Way {
    fn at(&self) -> String {
        match self {
            Self::Server { address, .. } => address.to_string(),
            Self::Sentinels(sentinels) => sentinels.to_string(),
        }
    }
}

async fn open(way: Arc<Way>, limit: Duration) -> Result<Arc<Connection>, Arc<NotConnected>> {
    let opening = async {
        match &*way {
            Way::Server { address, primary: false } => Connection::open(address).await,
            Way::Server { address, primary: true } => open_primary(address, limit).await,
            Way::Sentinels(sentinels) => sentinels.open_primary(limit).await,
        }
    };
    match timeout(limit, opening).await {
        Ok(opened) => opened.map(Arc::new).map_err(Arc::new),
        Err(late) => Err(Arc::new(unreachable(&way.at(), late))),
    }
}

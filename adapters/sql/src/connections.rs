//! Connections, each lent for one statement. A connection goes back only after its statement was answered.

use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use catapa_signin_tokens::StoreError;
use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::{Connection as _, Error, Pool};
use tokio::time::{Instant, timeout_at};

use crate::dialect::Dialect;

/// A connection that was idle for longer is asked whether it is still there, before it has a statement.
const IDLE: Duration = Duration::from_secs(1);

/// Connections to a database.
pub(crate) struct Connections<DB: Dialect> {
    pool: Pool<DB>,
    /// Connections that are older are not used.
    broken: Broken,
}

impl<DB: Dialect> Clone for Connections<DB> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), broken: self.broken.clone() }
    }
}

/// When the last connection broke.
#[derive(Clone, Default)]
struct Broken(Arc<Mutex<Option<Instant>>>);

impl Broken {
    fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Did one break in this time until now?
    fn within(&self, age: Duration) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() <= age)
    }
}

impl<DB: Dialect> Connections<DB> {
    /// Through an application's own pool, by its own settings.
    pub(crate) fn over(pool: Pool<DB>) -> Self {
        Self { pool, broken: Broken::default() }
    }

    /// Through a pool of ours, with at most so many connections.
    pub(crate) fn to(options: <DB::Connection as sqlx::Connection>::Options, most: u32) -> Self {
        let broken = Broken::default();
        let known = broken.clone();
        let pool = PoolOptions::<DB>::new().max_connections(most).test_before_acquire(false);
        let pool = pool.before_acquire(move |connection, now| {
            let broke = known.within(now.age);
            Box::pin(async move {
                if !broke && now.idle_for >= IDLE {
                    connection.ping().await?;
                }
                Ok(!broke)
            })
        });
        Self { pool: pool.connect_lazy_with(options), broken }
    }

    #[cfg(all(test, feature = "sqlite"))]
    pub(crate) const fn pool(&self) -> &Pool<DB> {
        &self.pool
    }

    /// A connection for one statement, which has its answer within this time from now on.
    pub(crate) async fn lend(&self, time_out: Duration) -> Result<Lent<DB>, StoreError> {
        let now = Instant::now();
        let deadline = now.checked_add(time_out).unwrap_or(now + Duration::from_secs(1 << 30));
        match timeout_at(deadline, self.pool.acquire()).await {
            Ok(Ok(connection)) => {
                Ok(Lent { connection: Some(connection), deadline, time_out, broken: self.broken.clone() })
            }
            Ok(Err(why)) => Err(StoreError::not_done(why)),
            Err(_) => Err(StoreError::not_done(format!("there is no connection to {} in {time_out:?}", DB::STORE))),
        }
    }
}

/// A connection for one statement. If it is dropped before the statement was [answered](Self::answered), it is closed.
pub(crate) struct Lent<DB: Dialect> {
    connection: Option<PoolConnection<DB>>,
    deadline: Instant,
    time_out: Duration,
    broken: Broken,
}

/// What came of a statement, or `None` if its time was over first.
type Outcome<T> = Option<Result<T, Error>>;

impl<DB: Dialect> Lent<DB> {
    /// The connection, and until when to wait for an answer.
    pub(crate) fn parts(&mut self) -> Result<(&mut DB::Connection, Instant), StoreError> {
        match &mut self.connection {
            Some(connection) => Ok((&mut **connection, self.deadline)),
            None => Err(StoreError::not_done("the connection had its statement")),
        }
    }

    /// Takes what came of the statement. Without an error the connection goes back to the others, otherwise it ends: what
    /// comes over it may be the answer to this statement.
    pub(crate) fn answered<T>(mut self, outcome: Outcome<T>) -> Result<T, StoreError> {
        match outcome {
            Some(Ok(answer)) => {
                drop(self.connection.take());
                Ok(answer)
            }
            Some(Err(Error::Database(why))) => {
                if DB::resigns(&*why) {
                    self.broken.now();
                }
                let refused = DB::refuses(&*why);
                let why = Error::Database(why);
                Err(if refused { StoreError::not_done(why) } else { StoreError::unsure(why) })
            }
            Some(Err(why @ Error::Encode(_))) => Err(StoreError::not_done(why)),
            Some(Err(why)) => {
                if matches!(why, Error::Io(_)) {
                    self.broken.now();
                }
                Err(StoreError::unsure(why))
            }
            None => Err(StoreError::unsure(format!("{} did not answer in {:?}", DB::STORE, self.time_out))),
        }
    }
}

impl<DB: Dialect> Drop for Lent<DB> {
    fn drop(&mut self) {
        // Its socket closes now. Given back, it would wait for the answer, and keep others waiting.
        drop(self.connection.take().map(PoolConnection::detach));
    }
}

/// Waits for what a statement answers, until then.
pub(crate) async fn until<T>(deadline: Instant, statement: impl Future<Output = Result<T, Error>>) -> Outcome<T> {
    timeout_at(deadline, statement).await.ok()
}

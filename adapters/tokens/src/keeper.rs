//! Hands out tokens that are valid now.

mod in_flight;
mod options;
mod shared;
mod refresh_task;

use core::error::Error;
use core::fmt;
use std::sync::Arc;

use catapa_signin::error::TokenRejected;
use catapa_signin::{Authorized, Client, UnixTime};
use http::{Request, Response};
use zeroize::Zeroizing;

use crate::lease::Record;
use crate::not_fresh::{NotFresh, NotKept};
use crate::seal::SealingKeys;
use crate::session_key::{SessionKey, StoreKey};
use crate::store::{StoreError, Swap, TokenStore};
use in_flight::InFlight;
pub use options::KeeperOptions;
use refresh_task::Wanted;
use shared::{NotSwapped, Shared, TRIES};

/// Keeps the tokens of all logins, and hands out those that are valid now. Cheap to clone; a clone is the same keeper.
///
/// Calls for one login share one piece of work, and each call sends at most one refresh request. A call can be dropped
/// at any time: what is under way is driven on by the other callers, by the next one, or by
/// [`spawn`](KeeperOptions::spawn).
#[derive(Clone)]
pub struct TokenKeeper {
    shared: Arc<Shared>,
    in_flight: Arc<InFlight>,
}

impl TokenKeeper {
    /// How many bytes of a reply's body count, and what the sender reads at most, and one byte: 64 KiB.
    pub const REPLY_LIMIT: usize = 65_536;

    /// A keeper over a store, which may be shared by many instances, whose keys and options are the same.
    ///
    /// `send` is called as by `send` of `catapa-signin-async`: it sends one request, once, does nothing of what
    /// [no client may do](catapa_signin_http#what-a-client-must-not-do), and reads at most
    /// [`REPLY_LIMIT`](Self::REPLY_LIMIT) and one byte. Its error is a [`SendError::NotSent`](crate::SendError::NotSent)
    /// if nothing has left this machine; any other means that the request may have been answered. It gives up before
    /// half the [lease](KeeperOptions::lease) is over.
    #[must_use]
    pub fn new<Store, Sends, Sending, E>(
        client: Client,
        store: Store,
        keys: SealingKeys,
        send: Sends,
        options: KeeperOptions,
    ) -> Self
    where
        Store: TokenStore,
        Sends: Fn(Request<Vec<u8>>) -> Sending + Send + Sync + 'static,
        Sending: Future<Output = Result<Response<Vec<u8>>, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self { shared: Arc::new(Shared::new(client, store, keys, send, options)), in_flight: Arc::default() }
    }

    /// The client whose logins are kept.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.shared.client
    }

    /// Keeps a new login.
    ///
    /// # Errors
    ///
    /// [`NotKept`]; the tokens are dropped, so the person signs in again.
    pub async fn insert(&self, authorized: Authorized<String>) -> Result<SessionKey, NotKept> {
        if !self.shared.is_ours(&authorized) {
            return Err(NotKept::NotOurs);
        }
        let key = SessionKey::new(Zeroizing::new(self.shared.random().map_err(NotKept::NoEntropy)?));
        let (store_key, login) = (key.store_key(), Record::new(Arc::new(authorized)));
        let mut failures = Failures::default();
        loop {
            match self.shared.swap(&store_key, None, Some(&login)).await {
                // Nobody else has this key: who is there before us is an earlier try of ours.
                Ok(Swap::Swapped(_) | Swap::Conflict) => return Ok(key),
                Err(why) => failures.count(&self.shared, why).await?,
            }
        }
    }

    /// Tokens that are valid now, refreshed if they are due. Give them to
    /// [`Client::resume_ref`](catapa_signin::Client::resume_ref), and use them soon: they are not asked for again.
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn fresh(&self, key: &SessionKey) -> Result<Arc<Authorized<String>>, NotFresh> {
        self.get(key, Wanted::Fresh).await
    }

    /// CATAPA answered 401 to a token that [`fresh`](Self::fresh) gave: newer tokens, of a refresh or of whoever
    /// refreshed meanwhile.
    ///
    /// Call the API once more with them, and take a second 401 for an answer.
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn rejected(&self, key: &SessionKey, proof: TokenRejected) -> Result<Arc<Authorized<String>>, NotFresh> {
        self.get(key, Wanted::Other(proof)).await
    }

    /// After [`Ambiguous`](NotFresh::Ambiguous): sends the refresh token once more, in the knowledge that it may be
    /// spent, and that CATAPA may take a second sending for a theft and end the login. A login that is not ambiguous is
    /// treated as by [`fresh`](Self::fresh).
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn try_again(&self, key: &SessionKey) -> Result<Arc<Authorized<String>>, NotFresh> {
        self.get(key, Wanted::TryAgain).await
    }

    /// Forgets a login: the person signed out. CATAPA has no revocation: tokens that were handed out live until they
    /// end. Forgetting twice is no error.
    ///
    /// # Errors
    ///
    /// [`NotKept::Store`]: it may not be forgotten yet.
    pub async fn forget(&self, key: &SessionKey) -> Result<(), NotKept> {
        let store_key = key.store_key();
        let mut failures = Failures::default();
        loop {
            let removed = match self.shared.store.load(store_key.as_str()).await {
                Ok(None) => break,
                Ok(Some((version, _))) => self.shared.swap(&store_key, Some(version), None).await,
                Err(why) => Err(why.into()),
            };
            match removed {
                Ok(Swap::Swapped(_)) => break,
                Ok(Swap::Conflict) => {
                    failures.count(&self.shared, StoreError::not_done("others were faster").into()).await?
                }
                Err(why) => failures.count(&self.shared, why).await?,
            }
        }
        self.in_flight.forget(&store_key);
        Ok(())
    }

    /// Claims an id for the first who asks, of all instances: whether this one may use a callback, say. `true` for one
    /// call, `false` for all others until `until`, which is five minutes for a callback.
    ///
    /// # Errors
    ///
    /// [`NotKept`]; it may be claimed, by nobody.
    pub async fn claim_once(&self, id: &[u8], until: UnixTime) -> Result<bool, NotKept> {
        let store_key = StoreKey::of("claim", id);
        let ours: [u8; 16] = self.shared.random().map_err(NotKept::NoEntropy)?;
        let mut failures = Failures::default();
        loop {
            let failed = match self.shared.store.compare_and_swap(store_key.as_str(), None, Some(&ours), until).await {
                Ok(Swap::Swapped(_)) => return Ok(true),
                // Who is there before us may be an earlier try of ours.
                Ok(Swap::Conflict) => match self.shared.store.load(store_key.as_str()).await {
                    Ok(found) => return Ok(found.is_some_and(|(_, claimed_by)| claimed_by == ours)),
                    Err(why) => why,
                },
                Err(why) => why,
            };
            failures.count(&self.shared, failed.into()).await?;
        }
    }

    /// Drives on every refresh that is under way or whose tokens are not stored yet, and says how many are still
    /// unsettled. Call it before the process ends, and now and then if the options have no
    /// [`spawn`](KeeperOptions::spawn).
    pub async fn settle(&self) -> usize {
        for store_key in self.in_flight.places() {
            let _ = self.in_flight.join(&self.shared, &store_key, &Wanted::Settle).result().await;
        }
        self.unsettled()
    }

    /// How many refreshes are under way, or wait for the store: for a gauge.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        self.in_flight.len()
    }

    async fn get(&self, key: &SessionKey, want: Wanted) -> Result<Arc<Authorized<String>>, NotFresh> {
        let store_key = key.store_key();
        loop {
            let (result, joined) = self.in_flight.join(&self.shared, &store_key, &want).result().await;
            if joined.is_none_or(|others| want.is_met_by(&result, &others, &self.shared)) {
                return result.map(|fresh| fresh.tokens);
            }
        }
    }
}

/// Tries at the store: waits a little after each failure, and gives up after a few.
#[derive(Default)]
struct Failures(u32);

impl Failures {
    async fn count(&mut self, shared: &Shared, why: NotSwapped) -> Result<(), NotKept> {
        self.0 += 1;
        if self.0 > TRIES {
            return Err(match why {
                NotSwapped::Store(why) => NotKept::Store(why),
                NotSwapped::NoEntropy(why) => NotKept::NoEntropy(why),
            });
        }
        shared.pause(self.0).await;
        Ok(())
    }
}

impl fmt::Debug for TokenKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKeeper").finish_non_exhaustive()
    }
}

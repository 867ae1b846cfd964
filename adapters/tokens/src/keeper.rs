//! Hands out tokens that are valid now.

mod claims;
mod failures;
mod in_flight;
mod options;
mod refresh_task;
mod shared;

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use catapa_signin::error::TokenRejected;
use catapa_signin::{Authorized, Client};
use catapa_signin_http::{AnySender, Sender};
use zeroize::Zeroizing;

use crate::lease::{Call, Record};
use crate::not_fresh::{NotFresh, NotKept};
use crate::seal::SealingKeys;
use crate::session_key::SessionKey;
use crate::store::{AnyStore, StoreError, Swap, TokenStore};
use claims::Claims;
use failures::Failures;
use in_flight::InFlight;
pub use options::KeeperOptions;
use refresh_task::Wanted;
use shared::Shared;

/// Keeps the tokens of all sessions, and hands out those that are valid now. Cheap to clone; a clone is the same keeper.
///
/// [`call`](Self::call) and [`who`](Self::who) ask CATAPA under such tokens; the other verbs are what they are made of.
///
/// Callers who want the tokens of one session share one task, which sends at most one refresh request. Each can be dropped
/// at any time: the other callers, the next one, or [`spawn`](KeeperOptions::spawn) drive on what is under way.
#[derive(Clone)]
pub struct TokenKeeper {
    shared: Arc<Shared>,
    in_flight: Arc<InFlight>,
    claims: Arc<Claims>,
}

impl TokenKeeper {
    /// A keeper over a store. Many instances may share the store; give them the same keys and options.
    ///
    /// The sender must give up before half the [lease](KeeperOptions::lease) is over.
    #[must_use]
    pub fn new(
        client: Client,
        store: impl TokenStore,
        keys: SealingKeys,
        sender: impl Sender,
        options: KeeperOptions,
    ) -> Self {
        let (store, sender) = (AnyStore::new(store), AnySender::new(sender));
        let shared = Arc::new(Shared { client, store, keys, sender, options });
        Self { shared, in_flight: Arc::default(), claims: Arc::default() }
    }

    /// The client whose sessions are kept.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.shared.client
    }

    pub(crate) fn sender(&self) -> &AnySender {
        &self.shared.sender
    }

    /// Keeps the tokens of a new sign-in.
    ///
    /// # Errors
    ///
    /// [`NotKept`]. The tokens are dropped, so the person signs in again.
    pub async fn insert(&self, authorized: Authorized<String>) -> Result<SessionKey, NotKept> {
        if !self.shared.is_ours(&authorized) {
            return Err(NotKept::NotOurs);
        }
        let key = SessionKey::new(Zeroizing::new(self.shared.random().map_err(NotKept::NoEntropy)?));
        let (store_key, session) = (key.store_key(), Record::new(Arc::new(authorized)));
        let mut failures = Failures::default();
        loop {
            match self.shared.swap(&store_key, None, Some(&session)).await {
                // Nobody else has this key, so a record that is there already is from an earlier try of ours.
                Ok(Swap::Swapped(_) | Swap::Conflict) => return Ok(key),
                Err(why) => failures.count(&self.shared, why).await?,
            }
        }
    }

    /// Tokens that are valid now, refreshed if they are due: for a request that [`call`](Self::call) does not write. Give
    /// them to [`Client::resume_ref`](catapa_signin::Client::resume_ref), and use them soon.
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn fresh(&self, key: &SessionKey) -> Result<Arc<Authorized<String>>, NotFresh> {
        self.get(key, Call::Fresh.into()).await
    }

    /// Tokens newer than those from [`fresh`](Self::fresh) that CATAPA answered with 401: refreshed now, or by somebody
    /// else meanwhile.
    ///
    /// Call the API once more with them, and take a second 401 as the answer.
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn rejected(&self, key: &SessionKey, proof: TokenRejected) -> Result<Arc<Authorized<String>>, NotFresh> {
        self.get(key, Wanted { call: Call::Fresh, rejected: Some(proof) }).await
    }

    /// Sends the refresh token once more after [`Ambiguous`](NotFresh::Ambiguous). Be aware that it may be spent, and that
    /// CATAPA may then suspect theft and end the session. For a session that is not ambiguous this is
    /// [`fresh`](Self::fresh).
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn try_again(&self, key: &SessionKey) -> Result<Arc<Authorized<String>>, NotFresh> {
        self.get(key, Call::TryAgain.into()).await
    }

    /// Forgets a session, because the person signed out. CATAPA has no revocation, so tokens that were handed out live
    /// until they end. Forgetting twice is no error.
    ///
    /// # Errors
    ///
    /// [`NotKept::Store`]. The session may still be there.
    pub async fn forget(&self, key: &SessionKey) -> Result<(), NotKept> {
        let store_key = key.store_key();
        let mut failures = Failures::default();
        loop {
            let removed = match self.shared.store.load(store_key.as_str()).await {
                Ok(None) => break,
                Ok(Some((version, _))) => self.shared.swap(&store_key, Some(version), None).await,
                Err(why) => Err(NotKept::Store(why)),
            };
            match removed {
                Ok(Swap::Swapped(_)) => break,
                Ok(Swap::Conflict) => {
                    let why = NotKept::Store(StoreError::not_done("others were faster"));
                    failures.count(&self.shared, why).await?
                }
                Err(why) => failures.count(&self.shared, why).await?,
            }
        }
        self.in_flight.forget(&store_key);
        Ok(())
    }

    /// Claims an id for the first of all instances that asks, so that one of them uses a callback, for example. Gives
    /// `true` to one call, and `false` to all others for as long as the claim `lives_for`: at least five minutes for a
    /// callback.
    ///
    /// # Errors
    ///
    /// [`NotKept`]. The id may be claimed, by nobody or by this call. Call again on the same keeper, and it is looked up.
    pub async fn claim_once(&self, id: &[u8], lives_for: Duration) -> Result<bool, NotKept> {
        self.claims.once(&self.shared, id, lives_for).await
    }

    /// Drives every refresh on that is under way or whose tokens are not stored yet, and says how many are still
    /// unsettled. Call it before the process ends, and from time to time if the options have no
    /// [`spawn`](KeeperOptions::spawn).
    pub async fn settle(&self) -> usize {
        for store_key in self.in_flight.store_keys() {
            let _ = self.in_flight.join(&self.shared, &store_key, &Call::Settle.into()).result().await;
        }
        self.unsettled()
    }

    /// How many refreshes are under way or wait for the store, for a gauge.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        self.in_flight.len()
    }

    async fn get(&self, key: &SessionKey, wanted: Wanted) -> Result<Arc<Authorized<String>>, NotFresh> {
        let store_key = key.store_key();
        loop {
            let (result, begun_for) = self.in_flight.join(&self.shared, &store_key, &wanted).result().await;
            if begun_for.is_none_or(|begun_for| wanted.is_met_by(&result, &begun_for, &self.shared)) {
                return result.map(|fresh| fresh.tokens);
            }
        }
    }
}

impl fmt::Debug for TokenKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKeeper").finish_non_exhaustive()
    }
}

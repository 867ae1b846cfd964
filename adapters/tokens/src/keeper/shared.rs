//! What a keeper works with: client, store, seal, sender, and the application's options.

use core::error::Error;
use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::panic::catch_unwind;
use std::sync::Arc;

use catapa_signin::{Authorized, Client, UnixTime};
use catapa_signin_http::SendError;
use futures_util::FutureExt as _;
use http::{Request, Response};

use super::options::{AnyError, BoxFuture, KeeperOptions};
use crate::lease::{KeptStep, Rules};
use crate::not_fresh::NotFresh;
use crate::saved::{self, Login};
use crate::seal::{NotOpened, SealingKeys};
use crate::session_key::StoreKey;
use crate::store::{ErasedStore, StoreError, Swap, TokenStore, Version};

/// What a sealed record is: bound to its store_key beside this.
const PURPOSE: &[u8] = b"catapa-signin tokens";

/// How often a store may fail, or another instance be faster, before a call gives up.
pub(super) const TRIES: u32 = 4;

/// In the first half of a lease its holder sends: in seconds, so there must be one.
const SHORTEST_LEASE: u64 = 2;

/// How long a call waits before it looks again whether another instance has refreshed.
pub(super) const A_LITTLE: Duration = Duration::from_millis(250);

type SendOnce = dyn Fn(Request<Vec<u8>>) -> BoxFuture<Result<Response<Vec<u8>>, SendError>> + Send + Sync;

pub(super) struct Shared {
    pub(super) client: Client,
    pub(super) store: Box<dyn ErasedStore>,
    pub(super) keys: SealingKeys,
    pub(super) send: Box<SendOnce>,
    pub(super) options: KeeperOptions,
}

impl Shared {
    pub(super) fn new<Store, Sends, Sending, E>(
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
        E: Into<AnyError>,
    {
        let send = Arc::new(send);
        let send = move |request| -> BoxFuture<Result<Response<Vec<u8>>, SendError>> {
            let send = Arc::clone(&send);
            Box::pin(async move { send(request).await.map_err(classify) })
        };
        Self { client, store: Box::new(store), keys, send: Box::new(send), options }
    }

    pub(super) fn now(&self) -> UnixTime {
        (self.options.clock)()
    }

    /// When a record that is written now may be forgotten.
    fn expires_at(&self) -> UnixTime {
        UnixTime::from_secs(self.now().as_secs().saturating_add(self.options.kept_for.as_secs()))
    }

    pub(super) fn rules(&self) -> Rules {
        let patience = self.options.patience.as_millis() / A_LITTLE.as_millis();
        let waits = if self.options.sleep.is_some() { u32::try_from(patience).unwrap_or(u32::MAX) } else { 0 };
        Rules { lease: self.options.lease.as_secs().max(SHORTEST_LEASE), tries: TRIES, waits }
    }

    pub(super) fn random<const N: usize>(&self) -> Result<[u8; N], Arc<dyn Error + Send + Sync>> {
        let mut bytes = [0; N];
        let filled = catch_unwind(AssertUnwindSafe(|| (self.options.entropy)(&mut bytes)));
        filled.unwrap_or_else(|_| Err("the source of randomness panicked".into())).map_err(Arc::from)?;
        Ok(bytes)
    }

    /// Waits before the store is asked again, if the application has shown how: longer each time.
    pub(super) async fn pause(&self, failures: u32) {
        self.sleep(Duration::from_millis(50 << failures.min(6))).await;
    }

    /// Waits, if the application has shown how. Whoever holds new tokens lives on when that panics, as a timer does
    /// that belongs to no runtime.
    pub(super) async fn sleep(&self, time: Duration) {
        if let Some(sleep) = &self.options.sleep {
            let _ = AssertUnwindSafe(async { sleep(time).await }).catch_unwind().await;
        }
    }

    /// A login, opened, and of our client.
    pub(super) async fn load(&self, store_key: &StoreKey) -> Result<Option<(Version, Login)>, NotLoaded> {
        let Some((version, sealed)) = self.store.load(store_key.as_str()).await? else { return Ok(None) };
        let opened = self.keys.open(&[PURPOSE, store_key.as_str().as_bytes()], &sealed)?;
        let login = self.ours(saved::read(&opened)?)?;
        Ok(Some((version, login)))
    }

    /// Seals a login and puts it in the store_key of another, or removes it.
    pub(super) async fn swap(
        &self,
        store_key: &StoreKey,
        expected: Option<Version>,
        login: Option<&Login>,
    ) -> Result<Swap, NotSwapped> {
        let sealed = match login {
            Some(login) => {
                let nonce = self.random()?;
                Some(self.keys.seal(&[PURPOSE, store_key.as_str().as_bytes()], &saved::write(login), nonce))
            }
            None => None,
        };
        let swap = self.store.compare_and_swap(store_key.as_str(), expected, sealed.as_deref(), self.expires_at());
        Ok(swap.await?)
    }

    fn ours(&self, login: Login) -> Result<Login, NotLoaded> {
        let Login { generation, step } = login;
        let step = match step {
            KeptStep::Authorized(tokens) if self.is_ours(&tokens) => KeptStep::Authorized(tokens),
            KeptStep::Authorized(_) => return Err(NotLoaded::NotOurs),
            KeptStep::Expired(step, guard) => {
                let step = self.client.resume(step).map_err(|_| NotLoaded::NotOurs)?.into_step();
                KeptStep::Expired(step, guard)
            }
        };
        Ok(Login { generation, step })
    }

    pub(super) fn is_ours(&self, tokens: &Authorized<String>) -> bool {
        self.client.resume_ref(tokens).is_ok()
    }
}

/// What the sender did not call unsent may have been sent.
fn classify(error: impl Into<AnyError>) -> SendError {
    error.into().downcast().map_or_else(SendError::Ambiguous, |error: Box<SendError>| *error)
}

/// Why there is no login to look at.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotLoaded {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    #[error("another client's")]
    NotOurs,
}

impl From<NotLoaded> for NotFresh {
    fn from(why: NotLoaded) -> Self {
        match why {
            NotLoaded::Store(why) => Self::Store(why),
            NotLoaded::NotOpened(why) => Self::NotOpened(why),
            NotLoaded::NotOurs => Self::NotOurs,
        }
    }
}

/// Why nothing was put there, or perhaps was.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSwapped {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no randomness")]
    NoEntropy(#[from] Arc<dyn Error + Send + Sync>),
}

impl NotSwapped {
    pub(super) const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Store(why) if why.may_have_happened())
    }
}

impl From<NotSwapped> for NotFresh {
    fn from(why: NotSwapped) -> Self {
        match why {
            NotSwapped::Store(why) => Self::Store(why),
            NotSwapped::NoEntropy(why) => Self::NoEntropy(why),
        }
    }
}

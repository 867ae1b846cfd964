//! What all tasks of one keeper share: client, store, keys, sender and options; and how a session is loaded and swapped.

use core::error::Error;
use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::sync::Arc;

use catapa_signin::{Authorized, Client, UnixTime};
use catapa_signin_http::AnySender;
use futures_util::FutureExt as _;

use super::options::KeeperOptions;
use crate::lease::{KeptStep, Record, Rules};
use crate::not_fresh::{NotFresh, NotKept};
use crate::saved::{self, Session};
use crate::seal::SealingKeys;
use crate::session_key::StoreKey;
use crate::store::{AnyStore, Swap, TokenStore as _, Version};

/// The purpose that a record is sealed for, together with its key in the store.
const PURPOSE: &[u8] = b"catapa-signin tokens";

/// How often the store may fail, or another instance be faster, before a call gives up.
pub(super) const TRIES: u32 = 4;

/// The holder of a lease sends in its first half, in whole seconds; so there must be one.
const SHORTEST_LEASE: u64 = 2;

/// How long a call waits before it looks again whether another instance has refreshed.
pub(super) const A_LITTLE: Duration = Duration::from_millis(250);

pub(super) struct Shared {
    pub(super) client: Client,
    pub(super) store: AnyStore,
    pub(super) keys: SealingKeys,
    pub(super) sender: AnySender,
    pub(super) options: KeeperOptions,
}

impl Shared {
    pub(super) fn now(&self) -> UnixTime {
        self.options.clock_and_entropy.now()
    }

    pub(super) fn random<const N: usize>(&self) -> Result<[u8; N], Arc<dyn Error + Send + Sync>> {
        self.options.clock_and_entropy.random()
    }

    pub(super) fn rules(&self) -> Rules {
        let patience = self.options.patience.as_millis() / A_LITTLE.as_millis();
        let waits = if self.options.sleep.is_some() { u32::try_from(patience).unwrap_or(u32::MAX) } else { 0 };
        Rules { lease: self.options.lease.as_secs().max(SHORTEST_LEASE), tries: TRIES, waits }
    }

    /// Waits before the store is asked again, longer after each failure.
    pub(super) async fn pause(&self, failures: u32) {
        self.sleep(Duration::from_millis(50 << failures.min(6))).await;
    }

    /// Waits, if the options say how. A timer panics outside of its runtime; new tokens must survive that.
    pub(super) async fn sleep(&self, time: Duration) {
        if let Some(sleep) = &self.options.sleep {
            let _ = AssertUnwindSafe(async { sleep(time).await }).catch_unwind().await;
        }
    }

    /// Loads a session, opens it, and checks that it is our client's.
    pub(super) async fn load(&self, store_key: &StoreKey) -> Result<Option<(Version, Session)>, NotFresh> {
        let found = self.store.load(store_key.as_str()).await.map_err(NotFresh::Store)?;
        let Some((version, sealed)) = found else { return Ok(None) };
        let opened = self.keys.open(&[PURPOSE, store_key.as_str().as_bytes()], &sealed);
        let session = opened.and_then(|opened| saved::read(&opened)).map_err(NotFresh::NotOpened)?;
        Ok(Some((version, self.ours(session)?)))
    }

    /// Seals a session and puts it in the place of the expected version, or removes what is there.
    pub(super) async fn swap(
        &self,
        store_key: &StoreKey,
        expected: Option<Version>,
        session: Option<&Session>,
    ) -> Result<Swap, NotKept> {
        let sealed = match session {
            Some(session) => {
                let nonce = self.random().map_err(NotKept::NoEntropy)?;
                Some(self.keys.seal(&[PURPOSE, store_key.as_str().as_bytes()], &saved::write(session), nonce))
            }
            None => None,
        };
        let kept_for = self.options.kept_for;
        let swap = self.store.compare_and_swap(store_key.as_str(), expected, sealed.as_deref(), kept_for);
        swap.await.map_err(NotKept::Store)
    }

    fn ours(&self, session: Session) -> Result<Session, NotFresh> {
        let Record { generation, step } = session;
        let step = match step {
            KeptStep::Authorized(tokens) if self.is_ours(&tokens) => KeptStep::Authorized(tokens),
            KeptStep::Authorized(_) => return Err(NotFresh::NotOurs),
            KeptStep::Expired(step, guard) => {
                let step = self.client.resume(step).map_err(|_| NotFresh::NotOurs)?.into_step();
                KeptStep::Expired(step, guard)
            }
        };
        Ok(Record { generation, step })
    }

    pub(super) fn is_ours(&self, tokens: &Authorized<String>) -> bool {
        self.client.resume_ref(tokens).is_ok()
    }
}

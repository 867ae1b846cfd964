//! Claims that the store did not answer: the next try of this instance is recognized as the same one.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use catapa_signin::UnixTime;

use super::failures::Failures;
use super::shared::Shared;
use crate::not_fresh::NotKept;
use crate::session_key::StoreKey;
use crate::store::{Swap, TokenStore as _};

/// What the store holds under a claimed id: random bytes, so that a claim can be told from another's.
type Claim = [u8; 16];

/// The claims that may be in the store although their callers were told nothing, and when they end.
#[derive(Default)]
pub(super) struct Claims {
    in_doubt: Mutex<HashMap<StoreKey, (Claim, UnixTime)>>,
}

impl Claims {
    fn in_doubt(&self) -> MutexGuard<'_, HashMap<StoreKey, (Claim, UnixTime)>> {
        self.in_doubt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims an id, unless it is another's. A claim in doubt is looked up, never taken for another's.
    pub(super) async fn once(&self, shared: &Shared, id: &[u8], lives_for: Duration) -> Result<bool, NotKept> {
        let store_key = StoreKey::of("claim", id);
        let now = shared.now();
        let mut attempt = Attempt {
            claims: self,
            claim: match self.in_doubt().remove(&store_key) {
                Some((claim, _)) => claim,
                None => shared.random().map_err(NotKept::NoEntropy)?,
            },
            store_key,
            begun_at: now,
            ends_at: UnixTime::from_secs(now.as_secs().saturating_add(lives_for.as_secs())),
            is_answered: false,
        };
        let mut failures = Failures::default();
        loop {
            let (store, key) = (&shared.store, attempt.store_key.as_str());
            let failed = match store.compare_and_swap(key, None, Some(&attempt.claim), lives_for).await {
                Ok(Swap::Swapped(_)) => return Ok(attempt.answered(true)),
                // The claim that is there may be from an earlier try of ours.
                Ok(Swap::Conflict) => match store.load(key).await {
                    Ok(found) => {
                        let is_ours = found.is_some_and(|(_, there)| there == attempt.claim);
                        return Ok(attempt.answered(is_ours));
                    }
                    Err(why) => why,
                },
                Err(why) => why,
            };
            failures.count(shared, NotKept::Store(failed)).await?;
        }
    }
}

/// One call. Without an answer, even because its caller went away, its claim stays in doubt.
struct Attempt<'a> {
    claims: &'a Claims,
    store_key: StoreKey,
    claim: Claim,
    begun_at: UnixTime,
    ends_at: UnixTime,
    is_answered: bool,
}

impl Attempt<'_> {
    fn answered(&mut self, is_ours: bool) -> bool {
        self.is_answered = true;
        is_ours
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            let mut in_doubt = self.claims.in_doubt();
            in_doubt.retain(|_, (_, ends_at)| *ends_at > self.begun_at);
            in_doubt.insert(self.store_key.clone(), (self.claim, self.ends_at));
        }
    }
}

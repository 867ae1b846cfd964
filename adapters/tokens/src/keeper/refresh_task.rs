//! Drives the lease's machine for one session: its loads, its swaps, and the one refresh request.

use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use catapa_signin::error::TokenRejected;
use catapa_signin::{Authorized, Expired, Freshness, NotRefreshed, UnixTime};
use catapa_signin_http::{ReplyBuffer, SendError, Sender as _, to_http};
use futures_util::FutureExt as _;

use super::shared::{A_LITTLE, Shared};
use crate::lease::{Answer, Call, Cause, Done, Fence, Next, Outcome, Usable};
use crate::not_fresh::{Doubt, NotFresh};
use crate::session_key::StoreKey;
use crate::store::{StoreError, Swap};

type Tokens = Arc<Authorized<String>>;
pub(super) type Fresh = crate::lease::Fresh<Tokens>;
pub(super) type Unsettled = crate::lease::Unsettled<Tokens, Expired<String>>;

/// How long nothing is sent after `invalid_client`, in seconds: each try counts against CATAPA's limit.
const PAUSE_AFTER_CLIENT_REFUSED: u64 = 60;

/// What a caller wants.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) call: Call,
    /// Proof that CATAPA rejected a token; the caller wants any other.
    pub(super) rejected: Option<TokenRejected>,
}

impl From<Call> for Wanted {
    fn from(call: Call) -> Self {
        Self { call, rejected: None }
    }
}

impl Wanted {
    /// Is this caller content with the result of a task that was begun for another's wish?
    pub(super) fn is_met_by(&self, result: &Result<Fresh, NotFresh>, begun_for: &Self, shared: &Shared) -> bool {
        match result {
            _ if self.call == Call::Settle => true,
            _ if begun_for.call == Call::Settle => false,
            Ok(fresh) => {
                let is_rejected = |proof| shared.is_about(proof, &fresh.tokens);
                fresh.refreshed || !self.rejected.as_ref().is_some_and(is_rejected)
            }
            Err(NotFresh::Ambiguous(_)) => self.call != Call::TryAgain || begun_for.call == Call::TryAgain,
            Err(_) => true,
        }
    }
}

/// One call, from its first load to its outcome.
pub(super) struct RefreshTask {
    pub(super) shared: Arc<Shared>,
    pub(super) store_key: StoreKey,
    pub(super) wanted: Wanted,
    /// What an earlier call could not bring to an end.
    pub(super) unsettled: Option<Unsettled>,
    /// Set before the first swap: from there on this task must not be dropped.
    pub(super) outlives_callers: Arc<AtomicBool>,
}

impl RefreshTask {
    pub(super) async fn run(mut self) -> (Result<Fresh, NotFresh>, Option<Unsettled>) {
        let fence = match self.shared.random() {
            Ok(fence) => Fence(fence),
            Err(why) => return (Err(NotFresh::NoEntropy(why)), self.unsettled),
        };
        let call = self.wanted.call;
        let rules = self.shared.rules();
        let mut next = match self.unsettled.take() {
            Some(unsettled) => unsettled.resume(call, fence, rules),
            None => Next::begin(call, fence, rules),
        };
        let mut last_errors = LastErrors::default();
        loop {
            next = match next {
                Next::Load(load) => match self.shared.load(&self.store_key).await {
                    Ok(found) => {
                        let now = self.shared.now();
                        load.found(found, now, |tokens| self.shared.judge(&self.wanted, tokens, now))
                    }
                    Err(why) => {
                        let can_pass = matches!(why, NotFresh::Store(_));
                        last_errors.store(&self.shared, why).await;
                        if can_pass { load.failed() } else { load.unusable() }
                    }
                },
                Next::Swap(swap) => {
                    self.outlives_callers.store(true, Ordering::Relaxed);
                    match self.shared.swap(&self.store_key, Some(swap.expected()), swap.record()).await {
                        Ok(Swap::Swapped(version)) => swap.swapped(version),
                        Ok(Swap::Conflict) => swap.conflict(self.shared.now()),
                        Err(why) => {
                            let may_have_happened = why.may_have_happened();
                            last_errors.store(&self.shared, why.into()).await;
                            swap.failed(may_have_happened)
                        }
                    }
                }
                Next::Send(send) => match send.take(self.shared.now()) {
                    Ok((step, sent)) => match self.shared.refresh(step).await {
                        Ok(tokens) => sent.answered(Answer::Granted(Arc::new(tokens))),
                        Err((why, answer)) => {
                            last_errors.catapa = Some(why);
                            match answer {
                                Some(answer) => sent.answered(answer),
                                None => sent.lost(),
                            }
                        }
                    },
                    Err(too_late) => too_late,
                },
                // Without a way to wait, the rules allow no waiting.
                Next::Wait(wait) => {
                    self.shared.sleep(A_LITTLE).await;
                    wait.over()
                }
                Next::Done(Done { outcome, unsettled }) => return (last_errors.result(outcome), unsettled),
            };
        }
    }
}

/// The last errors of the store and of CATAPA, which say more than the machine's outcome.
#[derive(Default)]
struct LastErrors {
    store: Option<NotFresh>,
    failures: u32,
    catapa: Option<NotFresh>,
}

impl LastErrors {
    /// Notes that the store failed, and pauses before it is asked again.
    async fn store(&mut self, shared: &Shared, why: NotFresh) {
        self.store = Some(why);
        shared.pause(self.failures).await;
        self.failures = self.failures.saturating_add(1);
    }

    fn result(self, outcome: Outcome<Tokens>) -> Result<Fresh, NotFresh> {
        Err(match outcome {
            Outcome::Fresh(fresh) => return Ok(fresh),
            Outcome::SignedOut => NotFresh::SignedOut,
            Outcome::Over => NotFresh::Over,
            Outcome::Refused => self.catapa.unwrap_or(NotFresh::SignedOut),
            Outcome::RateLimited { until } => self.catapa.unwrap_or(NotFresh::RateLimited { until }),
            Outcome::Ambiguous(Cause::ThisCall) => self.catapa.unwrap_or(NotFresh::Ambiguous(Doubt::Earlier)),
            Outcome::Ambiguous(Cause::LeaseRanOut) => NotFresh::Ambiguous(Doubt::LeaseRanOut),
            Outcome::Ambiguous(Cause::Earlier) => NotFresh::Ambiguous(Doubt::Earlier),
            Outcome::Busy { until } => NotFresh::Busy { until },
            Outcome::NotSent => self.catapa.unwrap_or(NotFresh::Panicked),
            Outcome::StoreAway => {
                self.store.unwrap_or_else(|| NotFresh::Store(StoreError::unsure("the store is too slow")))
            }
            // Callers who want tokens never see this.
            Outcome::Settled => NotFresh::SignedOut,
        })
    }
}

impl Shared {
    /// Were these the tokens that CATAPA rejected?
    fn is_about(&self, proof: &TokenRejected, tokens: &Authorized<String>) -> bool {
        let sign_in = self.client.resume_ref(tokens);
        sign_in.is_ok_and(|sign_in| !matches!(sign_in.rejected(proof.clone()), Freshness::Fresh(_)))
    }

    /// May the tokens be used for what is wanted?
    fn judge(&self, wanted: &Wanted, tokens: Tokens, now: UnixTime) -> Usable<Tokens, Expired<String>> {
        match self.freshness(wanted, &tokens, now) {
            None | Some(Freshness::Fresh(_)) => Usable::Fresh(tokens),
            Some(Freshness::Expired(expired)) => Usable::Expired(expired.into_step()),
            Some(Freshness::Over) => Usable::Over,
        }
    }

    /// What became of the tokens, in a copy; `None` if they are neither due nor rejected.
    fn freshness(&self, wanted: &Wanted, tokens: &Authorized<String>, now: UnixTime) -> Option<Freshness<'_, String>> {
        // They were ours when they were loaded, and a `String` holds every token.
        let sign_in = self.client.resume_ref(tokens).ok()?;
        match &wanted.rejected {
            Some(proof) if !sign_in.is_due(now) => Some(sign_in.to_owned_in().ok()?.rejected(proof.clone())),
            _ if sign_in.is_due(now) => Some(sign_in.to_owned_in().ok()?.at(now)),
            _ => None,
        }
    }

    /// Sends the refresh token, once.
    async fn refresh(&self, step: Expired<String>) -> Result<Authorized<String>, NoTokens> {
        let sign_in = match self.client.resume(step) {
            Ok(sign_in) => sign_in,
            Err(why) => return Err((NotFresh::NotOurs, Some(Answer::NotSent(why.step)))),
        };
        let request = sign_in.refresh_request();
        let limit = request.reply_limit();
        let request = match to_http(&request) {
            Ok(request) => request,
            Err(why) => {
                let why = NotFresh::NotSent(Arc::new(why.into()));
                return Err((why, Some(Answer::NotSent(sign_in.into_step()))));
            }
        };
        let doubt = match AssertUnwindSafe(async { self.sender.send(request, limit).await }).catch_unwind().await {
            Ok(Ok(response)) => {
                let mut reply = ReplyBuffer::new(response, limit);
                let now = self.now();
                let refreshed = sign_in.finish(reply.as_reply(), now);
                return refreshed.map(|sign_in| sign_in.into_step()).map_err(|why| no_tokens(why, now));
            }
            Ok(Err(why @ SendError::NotSent(_))) => {
                return Err((NotFresh::NotSent(Arc::new(why)), Some(Answer::NotSent(sign_in.into_step()))));
            }
            Ok(Err(why)) => Doubt::NoReply(Arc::new(why)),
            Err(_) => Doubt::Panicked,
        };
        Err((NotFresh::Ambiguous(doubt), Some(Answer::Ambiguous(sign_in.into_step()))))
    }
}

/// Why there are no new tokens, for the callers; and for the machine, what that means. `None` if nobody can say.
type NoTokens = (NotFresh, Option<Answer<Tokens, Expired<String>>>);

fn no_tokens(why: NotRefreshed<String>, now: UnixTime) -> NoTokens {
    match why {
        NotRefreshed::RateLimited { step, retry_after } => {
            let until = retry_after.until(now);
            (NotFresh::RateLimited { until }, Some(Answer::Wait { step, until }))
        }
        NotRefreshed::ClientRefused { step, refusal } => {
            let until = UnixTime::from_secs(now.as_secs().saturating_add(PAUSE_AFTER_CLIENT_REFUSED));
            (NotFresh::ClientRefused(refusal), Some(Answer::Wait { step, until }))
        }
        NotRefreshed::Ambiguous { step, why } => {
            (NotFresh::Ambiguous(Doubt::Ambiguous(why)), Some(Answer::Ambiguous(step)))
        }
        NotRefreshed::Refused(refusal) => (NotFresh::Refused(refusal), Some(Answer::Refused)),
        NotRefreshed::TenantRefused(why) => (NotFresh::TenantRefused(why), Some(Answer::Refused)),
        // A `String` holds every token, and nobody knows what a later core may add.
        _ => (NotFresh::Ambiguous(Doubt::Earlier), None),
    }
}

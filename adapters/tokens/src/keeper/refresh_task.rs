//! Drives the lease's machine: one piece of work for one login, whoever waits for it.

use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use catapa_signin::error::TokenRejected;
use catapa_signin::{Authorized, Expired, Freshness, NotRefreshed, UnixTime};
use catapa_signin_http::{ReplyBuffer, SendError, to_http};
use futures_util::FutureExt as _;

use super::shared::{A_LITTLE, NotLoaded, Shared};
use crate::lease::{Answer, Call, Cause, Done, Fence, Next, Outcome, Usable};
use crate::not_fresh::{Doubt, NotFresh};
use crate::session_key::StoreKey;
use crate::store::{StoreError, Swap};

type Tokens = Arc<Authorized<String>>;
pub(super) type Unsettled = crate::lease::Unsettled<Tokens, Expired<String>>;

/// After `invalid_client`, nothing is sent for so long: each try counts against CATAPA's limit.
const PAUSE_AFTER_CLIENT_REFUSED: u64 = 60;

/// What a caller wants.
#[derive(Clone)]
pub(super) enum Wanted {
    Fresh,
    /// Other tokens than the one that this is about.
    Other(TokenRejected),
    TryAgain,
    Settle,
}

impl Wanted {
    /// Is this caller content with what another's work gave?
    pub(super) fn is_met_by(&self, result: &Result<Fresh, NotFresh>, others: &Self, shared: &Shared) -> bool {
        match (self, result) {
            (Self::Settle, _) => true,
            (_, _) if matches!(others, Self::Settle) => false,
            (Self::Other(proof), Ok(fresh)) => fresh.refreshed || !shared.is_about(proof, &fresh.tokens),
            (Self::TryAgain, Err(NotFresh::Ambiguous(_))) => matches!(others, Self::TryAgain),
            _ => true,
        }
    }
}

/// What a caller gets.
#[derive(Clone)]
pub(super) struct Fresh {
    pub(super) tokens: Tokens,
    pub(super) refreshed: bool,
}

/// One call, from its first load to its outcome; and what it could not bring to an end.
pub(super) struct RefreshTask {
    pub(super) shared: Arc<Shared>,
    pub(super) store_key: StoreKey,
    pub(super) want: Wanted,
    pub(super) unsettled: Option<Unsettled>,
    /// Set before the first swap: from there on this work must not be dropped.
    pub(super) at_stake: Arc<AtomicBool>,
}

impl RefreshTask {
    pub(super) async fn run(mut self) -> (Result<Fresh, NotFresh>, Option<Unsettled>) {
        let fence = match self.shared.random() {
            Ok(fence) => Fence(fence),
            Err(why) => return (Err(NotFresh::NoEntropy(why)), self.unsettled),
        };
        let call = match self.want {
            Wanted::Fresh | Wanted::Other(_) => Call::Fresh,
            Wanted::TryAgain => Call::TryAgain,
            Wanted::Settle => Call::Settle,
        };
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
                        load.found(found, now, |tokens| self.shared.judge(&self.want, tokens, now))
                    }
                    Err(why) => {
                        let passing = matches!(why, NotLoaded::Store(_));
                        last_errors.store(&self.shared, why.into()).await;
                        if passing { load.failed() } else { load.unusable() }
                    }
                },
                Next::Swap(swap) => {
                    self.at_stake.store(true, Ordering::Relaxed);
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
                // Without a way to wait, the rules allow for no waiting.
                Next::Wait(wait) => {
                    self.shared.sleep(A_LITTLE).await;
                    wait.over()
                }
                Next::Done(Done { outcome, unsettled }) => return (last_errors.result(outcome), unsettled),
            };
        }
    }
}

/// The errors behind the machine's outcome.
#[derive(Default)]
struct LastErrors {
    store: Option<NotFresh>,
    failures: u32,
    catapa: Option<NotFresh>,
}

impl LastErrors {
    /// The store failed; a pause before it is asked again.
    async fn store(&mut self, shared: &Shared, why: NotFresh) {
        self.store = Some(why);
        shared.pause(self.failures).await;
        self.failures = self.failures.saturating_add(1);
    }

    fn result(self, outcome: Outcome<Tokens>) -> Result<Fresh, NotFresh> {
        Err(match outcome {
            Outcome::Fresh { tokens, refreshed } => return Ok(Fresh { tokens, refreshed }),
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
            // Seen by nobody who wants tokens.
            Outcome::Settled => NotFresh::SignedOut,
        })
    }
}

impl Shared {
    /// Was it these tokens that CATAPA rejected?
    fn is_about(&self, proof: &TokenRejected, tokens: &Authorized<String>) -> bool {
        let sign_in = self.client.resume_ref(tokens);
        sign_in.is_ok_and(|sign_in| !matches!(sign_in.rejected(proof.clone()), Freshness::Fresh(_)))
    }

    /// May the tokens be used, for what is wanted?
    fn judge(&self, want: &Wanted, tokens: Tokens, now: UnixTime) -> Usable<Tokens, Expired<String>> {
        match self.lifetime(want, &tokens, now) {
            None | Some(Freshness::Fresh(_)) => Usable::Fresh(tokens),
            Some(Freshness::Expired(expired)) => Usable::Expired(expired.into_step()),
            Some(Freshness::Over) => Usable::Over,
        }
    }

    /// What has become of the tokens, in a copy; `None` if nothing has.
    fn lifetime(&self, want: &Wanted, tokens: &Authorized<String>, now: UnixTime) -> Option<Freshness<'_, String>> {
        // They were ours when they were loaded, and a `String` holds every token.
        let sign_in = self.client.resume_ref(tokens).ok()?;
        match want {
            Wanted::Other(proof) if !sign_in.is_due(now) => Some(sign_in.to_owned_in().ok()?.rejected(proof.clone())),
            _ if sign_in.is_due(now) => Some(sign_in.to_owned_in().ok()?.at(now)),
            _ => None,
        }
    }

    /// Sends the refresh token, once. What went wrong comes with the answer that it amounts to; `None` if nobody can
    /// say.
    async fn refresh(&self, step: Expired<String>) -> Result<Authorized<String>, NotGot> {
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
        let doubt = match AssertUnwindSafe((self.send)(request)).catch_unwind().await {
            Ok(Ok(response)) => {
                let mut reply = ReplyBuffer::new(response, limit);
                let now = self.now();
                let refreshed = sign_in.finish(reply.as_reply(), now);
                return refreshed.map(|sign_in| sign_in.into_step()).map_err(|why| not_got(why, now));
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

type NotGot = (NotFresh, Option<Answer<Tokens, Expired<String>>>);

fn not_got(why: NotRefreshed<String>, now: UnixTime) -> NotGot {
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
        // A `String` holds every token; and what a later core may say is not known.
        _ => (NotFresh::Ambiguous(Doubt::Earlier), None),
    }
}

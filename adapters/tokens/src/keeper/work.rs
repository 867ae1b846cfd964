//! Drives the lease's machine: one piece of work for one login, whoever waits for it.

use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use catapa_signin::{Authorized, Expired, Lifetime, NotRefreshed, TokenRejected, UnixTime};
use catapa_signin_http::{ReplyBuffer, SendError, to_http};
use futures_util::FutureExt as _;

use super::parts::{A_LITTLE, NotLoaded, Parts};
use crate::lease::{Answer, Call, Cause, Done, Fence, Judged, Next, Outcome};
use crate::login_key::Place;
use crate::not_fresh::{Doubt, NotFresh};
use crate::store::{StoreError, Swap};

type Tokens = Arc<Authorized<String>>;
pub(super) type Unsettled = crate::lease::Unsettled<Tokens, Expired<String>>;

/// After `invalid_client`, nothing is sent for so long: each try counts against CATAPA's limit.
const PAUSE_AFTER_CLIENT_REFUSED: u64 = 60;

/// What a caller wants.
#[derive(Clone)]
pub(super) enum Want {
    Fresh,
    /// Other tokens than the one that this is about.
    Other(TokenRejected),
    TryAgain,
    Settle,
}

impl Want {
    /// Is this caller content with what another's work gave?
    pub(super) fn is_met_by(&self, result: &Result<Fresh, NotFresh>, others: &Self, parts: &Parts) -> bool {
        match (self, result) {
            (Self::Settle, _) => true,
            (_, _) if matches!(others, Self::Settle) => false,
            (Self::Other(proof), Ok(fresh)) => fresh.refreshed || !parts.is_about(proof, &fresh.tokens),
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
pub(super) struct Work {
    pub(super) parts: Arc<Parts>,
    pub(super) place: Place,
    pub(super) want: Want,
    pub(super) unsettled: Option<Unsettled>,
    /// Set before the first swap: from there on this work must not be dropped.
    pub(super) at_stake: Arc<AtomicBool>,
}

impl Work {
    pub(super) async fn run(mut self) -> (Result<Fresh, NotFresh>, Option<Unsettled>) {
        let fence = match self.parts.random() {
            Ok(fence) => Fence(fence),
            Err(why) => return (Err(NotFresh::NoEntropy(why)), self.unsettled),
        };
        let call = match self.want {
            Want::Fresh | Want::Other(_) => Call::Fresh,
            Want::TryAgain => Call::TryAgain,
            Want::Settle => Call::Settle,
        };
        let rules = self.parts.rules();
        let mut next = match self.unsettled.take() {
            Some(unsettled) => unsettled.resume(call, fence, rules),
            None => Next::begin(call, fence, rules),
        };
        let mut told = Told::default();
        loop {
            next = match next {
                Next::Load(load) => match self.parts.load(&self.place).await {
                    Ok(found) => {
                        let now = self.parts.now();
                        load.found(found, now, |tokens| self.parts.judge(&self.want, tokens, now))
                    }
                    Err(why) => {
                        let passing = matches!(why, NotLoaded::Store(_));
                        told.store(&self.parts, why.into()).await;
                        if passing { load.failed() } else { load.unusable() }
                    }
                },
                Next::Swap(swap) => {
                    self.at_stake.store(true, Ordering::Relaxed);
                    match self.parts.swap(&self.place, Some(swap.expected()), swap.record()).await {
                        Ok(Swap::Swapped(version)) => swap.swapped(version),
                        Ok(Swap::Conflict) => swap.conflict(self.parts.now()),
                        Err(why) => {
                            let may_have_happened = why.may_have_happened();
                            told.store(&self.parts, why.into()).await;
                            swap.failed(may_have_happened)
                        }
                    }
                }
                Next::Send(send) => match send.take(self.parts.now()) {
                    Ok((step, sent)) => match self.parts.refresh(step).await {
                        Ok(tokens) => sent.answered(Answer::Granted(Arc::new(tokens))),
                        Err((why, answer)) => {
                            told.catapa = Some(why);
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
                    self.parts.sleep(A_LITTLE).await;
                    wait.over()
                }
                Next::Done(Done { outcome, unsettled }) => return (told.result(outcome), unsettled),
            };
        }
    }
}

/// The errors behind the machine's outcome.
#[derive(Default)]
struct Told {
    store: Option<NotFresh>,
    failures: u32,
    catapa: Option<NotFresh>,
}

impl Told {
    /// The store failed; a pause before it is asked again.
    async fn store(&mut self, parts: &Parts, why: NotFresh) {
        self.store = Some(why);
        parts.pause(self.failures).await;
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

impl Parts {
    /// Was it these tokens that CATAPA rejected?
    fn is_about(&self, proof: &TokenRejected, tokens: &Authorized<String>) -> bool {
        let sign_in = self.client.resume_ref(tokens);
        sign_in.is_ok_and(|sign_in| !matches!(sign_in.rejected(proof.clone()), Lifetime::Fresh(_)))
    }

    /// May the tokens be used, for what is wanted?
    fn judge(&self, want: &Want, tokens: Tokens, now: UnixTime) -> Judged<Tokens, Expired<String>> {
        match self.lifetime(want, &tokens, now) {
            None | Some(Lifetime::Fresh(_)) => Judged::Fresh(tokens),
            Some(Lifetime::Expired(expired)) => Judged::Expired(expired.into_step()),
            Some(Lifetime::Over) => Judged::Over,
        }
    }

    /// What has become of the tokens, in a copy; `None` if nothing has.
    fn lifetime(&self, want: &Want, tokens: &Authorized<String>, now: UnixTime) -> Option<Lifetime<'_, String>> {
        // They were ours when they were loaded, and a `String` holds every token.
        let sign_in = self.client.resume_ref(tokens).ok()?;
        match want {
            Want::Other(proof) if !sign_in.is_due(now) => Some(sign_in.hold_in().ok()?.rejected(proof.clone())),
            _ if sign_in.is_due(now) => Some(sign_in.hold_in().ok()?.at(now)),
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
        Err((NotFresh::Ambiguous(doubt), Some(Answer::Unclear(sign_in.into_step()))))
    }
}

type NotGot = (NotFresh, Option<Answer<Tokens, Expired<String>>>);

fn not_got(why: NotRefreshed<String>, now: UnixTime) -> NotGot {
    match why {
        NotRefreshed::RateLimited { step, wait } => {
            let until = wait.until(now);
            (NotFresh::RateLimited { until }, Some(Answer::Wait { step, until }))
        }
        NotRefreshed::ClientRefused { step, refusal } => {
            let until = UnixTime::from_secs(now.as_secs().saturating_add(PAUSE_AFTER_CLIENT_REFUSED));
            (NotFresh::ClientRefused(refusal), Some(Answer::Wait { step, until }))
        }
        NotRefreshed::Unclear { step, why } => (NotFresh::Ambiguous(Doubt::Unclear(why)), Some(Answer::Unclear(step))),
        NotRefreshed::Refused(refusal) => (NotFresh::Refused(refusal), Some(Answer::Refused)),
        NotRefreshed::TenantRefused(why) => (NotFresh::TenantRefused(why), Some(Answer::Refused)),
        // A `String` holds every token; and what a later core may say is not known.
        _ => (NotFresh::Ambiguous(Doubt::Earlier), None),
    }
}

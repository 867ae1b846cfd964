//! Sending the refresh token once, and the answer that must then be stored.

use catapa_signin::UnixTime;

use super::attempt::{Attempt, Cause, Fresh, Next, Outcome};
use super::record::{Fence, KeptStep, Record, SendGuard};
use super::swap::{Kind, Swap};
use crate::store::Version;

/// The lease is ours: send the refresh token.
#[must_use = "the lease is taken, and nobody else sends before it has run out"]
pub struct SendOnce<E> {
    pub(super) attempt: Attempt,
    pub(super) version: Version,
    pub(super) generation: u64,
    pub(super) step: E,
    pub(super) guard: SendGuard,
}

impl<E> SendOnce<E> {
    /// The step, to send at once, and the [`Sent`] that takes the answer.
    ///
    /// # Errors
    ///
    /// What to do instead, if the first half of the lease is over.
    pub fn take<A>(self, now: UnixTime) -> Result<(E, Sent), Next<A, E>> {
        let Self { mut attempt, version, generation, step, guard } = self;
        if !guard.lease.is_some_and(|lease| lease.may_send(now)) {
            // The next load finds our own lease, and takes a new one.
            return Err(attempt.once_more(None, Outcome::StoreAway));
        }
        attempt.has_sent = true;
        attempt.perhaps_leased = None;
        Ok((step, Sent { attempt, version, generation, maybe_spent: guard.maybe_spent }))
    }
}

/// The refresh token is on its way.
#[must_use = "without an answer the lease runs out, and the session is ambiguous"]
pub struct Sent {
    attempt: Attempt,
    version: Version,
    generation: u64,
    maybe_spent: bool,
}

impl Sent {
    /// The answer is known.
    pub fn answered<A, E>(self, answer: Answer<A, E>) -> Next<A, E> {
        let Self { attempt, version, generation, maybe_spent } = self;
        let settlement = Settlement::new(attempt.fence, generation, maybe_spent, answer);
        settlement.swap(attempt, version)
    }

    /// The answer is not known and the step is gone, so the lease runs out.
    pub fn lost<A, E>(self) -> Next<A, E> {
        self.attempt.done(Outcome::Ambiguous(Cause::ThisCall), None)
    }
}

/// The answer to a refresh request.
pub enum Answer<A, E> {
    /// New tokens.
    Granted(A),
    /// CATAPA did not look at the refresh token, and asks to wait.
    Wait {
        /// The step, untouched.
        step: E,
        /// When to come back.
        until: UnixTime,
    },
    /// CATAPA did nothing with the request.
    NotSent(E),
    /// Neither tokens nor a refusal: the refresh token may be spent.
    Ambiguous(E),
    /// CATAPA refused: the session is over.
    Refused,
}

/// An answer that must be stored: the record that says so, and the lease under which it came.
pub(super) struct Settlement<A, E> {
    fence: Fence,
    /// The generation of the refresh token that was sent.
    generation: u64,
    record: Option<Record<A, E>>,
    /// What to tell the caller, unless the record has tokens.
    outcome: Outcome<A>,
    /// Did an earlier call send?
    pub(super) is_resumed: bool,
}

impl<A, E> Settlement<A, E> {
    /// `maybe_spent` says whether the refresh token was in doubt before it was sent.
    pub(super) fn new(fence: Fence, generation: u64, maybe_spent: bool, answer: Answer<A, E>) -> Self {
        let guard = SendGuard { lease: None, not_before: None, maybe_spent };
        let expired = |step, guard| Some(Record { generation, step: KeptStep::Expired(step, guard) });
        let (record, outcome) = match answer {
            Answer::Granted(tokens) => {
                let generation = generation.saturating_add(1);
                (Some(Record { generation, step: KeptStep::Authorized(tokens) }), Outcome::Settled)
            }
            Answer::Wait { step, until } => {
                (expired(step, SendGuard { not_before: Some(until), ..guard }), Outcome::RateLimited { until })
            }
            Answer::NotSent(step) => (expired(step, guard), Outcome::NotSent),
            Answer::Ambiguous(step) => {
                (expired(step, SendGuard { maybe_spent: true, ..guard }), Outcome::Ambiguous(Cause::ThisCall))
            }
            Answer::Refused => (None, Outcome::Refused),
        };
        Self { fence, generation, record, outcome, is_resumed: false }
    }

    /// The same, from an earlier call.
    pub(super) fn resumed(self) -> Self {
        Self { is_resumed: true, ..self }
    }

    pub(super) const fn record(&self) -> Option<&Record<A, E>> {
        self.record.as_ref()
    }

    pub(super) fn swap(self, attempt: Attempt, expected: Version) -> Next<A, E> {
        Next::Swap(Swap { attempt, expected, kind: Kind::Settle(self) })
    }

    /// Must this answer still be stored over `found`? It must while our lease is in it. New tokens must even be stored over
    /// another's lease: CATAPA may accept no others.
    pub(super) fn is_missing_from(&self, found: &Record<A, E>) -> bool {
        let KeptStep::Expired(_, guard) = &found.step else { return false };
        let is_ours = guard.lease.is_some_and(|lease| lease.fence == self.fence);
        found.generation == self.generation && (is_ours || self.has_tokens())
    }

    /// Is `found` a later generation than the one that was sent?
    pub(super) const fn is_older_than(&self, found: &Record<A, E>) -> bool {
        self.generation < found.generation
    }

    const fn has_tokens(&self) -> bool {
        matches!(self.record, Some(Record { step: KeptStep::Authorized(_), .. }))
    }

    /// What to tell the caller once it is stored.
    pub(super) fn into_outcome(self) -> Outcome<A> {
        match self.record {
            Some(Record { step: KeptStep::Authorized(tokens), .. }) => {
                Outcome::Fresh(Fresh { tokens, refreshed: true })
            }
            _ => self.outcome,
        }
    }
}

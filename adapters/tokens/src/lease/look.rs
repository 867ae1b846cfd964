//! What a loaded record means for a call.

use catapa_signin::UnixTime;

use super::attempt::{Attempt, Call, Cause, Fresh, Load, Next, Outcome, Wait};
use super::record::{KeptStep, Lease, Record, SendGuard};
use super::send::{Answer, SendOnce, Settlement};
use super::swap::{Kind, Swap};
use crate::store::Version;

/// Whether the caller can use the tokens in a record.
pub enum Usable<A, E> {
    /// It can.
    Fresh(A),
    /// It cannot, but there is a refresh token.
    Expired(E),
    /// It cannot, and there is no refresh token.
    Over,
}

impl<A, E> Load<A, E> {
    /// The store answered with the record and its version. `judge` says whether the tokens can be used, or are due or
    /// rejected.
    pub fn found(
        self,
        found: Option<(Version, Record<A, E>)>,
        now: UnixTime,
        judge: impl FnOnce(A) -> Usable<A, E>,
    ) -> Next<A, E> {
        let Self { mut attempt, settling } = self;
        let Some((version, record)) = found else {
            attempt.perhaps_leased = None;
            return attempt.done(Outcome::SignedOut, None);
        };
        match settling {
            Some(settlement) => attempt.settle(settlement, version, record, now, judge),
            None => attempt.look(version, record, now, judge),
        }
    }
}

impl Attempt {
    fn look<A, E>(
        mut self,
        version: Version,
        record: Record<A, E>,
        now: UnixTime,
        judge: impl FnOnce(A) -> Usable<A, E>,
    ) -> Next<A, E> {
        if self.perhaps_leased.is_some_and(|expected| expected != version) {
            // Our lease was to replace another version, so it will never be stored.
            self.perhaps_leased = None;
        }
        let Record { generation, step } = record;
        match step {
            KeptStep::Authorized(_) if self.call == Call::Settle => self.over(Outcome::Settled),
            // They were stored after this call sent, so there is nothing newer.
            KeptStep::Authorized(tokens) if self.has_sent => {
                self.over(Outcome::Fresh(Fresh { tokens, refreshed: true }))
            }
            KeptStep::Authorized(tokens) => match judge(tokens) {
                Usable::Fresh(tokens) => self.over(Outcome::Fresh(Fresh { tokens, refreshed: false })),
                Usable::Over => self.over(Outcome::Over),
                Usable::Expired(step) => self.take(version, generation, step, SendGuard::default(), now),
            },
            KeptStep::Expired(step, guard) => self.look_at_guard(version, generation, step, guard, now),
        }
    }

    fn look_at_guard<A, E>(
        mut self,
        version: Version,
        generation: u64,
        step: E,
        mut guard: SendGuard,
        now: UnixTime,
    ) -> Next<A, E> {
        let ours = guard.lease.filter(|lease| lease.fence == self.fence);
        if let Some(lease) = ours {
            // A swap without an answer did happen, and nothing was sent under this lease. If an earlier call decided to
            // try again, that decision was for that call alone.
            if self.call == Call::Settle || (guard.maybe_spent && self.call != Call::TryAgain) {
                self.perhaps_leased = None;
                let given_back = Settlement::new(self.fence, generation, guard.maybe_spent, Answer::NotSent(step));
                return given_back.resumed().swap(self, version);
            }
            self.perhaps_leased = Some(version);
            if lease.may_send(now) {
                return Next::Send(SendOnce { attempt: self, version, generation, step, guard });
            }
            return self.take(version, generation, step, guard, now);
        }
        if self.call == Call::Settle {
            return self.over(Outcome::Settled);
        }
        if let Some(lease) = guard.lease {
            if lease.holds(now) {
                return self.wait(lease);
            }
            if self.call != Call::TryAgain {
                return self.over(Outcome::Ambiguous(Cause::LeaseRanOut));
            }
            // Its holder may have sent.
            guard = SendGuard { lease: None, maybe_spent: true, ..guard };
        }
        if guard.maybe_spent && self.call != Call::TryAgain {
            return self.over(Outcome::Ambiguous(Cause::Earlier));
        }
        match guard.rate_limit(now) {
            Some(until) => self.over(Outcome::RateLimited { until }),
            None => self.take(version, generation, step, guard, now),
        }
    }

    /// Swaps in a lease.
    fn take<A, E>(self, version: Version, generation: u64, step: E, guard: SendGuard, now: UnixTime) -> Next<A, E> {
        if self.has_sent {
            return self.over(Outcome::Busy { until: now });
        }
        let lease = Lease::new(self.fence, now, self.rules.lease);
        let guard = SendGuard { lease: Some(lease), not_before: None, maybe_spent: guard.maybe_spent };
        let record = Record { generation, step: KeptStep::Expired(step, guard) };
        Next::Swap(Swap { attempt: self, expected: version, kind: Kind::Take(record) })
    }

    fn wait<A, E>(self, lease: Lease) -> Next<A, E> {
        let wait = Wait { until: lease.ended_at(), load: Load { attempt: self, settling: None } };
        if wait.load.attempt.rules.waits == 0 { wait.give_up() } else { Next::Wait(wait) }
    }

    fn over<A, E>(self, outcome: Outcome<A>) -> Next<A, E> {
        self.done(outcome, None)
    }

    /// Did the swap of an answer happen? If not, it is done now.
    fn settle<A, E>(
        mut self,
        settlement: Settlement<A, E>,
        version: Version,
        record: Record<A, E>,
        now: UnixTime,
        judge: impl FnOnce(A) -> Usable<A, E>,
    ) -> Next<A, E> {
        if settlement.is_missing_from(&record) {
            return settlement.swap(self, version);
        }
        self.has_sent = !settlement.is_resumed;
        if settlement.is_resumed || settlement.is_older_than(&record) {
            // Our answer is stored, or a later one: either way, what is stored counts.
            return self.look(version, record, now, judge);
        }
        self.over(settlement.into_outcome())
    }
}

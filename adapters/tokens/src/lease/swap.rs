//! Swapping a record: for a lease before sending, and for the answer after it.

use catapa_signin::UnixTime;

use super::attempt::{Attempt, Call, Load, Next, Outcome};
use super::record::{KeptStep, Record};
use super::send::{SendOnce, Settlement};
use crate::store::Version;

/// Swap a record for another.
pub struct Swap<A, E> {
    pub(super) attempt: Attempt,
    pub(super) expected: Version,
    pub(super) kind: Kind<A, E>,
}

pub(super) enum Kind<A, E> {
    /// The right to send.
    Take(Record<A, E>),
    /// CATAPA's answer.
    Settle(Settlement<A, E>),
}

impl<A, E> Swap<A, E> {
    /// The version that must be there.
    #[must_use]
    pub const fn expected(&self) -> Version {
        self.expected
    }

    /// The record to put there; `None` removes.
    #[must_use]
    pub const fn record(&self) -> Option<&Record<A, E>> {
        match &self.kind {
            Kind::Take(record) => Some(record),
            Kind::Settle(settlement) => settlement.record(),
        }
    }

    /// It is done, and this is the new version.
    pub fn swapped(self, version: Option<Version>) -> Next<A, E> {
        let Self { mut attempt, expected, kind } = self;
        match kind {
            Kind::Take(record) => {
                attempt.perhaps_leased = Some(version.unwrap_or(expected));
                attempt.leased(record, version)
            }
            Kind::Settle(settlement) if settlement.is_resumed && attempt.call != Call::Settle => {
                Next::Load(Load { attempt, settling: None })
            }
            Kind::Settle(settlement) if settlement.is_resumed => attempt.done(Outcome::Settled, None),
            Kind::Settle(settlement) => attempt.done(settlement.into_outcome(), None),
        }
    }

    /// Another version is there. Nothing was swapped, unless the store's client tried twice.
    pub fn conflict(mut self, now: UnixTime) -> Next<A, E> {
        match self.kind {
            Kind::Take(_) => {
                self.attempt.perhaps_leased = Some(self.expected);
                self.attempt.once_more(None, Outcome::Busy { until: now })
            }
            Kind::Settle(settlement) => self.attempt.once_more(Some(settlement), Outcome::StoreAway),
        }
    }

    /// The store did not answer. `may_have_happened` says whether the swap may have happened, or may still happen.
    pub fn failed(mut self, may_have_happened: bool) -> Next<A, E> {
        match self.kind {
            Kind::Take(_) => {
                if may_have_happened {
                    self.attempt.perhaps_leased = Some(self.expected);
                }
                self.attempt.once_more(None, Outcome::StoreAway)
            }
            Kind::Settle(settlement) => self.attempt.once_more(Some(settlement), Outcome::StoreAway),
        }
    }
}

impl Attempt {
    /// The lease is ours.
    fn leased<A, E>(self, record: Record<A, E>, version: Option<Version>) -> Next<A, E> {
        let Record { generation, step } = record;
        match (step, version) {
            (KeptStep::Expired(step, guard), Some(version)) => {
                Next::Send(SendOnce { attempt: self, version, generation, step, guard })
            }
            // The store stored a record but named no version, so it is asked again.
            _ => self.once_more(None, Outcome::StoreAway),
        }
    }
}

//! One call, from its first load to its outcome.

use catapa_signin::UnixTime;

use super::record::Fence;
use super::send::{SendOnce, Settlement};
use super::swap::Swap;
use crate::store::Version;

/// What to do next. Each variant takes the result.
#[must_use = "the call is not done before `Done`"]
pub enum Next<A, E> {
    /// Load the record.
    Load(Load<A, E>),
    /// Swap a record for another, or for none.
    Swap(Swap<A, E>),
    /// Send the refresh token, this once.
    Send(SendOnce<E>),
    /// Wait a little for the holder of the lease.
    Wait(Wait<A, E>),
    /// It is over.
    Done(Done<A, E>),
}

/// What a call wants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Call {
    /// Tokens that may be used.
    Fresh,
    /// The same, even if that means sending a refresh token that may be spent.
    TryAgain,
    /// Only to finish what an earlier call left [`Unsettled`].
    Settle,
}

/// How much a call may ask for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rules {
    /// The length of a lease, in seconds.
    pub lease: u64,
    /// How often the store may fail, or another process be faster, before the call gives up.
    pub tries: u32,
    /// How often the call waits for another process's lease.
    pub waits: u32,
}

/// What a call knows about itself.
pub(super) struct Attempt {
    pub(super) fence: Fence,
    pub(super) call: Call,
    pub(super) rules: Rules,
    /// Whether this call has sent its one request.
    pub(super) has_sent: bool,
    /// A lease with our fence may be in the store, or may still replace this version. Nothing was sent under it.
    pub(super) perhaps_leased: Option<Version>,
}

impl<A, E> Next<A, E> {
    /// Begins a call. The fence is 16 random bytes, new for each call.
    pub fn begin(call: Call, fence: Fence, rules: Rules) -> Self {
        let attempt = Attempt { fence, call, rules, has_sent: false, perhaps_leased: None };
        Self::Load(Load { attempt, settling: None })
    }
}

impl Attempt {
    /// Loads once more if the call may, and ends with this outcome if it may not.
    pub(super) fn once_more<A, E>(mut self, settling: Option<Settlement<A, E>>, otherwise: Outcome<A>) -> Next<A, E> {
        match self.rules.tries.checked_sub(1) {
            Some(tries) => {
                self.rules.tries = tries;
                Next::Load(Load { attempt: self, settling })
            }
            None => self.done(otherwise, settling),
        }
    }

    pub(super) fn done<A, E>(self, outcome: Outcome<A>, settling: Option<Settlement<A, E>>) -> Next<A, E> {
        let lease = || self.perhaps_leased.map(|version| Open::Lease(self.fence, version));
        let unsettled = settling.map(Open::Answer).or_else(lease).map(Unsettled);
        Next::Done(Done { outcome, unsettled })
    }
}

/// Load the record.
pub struct Load<A, E> {
    pub(super) attempt: Attempt,
    pub(super) settling: Option<Settlement<A, E>>,
}

impl<A, E> Load<A, E> {
    /// The store did not answer.
    pub fn failed(self) -> Next<A, E> {
        self.attempt.once_more(self.settling, Outcome::StoreAway)
    }

    /// The record cannot be used, and trying again would not help.
    pub fn unusable(self) -> Next<A, E> {
        self.attempt.done(Outcome::StoreAway, self.settling)
    }
}

/// Wait a little: another process has the lease.
pub struct Wait<A, E> {
    pub(super) load: Load<A, E>,
    pub(super) until: UnixTime,
}

impl<A, E> Wait<A, E> {
    /// When the lease has ended, at the latest.
    #[must_use]
    pub const fn until(&self) -> UnixTime {
        self.until
    }

    /// A little time has passed.
    pub fn over(mut self) -> Next<A, E> {
        self.load.attempt.rules.waits = self.load.attempt.rules.waits.saturating_sub(1);
        Next::Load(self.load)
    }

    /// This caller does not wait.
    pub fn give_up(self) -> Next<A, E> {
        self.load.attempt.done(Outcome::Busy { until: self.until }, self.load.settling)
    }
}

/// The call is over.
pub struct Done<A, E> {
    /// Its outcome.
    pub outcome: Outcome<A>,
    /// What must be kept: the next call for this session [resumes](Unsettled::resume) it.
    pub unsettled: Option<Unsettled<A, E>>,
}

/// The outcome of a call.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Outcome<A> {
    /// Tokens that may be used.
    Fresh(Fresh<A>),
    /// There is no record.
    SignedOut,
    /// The access token has ended, and there is no refresh token.
    Over,
    /// CATAPA refused; the record is gone.
    Refused,
    /// CATAPA asked to wait.
    RateLimited {
        /// When to come back.
        until: UnixTime,
    },
    /// The refresh token may be spent. Only [`Call::TryAgain`] sends it.
    Ambiguous(Cause),
    /// Another process has the lease, or was faster too often.
    Busy {
        /// When its lease has ended, at the latest.
        until: UnixTime,
    },
    /// The request did not leave.
    NotSent,
    /// The store did not answer often enough.
    StoreAway,
    /// The answer to [`Call::Settle`]: everything is settled.
    Settled,
}

/// Tokens that are stored and may be used.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fresh<A> {
    /// The tokens.
    pub tokens: A,
    /// Did this call refresh them?
    pub refreshed: bool,
}

/// How the refresh token came to be ambiguous.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// This call sent it.
    ThisCall,
    /// A lease ran out.
    LeaseRanOut,
    /// An earlier call sent it.
    Earlier,
}

/// What a call could not finish because the store was away: CATAPA's answer, perhaps with new tokens, or a lease that may
/// be ours. Dropping it loses them.
pub struct Unsettled<A, E>(Open<A, E>);

enum Open<A, E> {
    Lease(Fence, Version),
    Answer(Settlement<A, E>),
}

impl<A, E> Unsettled<A, E> {
    /// Begins a call where an earlier one stopped. The fence is 16 random bytes, new for each call.
    pub fn resume(self, call: Call, fence: Fence, rules: Rules) -> Next<A, E> {
        let begun = |fence, perhaps_leased| Attempt { fence, call, rules, has_sent: false, perhaps_leased };
        Next::Load(match self.0 {
            // Nothing was sent under that fence, so it is still ours.
            Open::Lease(ours, version) => Load { attempt: begun(ours, Some(version)), settling: None },
            Open::Answer(answer) => Load { attempt: begun(fence, None), settling: Some(answer.resumed()) },
        })
    }
}

//! What the store keeps of a session.

use core::fmt;

use catapa_signin::UnixTime;

/// How far the clocks of two instances may differ, in seconds.
const SKEW: u64 = 60;

/// CATAPA never asks to wait for longer, in seconds.
const LONGEST_WAIT: u64 = 300;

/// A session: tokens `A` that may be used, or a refresh token `E` and who is about to send it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Record<A, E> {
    /// Grows by one with every refresh that is stored.
    pub generation: u64,
    /// Its tokens.
    pub step: KeptStep<A, E>,
}

impl<A, E> Record<A, E> {
    /// A new session.
    pub const fn new(authorized: A) -> Self {
        Self { generation: 0, step: KeptStep::Authorized(authorized) }
    }
}

/// The step that a session is at.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum KeptStep<A, E> {
    /// Tokens that nobody has found due or rejected yet.
    Authorized(A),
    /// A refresh token, and what is known about sending it.
    Expired(E, SendGuard),
}

/// What keeps a refresh token from being sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct SendGuard {
    /// Somebody is about to send it, or has.
    pub lease: Option<Lease>,
    /// CATAPA asked to wait until then.
    pub not_before: Option<UnixTime>,
    /// It was sent, and nobody knows the result.
    pub maybe_spent: bool,
}

impl SendGuard {
    /// Until when CATAPA asked to wait, if that moment is still to come. One further away than CATAPA ever asks means that
    /// the clock ran back, and does not count.
    pub(super) fn rate_limit(&self, now: UnixTime) -> Option<UnixTime> {
        self.not_before.filter(|until| *until > now && *until <= later(now, LONGEST_WAIT + SKEW))
    }
}

/// The right to send a refresh token, for a time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Lease {
    /// Whose it is.
    pub fence: Fence,
    /// When it was taken, by its holder's clock.
    pub taken_at: UnixTime,
    /// When it ends, by its holder's clock.
    pub until: UnixTime,
}

impl Lease {
    pub(super) fn new(fence: Fence, now: UnixTime, secs: u64) -> Self {
        Self { fence, taken_at: now, until: later(now, secs) }
    }

    /// When it has ended by every instance's clock.
    pub(super) fn ended_at(&self) -> UnixTime {
        later(self.until, SKEW)
    }

    /// Does it still hold, as another instance sees it? Clocks differ, and a clock that ran back proves nothing.
    pub(super) fn holds(&self, now: UnixTime) -> bool {
        now < self.ended_at() && self.taken_at <= later(now, SKEW)
    }

    /// May its holder still send? Only in the first half: the other half is for the reply.
    pub(super) fn may_send(&self, now: UnixTime) -> bool {
        let length = self.until.as_secs().saturating_sub(self.taken_at.as_secs());
        now < later(self.taken_at, length.div_ceil(2)) && self.taken_at <= later(now, SKEW)
    }
}

fn later(moment: UnixTime, secs: u64) -> UnixTime {
    UnixTime::from_secs(moment.as_secs().saturating_add(secs))
}

/// Tells one attempt from every other: 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fence(pub [u8; 16]);

impl fmt::Debug for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fence({:08x})", u128::from_be_bytes(self.0) >> 96)
    }
}

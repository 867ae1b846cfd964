//! The caller passes the time in: the library reads no clock.

use core::time::Duration;

/// A clock that is at most this many seconds before a recorded moment counts as being at that moment.
const TOLERANCE: u64 = 60;

/// A moment, in whole seconds since 1970-01-01 00:00:00 UTC.
///
/// Every verb that depends on time takes it as an argument. The clocks of several instances may differ by seconds, so a
/// `now` up to 60 s before a recorded moment counts as that moment. If `now` is earlier still, a pending sign-in or a code
/// is too late and a token is expired: a clock that runs back never extends anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The last second of the year 9999. Later moments count as this one, so sums never overflow.
    pub const MAX: Self = Self(253_402_300_799);

    /// The moment `secs` seconds after 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        if secs > Self::MAX.0 { Self::MAX } else { Self(secs) }
    }

    /// Seconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    pub(crate) const fn plus(self, secs: u64) -> Self {
        Self::from_secs(self.0.saturating_add(secs))
    }

    pub(crate) const fn minus(self, secs: u64) -> Self {
        Self(self.0.saturating_sub(secs))
    }

    /// Seconds from `self` to `later`; 0 if `later` is earlier.
    pub(crate) const fn until(self, later: Self) -> u64 {
        later.0.saturating_sub(self.0)
    }

    /// Seconds from the `recorded` moment to `self`; `None` if the clock ran back by more than 60 s.
    pub(crate) const fn age_of(self, recorded: Self) -> Option<u64> {
        if self.until(recorded) > TOLERANCE { None } else { Some(recorded.until(self)) }
    }
}

/// A duration in whole seconds.
#[derive(Clone, Copy)]
pub(crate) struct Seconds(u64);

impl Seconds {
    pub(crate) const fn of(duration: Duration) -> Self {
        Self(duration.as_secs())
    }

    pub(crate) const fn get(self) -> u64 {
        self.0
    }
}

#[cfg(feature = "std")]
impl From<std::time::SystemTime> for UnixTime {
    /// A clock before 1970 counts as 1970.
    ///
    /// On wasm32-unknown-unknown there is no such clock, and `SystemTime::now()` panics. Pass the seconds of JavaScript's
    /// `Date.now()` to [`from_secs`](UnixTime::from_secs) there.
    fn from(time: std::time::SystemTime) -> Self {
        let since = time.duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self::from_secs(since.as_secs())
    }
}

#[cfg(feature = "std")]
impl From<UnixTime> for std::time::SystemTime {
    fn from(time: UnixTime) -> Self {
        let since = Duration::from_secs(time.as_secs());
        // A clock that reaches 1970 also reaches the year 9999.
        Self::UNIX_EPOCH.checked_add(since).unwrap_or(Self::UNIX_EPOCH)
    }
}

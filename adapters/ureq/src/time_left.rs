//! How much time is left, in `ureq`'s types.

use core::time::Duration;
use std::time::Instant;

use ureq::Error;
use ureq::unversioned::transport::{ConnectionDetails, NextTimeout, time};

/// The longest time-out: a clock cannot add `Duration::MAX`.
pub(crate) const LONGEST: Duration = Duration::from_secs(365 * 86_400);

pub(crate) fn time_left(timeout: NextTimeout) -> Result<Duration, Error> {
    match timeout.after {
        time::Duration::Exact(Duration::ZERO) => Err(Error::Timeout(timeout.reason)),
        time::Duration::Exact(left) => Ok(left.min(LONGEST)),
        time::Duration::NotHappening => Ok(LONGEST),
    }
}

/// When the connection must be there.
pub(crate) fn deadline(details: &ConnectionDetails<'_>) -> Result<Instant, Error> {
    let began = match details.now {
        time::Instant::Exact(began) => began,
        time::Instant::AlreadyHappened | time::Instant::NotHappening => Instant::now(),
    };
    Ok(began + time_left(details.timeout)?)
}

/// What earlier steps of connecting have left of its time.
pub(crate) fn left_to_connect(details: &ConnectionDetails<'_>) -> Result<NextTimeout, Error> {
    let left = deadline(details)?.saturating_duration_since(Instant::now());
    Ok(NextTimeout { after: time::Duration::Exact(left), ..details.timeout })
}

//! The stand-in's clock, which a test may set.

use alloc::sync::Arc;
use std::sync::Mutex;
use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::lock::Lock as _;

/// The clock by which codes and tokens grow old; a clone is the same clock.
///
/// It follows the system's clock until a test sets it. Then it stops, and moves by [`advance`](Clock::advance) alone.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Hands>>);

#[derive(Clone, Copy, Debug)]
enum Hands {
    Going { ahead_by: u64 },
    Still { at: u64 },
}

impl Clock {
    pub(crate) fn going() -> Self {
        Self::with(Hands::Going { ahead_by: 0 })
    }

    pub(crate) fn still_at(unix_seconds: u64) -> Self {
        Self::with(Hands::Still { at: unix_seconds })
    }

    fn with(hands: Hands) -> Self {
        Self(Arc::new(Mutex::new(hands)))
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        match *self.0.hold() {
            Hands::Going { ahead_by } => system_time().saturating_add(ahead_by),
            Hands::Still { at } => at,
        }
    }

    /// Stops the clock at a moment. A moment in the past is a clock that ran back.
    pub fn set(&self, unix_seconds: u64) {
        *self.0.hold() = Hands::Still { at: unix_seconds };
    }

    /// Moves the clock forward. A running clock keeps running.
    pub fn advance(&self, seconds: u64) {
        match &mut *self.0.hold() {
            Hands::Going { ahead_by: at } | Hands::Still { at } => *at = at.saturating_add(seconds),
        }
    }

    /// The moment as error replies write it, such as `2026-01-31T08:15:00Z`.
    pub(crate) fn timestamp(&self) -> String {
        self.moment().format(&Rfc3339).unwrap_or_default()
    }

    /// The moment as the `Date` header writes it.
    pub(crate) fn http_date(&self) -> String {
        self.moment().format(HTTP_DATE).unwrap_or_default()
    }

    fn moment(&self) -> OffsetDateTime {
        let seconds = i64::try_from(self.now()).unwrap_or(i64::MAX);
        OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// RFC 9110, 5.6.7: the preferred format.
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

fn system_time() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_stands_still_until_it_is_advanced() {
        let clock = Clock::going();
        assert!(clock.now() >= system_time());

        let same = clock.clone();
        same.set(1_700_000_000);
        clock.advance(60);

        assert_eq!(same.now(), 1_700_000_060);
        assert_eq!(clock.timestamp(), "2023-11-14T22:14:20Z");
        assert_eq!(clock.http_date(), "Tue, 14 Nov 2023 22:14:20 GMT");
    }

    #[test]
    fn no_moment_is_too_late_for_the_clock() {
        let clock = Clock::still_at(u64::MAX);
        clock.advance(1);
        assert_eq!(clock.now(), u64::MAX);
        assert!(!clock.http_date().is_empty());
    }
}

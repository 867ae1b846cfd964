//! `Retry-After` (RFC 9110, section 10.2.3): seconds, or one of the three forms of an HTTP-date (section 5.6.7).

#[cfg(test)]
mod tests;

use super::decimal;
use crate::time::UnixTime;

/// What a header says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RetryAfter {
    Seconds(u64),
    /// A moment by CATAPA's clock, whose century is left open by a two-digit year.
    At(UnixTime),
}

/// `None` if the value is neither.
pub(crate) fn parse(value: &[u8]) -> Option<RetryAfter> {
    let value = value.trim_ascii();
    decimal::number(value).map(RetryAfter::Seconds).or_else(|| http_date(value).map(RetryAfter::At))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
///
/// The three differ in order and separators alone, so the parts are told apart by what they are.
fn http_date(value: &[u8]) -> Option<UnixTime> {
    let mut parts = value.split(|byte| matches!(byte, b' ' | b',' | b'-')).filter(|part| !part.is_empty());
    let _weekday = parts.next()?;
    let (mut day, mut month, mut clock, mut year) = (None, None, None, None);
    for part in parts {
        if part.contains(&b':') {
            clock = Some(seconds_of_day(part)?);
        } else if let Some(found) = month_number(part) {
            month = Some(found);
        } else if part != b"GMT" {
            let slot = if day.is_none() { &mut day } else { &mut year };
            *slot = Some((number(part)?, part.len()));
        }
    }
    let (day, month, clock) = (day?.0, month?, clock?);
    let year = match year? {
        // RFC 9110 reads a two-digit year as the latest that is not far in the future; a date of 2070 is.
        (year, 2) => {
            if year < 70 {
                year.saturating_add(2000)
            } else {
                year.saturating_add(1900)
            }
        }
        (year, _) => year,
    };
    if !(1970..=9999).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    let days = u64::from(days_since_1970(year, month, day));
    Some(UnixTime::from_secs(days.saturating_mul(86_400).saturating_add(u64::from(clock))))
}

fn number(digits: &[u8]) -> Option<u32> {
    u32::try_from(decimal::number(digits)?).ok()
}

fn month_number(name: &[u8]) -> Option<u32> {
    const NAMES: [&[u8; 3]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    NAMES.iter().zip(1..).find_map(|(month, index)| (name == *month).then_some(index))
}

fn seconds_of_day(clock: &[u8]) -> Option<u32> {
    let two_digits = |part: &[u8]| number(part).filter(|_| part.len() == 2);
    let mut parts = clock.split(|byte| *byte == b':').map(two_digits);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60)).saturating_add(second))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, with years that begin in March.
fn days_since_1970(year: u32, month: u32, day: u32) -> u32 {
    let (year, month) =
        if month > 2 { (year, month.saturating_sub(3)) } else { (year.saturating_sub(1), month.saturating_add(9)) };
    let leap_days = (year / 4).saturating_sub(year / 100).saturating_add(year / 400);
    let before_month = month.saturating_mul(153).saturating_add(2) / 5;
    let since_year_0 = year.saturating_mul(365).saturating_add(leap_days).saturating_add(before_month);
    // 719,469 days lie between 1 March of the year 0 and 1 January 1970, less one as days count from 1.
    since_year_0.saturating_add(day).saturating_sub(719_469)
}

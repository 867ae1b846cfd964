//! `Retry-After` (RFC 9110, section 10.2.3): seconds, or one of the three forms of an HTTP-date (section 5.6.7).

#[cfg(test)]
mod tests;

use super::decimal;
use crate::time::UnixTime;

/// The value of a header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Delay {
    Seconds(u64),
    /// A moment by CATAPA's clock.
    At(UnixTime),
}

/// Reads a header's value; `None` if it is neither.
pub(crate) fn parse(value: &[u8]) -> Option<Delay> {
    let value = value.trim_ascii();
    decimal::number(value).map(Delay::Seconds).or_else(|| http_date(value).map(Delay::At))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`, after the weekday.
/// A digit is the number of a field, one for each of its characters: month, day, year, hour, minute, second.
const FORMS: [&[u8]; 3] = [b"11 000 2222 33:44:55 GMT", TWO_DIGIT_YEAR, b"000 11 33:44:55 2222"];
const TWO_DIGIT_YEAR: &[u8] = b"11-000-22 33:44:55 GMT";

const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

fn http_date(value: &[u8]) -> Option<UnixTime> {
    let weekday = value.iter().position(|byte| *byte == b' ')?;
    let date = value.get(weekday.saturating_add(1)..)?;
    let form = FORMS.iter().find(|form| form.len() == date.len())?;
    let mut fields = [0_u32; 6];
    for (place, byte) in form.iter().zip(date) {
        let number = usize::from(place.wrapping_sub(b'0'));
        match fields.get_mut(number) {
            Some(month) if number == 0 => *month = (*month << 8) | u32::from(*byte),
            // A day may have a space before it.
            Some(0) if number == 1 && *byte == b' ' => {}
            Some(field) if byte.is_ascii_digit() => {
                *field = field.wrapping_mul(10).wrapping_add(u32::from(byte.wrapping_sub(b'0')));
            }
            None if place == byte => {}
            _ => return None,
        }
    }
    let [month, day, mut year, hour, minute, second] = fields;
    let named = |[a, b, c]: &[u8; 3]| u32::from_be_bytes([0, *a, *b, *c]) == month;
    let month = u32::try_from(MONTHS.as_chunks().0.iter().position(named)?).ok()?;
    // RFC 9110 moves a two-digit year to the past if it would be more than 50 years ahead. We do not know today's date, so
    // the years begin at 1970, as our moments do.
    if form.len() == TWO_DIGIT_YEAR.len() {
        year = year.wrapping_add(if year < 70 { 2000 } else { 1900 });
    }
    if year < 1970 || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let clock = hour.wrapping_mul(60).wrapping_add(minute).wrapping_mul(60).wrapping_add(second);
    let days = u64::from(days_since_1970(year, month, day));
    Some(UnixTime::from_secs(days.wrapping_mul(86_400).wrapping_add(u64::from(clock))))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, with years that begin in March. January is month 0.
fn days_since_1970(year: u32, month: u32, day: u32) -> u32 {
    let (year, month) =
        if month > 1 { (year, month.wrapping_sub(2)) } else { (year.wrapping_sub(1), month.wrapping_add(10)) };
    let leap_days = (year / 4).wrapping_sub(year / 100).wrapping_add(year / 400);
    let before_month = month.wrapping_mul(153).wrapping_add(2) / 5;
    let since_year_0 = year.wrapping_mul(365).wrapping_add(leap_days).wrapping_add(before_month);
    // 1 January 1970 comes 719,468 days after 1 March of the year 0. One more, because days count from 1.
    since_year_0.wrapping_add(day).wrapping_sub(719_469)
}

//! Decimal numbers, as they stand in headers and documents.

use core::fmt;

use super::Out;

/// Writes a number, its higher digits first.
pub(crate) fn write(out: &mut dyn Out, number: usize) -> fmt::Result {
    if number > 9 {
        write(out, number / 10)?;
    }
    let digit = number % 10;
    out.put("0123456789".get(digit..digit.wrapping_add(1)).unwrap_or_default())
}

/// The number that these digits are, or the highest there is; `None` if there are none, or anything else.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for digit in digits {
        let value = digit.wrapping_sub(b'0');
        if value > 9 {
            return None;
        }
        number = number.saturating_mul(10).saturating_add(u64::from(value));
    }
    if digits.is_empty() { None } else { Some(number) }
}

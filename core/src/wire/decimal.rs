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
    let mut digits = digits.iter().copied();
    match take(&mut || digits.next())? {
        (number, None) => Some(number),
        _ => None,
    }
}

/// Takes the digits that come next: the number that they are, or the highest there is, and the first byte that is no
/// digit. `None` if no digit comes.
pub(crate) fn take(next: &mut dyn FnMut() -> Option<u8>) -> Option<(u64, Option<u8>)> {
    let mut number = None;
    while let Some(byte) = next() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Some((number?, Some(byte)));
        }
        number = Some(number.unwrap_or(0_u64).saturating_mul(10).saturating_add(u64::from(digit)));
    }
    Some((number?, None))
}

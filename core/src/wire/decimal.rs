//! Decimal numbers in headers and documents.

use core::fmt;

use super::Out;

/// Writes a number.
pub(crate) fn write(out: &mut dyn Out, number: usize) -> fmt::Result {
    if number > 9 {
        write(out, number / 10)?;
    }
    let digit = number % 10;
    out.put("0123456789".get(digit..digit.wrapping_add(1)).unwrap_or_default())
}

/// Reads digits as a number, at most `u64::MAX`; `None` for an empty text or any other character.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    let mut digits = digits.iter().copied();
    match take(&mut || digits.next())? {
        (number, None) => Some(number),
        _ => None,
    }
}

/// Reads the next digits: their number, at most `u64::MAX`, and the first byte after them. `None` if the first byte is not
/// a digit.
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

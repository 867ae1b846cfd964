//! One byte of a fuzzer, as a choice.

use arbitrary::{Arbitrary, Result, Unstructured};

/// One of these letters: itself, or counted by any other byte.
pub(super) fn letter<const N: usize>(u: &mut Unstructured<'_>, letters: [u8; N]) -> Result<u8> {
    let byte = u8::arbitrary(u)?;
    Ok(if letters.contains(&byte) { byte } else { letters[usize::from(byte) % N] })
}

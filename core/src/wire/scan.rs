//! Looking along bytes: many at a time, where a processor can.

#[cfg(test)]
mod tests;

/// A processor of 32 bits has no vectors to speak of, and its memory is better kept.
const BY_CHUNKS: bool = cfg!(not(target_pointer_width = "32"));

/// Bytes at the start that are all such, in whole chunks: what follows is to be looked at one by one.
///
/// There is no way out within a chunk, so that the compiler makes vectors of it: loops of four vectors, or one.
#[inline]
pub(crate) fn chunks<const N: usize>(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let chunks = if BY_CHUNKS { bytes.as_chunks::<N>().0 } else { &[] };
    let such = |chunk: &&[u8; N]| chunk.iter().fold(0, |others, byte| others | u8::from(!is_such(*byte))) == 0;
    chunks.iter().take_while(such).count().saturating_mul(N)
}

/// Bytes at the start that are all such.
#[inline]
pub(crate) fn prefix(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let one_by_one = |bytes: &[u8]| bytes.iter().take_while(|byte| is_such(**byte)).count();
    // Most runs are short, and vectors are for the others.
    let start = if BY_CHUNKS { bytes.get(..8).unwrap_or(bytes) } else { bytes };
    let found = one_by_one(start);
    if found < start.len() || start.len() == bytes.len() {
        return found;
    }
    let mut rest = bytes.get(chunks::<64>(bytes, &is_such)..).unwrap_or_default();
    rest = rest.get(chunks::<16>(rest, &is_such)..).unwrap_or_default();
    bytes.len().saturating_sub(rest.len()).saturating_add(one_by_one(rest))
}

/// Are all bytes such? Worth asking before a slower way is taken, and on a processor of 32 bits it is not.
#[inline]
pub(crate) fn are_all(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    BY_CHUNKS
        && match bytes.len() {
            16.. => are_all_in::<16>(bytes, is_such),
            4.. => are_all_in::<4>(bytes, is_such),
            _ => bytes.iter().all(|byte| is_such(*byte)),
        }
}

/// The same, of at least `N` bytes: the last chunk may have bytes of the one before it.
#[inline]
fn are_all_in<const N: usize>(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    let such = |chunk: &[u8; N]| chunk.iter().fold(0, |others, byte| others | u8::from(!is_such(*byte))) == 0;
    bytes.as_chunks::<N>().0.iter().all(such) && bytes.last_chunk().is_some_and(such)
}

/// Where this byte stands first.
#[inline]
pub(crate) fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    let found = prefix(bytes, |byte| byte != wanted);
    (found < bytes.len()).then_some(found)
}

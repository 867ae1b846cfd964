//! Looking along bytes: many at a time, where a processor can.

#[cfg(test)]
mod tests;

/// A processor of 32 bits has no vectors to speak of, and its memory is better kept.
pub(crate) const BY_CHUNKS: bool = cfg!(not(target_pointer_width = "32"));

/// Are all bytes of a chunk such? There is no way out within it, so that the compiler makes vectors of it.
#[inline]
fn are_such<const N: usize>(chunk: &[u8; N], is_such: impl Fn(u8) -> bool) -> bool {
    chunk.iter().fold(true, |all, byte| all & is_such(*byte))
}

/// Bytes at the start that are all such, in whole chunks of `N`.
#[inline]
fn chunks_of<const N: usize>(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    bytes.as_chunks::<N>().0.iter().take_while(|chunk| are_such(chunk, &is_such)).count().saturating_mul(N)
}

/// Bytes at the start that are all such, as far as they fill vectors.
#[inline]
pub(crate) fn chunks(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let mut rest = bytes;
    rest = rest.get(chunks_of::<256>(rest, &is_such)..).unwrap_or_default();
    rest = rest.get(chunks_of::<64>(rest, &is_such)..).unwrap_or_default();
    rest = rest.get(chunks_of::<16>(rest, &is_such)..).unwrap_or_default();
    bytes.len().saturating_sub(rest.len())
}

/// Bytes at the start that are all such.
#[inline]
pub(crate) fn prefix(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let slow = |bytes: &[u8]| bytes.iter().take_while(|byte| is_such(**byte)).count();
    // Most runs are no longer.
    let start = if BY_CHUNKS { bytes.get(..8).unwrap_or(bytes) } else { bytes };
    let found = slow(start);
    if found < start.len() || start.len() == bytes.len() {
        return found;
    }
    let found = chunks(bytes, &is_such);
    found.saturating_add(slow(bytes.get(found..).unwrap_or_default()))
}

/// Are all bytes such?
#[inline]
pub(crate) fn all(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    match bytes.len() {
        256.. if BY_CHUNKS => all_in::<256>(bytes, is_such),
        16.. if BY_CHUNKS => all_in::<16>(bytes, is_such),
        4.. if BY_CHUNKS => all_in::<4>(bytes, is_such),
        _ => bytes.iter().all(|byte| is_such(*byte)),
    }
}

/// The same, of at least `N` bytes: the last chunk may have bytes of the one before it.
#[inline]
fn all_in<const N: usize>(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    let such = |chunk: &[u8; N]| are_such(chunk, &is_such);
    bytes.as_chunks().0.iter().all(such) && bytes.last_chunk().is_some_and(such)
}

/// The same, if it is worth asking before a slower way is taken: on a processor of 32 bits it is not.
#[inline]
pub(crate) fn all_at_once(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    BY_CHUNKS && all(bytes, is_such)
}

/// Where this byte stands first.
#[inline]
pub(crate) fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    let is_other = |byte| byte != wanted;
    // To see that there is none takes no looking for the place.
    if all_at_once(bytes, is_other) {
        return None;
    }
    let found = prefix(bytes, is_other);
    (found < bytes.len()).then_some(found)
}

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
    // A chunk is looked at whole, so the large ones wait until the run is known to be long.
    let first = chunks_of::<64>(bytes.get(..64).unwrap_or_default(), &is_such);
    let mut rest = bytes.get(first..).unwrap_or_default();
    if first > 0 {
        rest = rest.get(chunks_of::<256>(rest, &is_such)..).unwrap_or_default();
        rest = rest.get(chunks_of::<64>(rest, &is_such)..).unwrap_or_default();
    }
    rest = rest.get(chunks_of::<16>(rest, &is_such)..).unwrap_or_default();
    bytes.len().saturating_sub(rest.len())
}

/// Bytes at the start that are all such, a word at a time: of `not_such`, the lowest bit that is set is the highest of the
/// first byte that is not.
#[inline]
pub(crate) fn words(bytes: &[u8], not_such: impl Fn(usize) -> usize, is_such: impl Fn(u8) -> bool) -> usize {
    let mut rest = bytes;
    while let Some((word, behind)) = rest.split_first_chunk() {
        let found = not_such(usize::from_le_bytes(*word));
        if found != 0 {
            return bytes.len().wrapping_sub(rest.len()).wrapping_add(found.trailing_zeros() as usize / 8);
        }
        rest = behind;
    }
    bytes.len().wrapping_sub(rest.iter().skip_while(|byte| is_such(**byte)).count())
}

/// Of an ASCII byte that is below `least`, which is at most 0x80, and has none such before it: the highest bit. What is set in
/// bytes that are not ASCII, or stand behind, says nothing.
pub(crate) const fn below(word: usize, least: u8) -> usize {
    word.wrapping_sub(each(least))
}

/// The same of a byte that is this one, which is ASCII.
pub(crate) const fn equal(word: usize, byte: u8) -> usize {
    below(word ^ each(byte), 1)
}

/// A word of this byte alone.
pub(crate) const fn each(byte: u8) -> usize {
    (usize::MAX / 0xff).wrapping_mul(byte as usize)
}

/// Bytes at the start that are all such: `SHORT` of them by [`words`], because most runs are no longer.
#[inline]
pub(crate) fn prefix<const SHORT: usize>(
    bytes: &[u8],
    not_such: impl Fn(usize) -> usize,
    is_such: impl Fn(u8) -> bool,
) -> usize {
    let start = if BY_CHUNKS { bytes.get(..SHORT).unwrap_or(bytes) } else { bytes };
    let found = words(start, &not_such, &is_such);
    if found < start.len() || start.len() == bytes.len() {
        return found;
    }
    let found = chunks(bytes, &is_such);
    found.saturating_add(words(bytes.get(found..).unwrap_or_default(), not_such, is_such))
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
    // Many stand near, and then nothing is faster.
    let near = if BY_CHUNKS { bytes.get(..8).unwrap_or(bytes) } else { bytes };
    let found = near.iter().position(|byte| *byte == wanted);
    if found.is_some() || near.len() == bytes.len() { found } else { far_position(bytes, wanted) }
}

/// Out of line, so that the loop over what stands near is all that is at each call.
#[inline(never)]
fn far_position(bytes: &[u8], wanted: u8) -> Option<usize> {
    let is_other = |byte| byte != wanted;
    // Most tokens have none, and to see that is faster than to look for a place.
    if bytes.len() > 256 && all(bytes, is_other) {
        return None;
    }
    let is_wanted = |word| {
        // In a byte that is not ASCII, the highest bit says nothing.
        let differs = word ^ each(wanted);
        below(differs, 1) & !differs & each(0x80)
    };
    let found = prefix::<64>(bytes, is_wanted, is_other);
    (found < bytes.len()).then_some(found)
}

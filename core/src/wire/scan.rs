//! Looking along bytes: many at a time, where a processor can.
//!
//! One of 32 bits has no vectors to speak of, and its memory is better kept: there, these are plain loops.

#[cfg(test)]
mod tests;

/// Is it worth looking along bytes once more, to save a slower way?
pub(crate) const IS_CHEAP: bool = cfg!(not(target_pointer_width = "32"));

/// Where this byte is first.
pub(crate) fn position(wanted: u8, bytes: &[u8]) -> Option<usize> {
    if IS_CHEAP { memchr::memchr(wanted, bytes) } else { bytes.iter().position(|byte| *byte == wanted) }
}

/// Where the first of two bytes is.
pub(crate) fn position_of_either(one: u8, other: u8, bytes: &[u8]) -> Option<usize> {
    if IS_CHEAP {
        memchr::memchr2(one, other, bytes)
    } else {
        bytes.iter().position(|byte| *byte == one || *byte == other)
    }
}

/// Are all bytes of this kind?
#[inline]
pub(crate) fn all(bytes: &[u8], is_of_kind: impl Fn(u8) -> bool) -> bool {
    match bytes.len() {
        256.. if IS_CHEAP => all_in::<256>(bytes, is_of_kind),
        16.. if IS_CHEAP => all_in::<16>(bytes, is_of_kind),
        8.. if IS_CHEAP => all_in::<8>(bytes, is_of_kind),
        _ => bytes.iter().all(|byte| is_of_kind(*byte)),
    }
}

/// The same, of at least `N` bytes; the last chunk may share bytes with the one before it.
///
/// There is no way out of the fold over a chunk, so the compiler makes vectors of it: a third of the instructions of a
/// plain loop (core/benches).
#[inline]
fn all_in<const N: usize>(bytes: &[u8], is_of_kind: impl Fn(u8) -> bool) -> bool {
    let all = |chunk: &[u8; N]| chunk.iter().fold(true, |all, byte| all & is_of_kind(*byte));
    bytes.as_chunks().0.iter().all(all) && bytes.last_chunk().is_some_and(all)
}

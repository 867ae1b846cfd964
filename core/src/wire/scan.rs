//! Searches of bytes, many at a time.
//!
//! On 32-bit processors, which have few vector instructions and little flash, they are plain loops.

#[cfg(test)]
mod tests;

/// Is a search cheap enough to run before a slower pass, in the hope of skipping it?
pub(crate) const IS_CHEAP: bool = cfg!(not(target_pointer_width = "32"));

/// The first position of this byte.
pub(crate) fn position(wanted: u8, bytes: &[u8]) -> Option<usize> {
    if IS_CHEAP { memchr::memchr(wanted, bytes) } else { bytes.iter().position(|byte| *byte == wanted) }
}

/// The first position of either byte.
pub(crate) fn position_of_either(one: u8, other: u8, bytes: &[u8]) -> Option<usize> {
    if IS_CHEAP {
        memchr::memchr2(one, other, bytes)
    } else {
        bytes.iter().position(|byte| *byte == one || *byte == other)
    }
}

/// Are all bytes of a kind?
#[inline]
pub(crate) fn all(bytes: &[u8], is_of_kind: impl Fn(u8) -> bool) -> bool {
    match bytes.len() {
        256.. if IS_CHEAP => all_in::<256>(bytes, is_of_kind),
        16.. if IS_CHEAP => all_in::<16>(bytes, is_of_kind),
        8.. if IS_CHEAP => all_in::<8>(bytes, is_of_kind),
        _ => bytes.iter().all(|byte| is_of_kind(*byte)),
    }
}

/// The same for at least `N` bytes, in chunks of `N`. The last chunk may overlap the one before it.
///
/// The fold over a chunk never exits early, so the compiler vectorizes it: a third of the instructions of a plain loop
/// (core/benches).
#[inline]
fn all_in<const N: usize>(bytes: &[u8], is_of_kind: impl Fn(u8) -> bool) -> bool {
    let all = |chunk: &[u8; N]| chunk.iter().fold(true, |all, byte| all & is_of_kind(*byte));
    bytes.as_chunks().0.iter().all(all) && bytes.last_chunk().is_some_and(all)
}

//! The panic that the proof must find.

/// Panics for an offset behind the end, as one unchecked index anywhere would.
#[unsafe(no_mangle)]
pub fn planted_panic(text: &[u8], at: usize) -> u8 {
    text[at]
}

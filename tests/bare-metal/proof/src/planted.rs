//! The panic that the proof must find.

/// Panics at an offset after the end, as an unchecked index anywhere would.
#[unsafe(no_mangle)]
pub fn planted_panic(text: &[u8], at: usize) -> u8 {
    text[at]
}

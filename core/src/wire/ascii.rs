//! Sets of ASCII characters: which bytes may stand in what.

/// A bit for each of the 128 characters. Other bytes are in no set.
pub(crate) struct Ascii([u32; 4]);

impl Ascii {
    /// These characters, each of them ASCII.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a constant, which the compiler works out"
    )]
    pub(crate) const fn of(characters: &[u8]) -> Self {
        let mut bits = [0; 4];
        let mut index = 0;
        while index < characters.len() {
            bits[characters[index] as usize / 32] |= 1 << (characters[index] % 32);
            index += 1;
        }
        Self(bits)
    }

    /// These characters too.
    const fn and(self, other: &Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a | e, b | f, c | g, d | h])
    }

    /// Letters, digits and these.
    pub(crate) const fn alphanumeric_and(characters: &[u8]) -> Self {
        Self::of(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").and(&Self::of(characters))
    }

    /// Does it contain this byte?
    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte / 32)).is_some_and(|bits| (bits >> (byte % 32)) & 1 == 1)
    }

    /// Is there text, and does it contain all of it?
    #[inline(never)]
    pub(crate) fn contains_all(&self, text: &[u8]) -> bool {
        !text.is_empty() && text.iter().all(|byte| self.contains(*byte))
    }
}

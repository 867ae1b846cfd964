//! Sets of ASCII characters.

/// One bit for each of the 128 characters. No set contains other bytes.
pub(crate) struct Ascii([u32; 4]);

impl Ascii {
    /// The set of these characters, all of them ASCII.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "constants: the compiler evaluates them"
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

    /// The union of two sets.
    const fn and(self, other: &Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a | e, b | f, c | g, d | h])
    }

    /// Letters, digits and these characters.
    pub(crate) const fn alphanumeric_and(characters: &[u8]) -> Self {
        Self::of(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").and(&Self::of(characters))
    }

    /// Does the set contain this byte?
    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte / 32)).is_some_and(|bits| (bits >> (byte % 32)) & 1 == 1)
    }

    /// Does the set contain all of the text, which must not be empty?
    pub(crate) fn contains_all(&self, text: &[u8]) -> bool {
        !text.is_empty() && text.iter().all(|byte| self.contains(*byte))
    }
}

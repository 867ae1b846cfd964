//! Sets of ASCII characters: which bytes may stand in what.

/// A bit for each of the 128 characters. Other bytes are in no set.
pub(crate) struct Ascii([u32; 4]);

impl Ascii {
    const DIGITS: &[u8] = b"0123456789";
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// These characters, each of them ASCII.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a constant, which the compiler works out"
    )]
    const fn and(mut self, characters: &[u8]) -> Self {
        let mut index = 0;
        while index < characters.len() {
            self.0[characters[index] as usize / 32] |= 1 << (characters[index] % 32);
            index += 1;
        }
        self
    }

    /// Letters, digits and these.
    pub(crate) const fn alphanumeric_and(characters: &[u8]) -> Self {
        Self([0; 4]).and(Self::DIGITS).and(Self::LETTERS).and(characters)
    }

    /// Hexadecimal digits and these.
    pub(crate) const fn hexadecimal_and(characters: &[u8]) -> Self {
        Self([0; 4]).and(Self::DIGITS).and(b"abcdefABCDEF").and(characters)
    }

    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte / 32)).is_some_and(|bits| (bits >> (byte % 32)) & 1 == 1)
    }

    /// Is there text, and is all of it of these characters?
    #[inline(never)]
    pub(crate) fn make_up(&self, text: &[u8]) -> bool {
        !text.is_empty() && text.iter().all(|byte| self.has(*byte))
    }
}

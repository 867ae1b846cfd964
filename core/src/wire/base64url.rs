//! Base64url without padding (RFC 4648, section 5).

#[cfg(test)]
mod tests;

/// The text of some bytes: no character of it needs escaping anywhere. `N` is four thirds of their number, rounded up.
pub(crate) fn encode<const N: usize>(bytes: &[u8]) -> heapless::String<N> {
    let mut text = heapless::String::new();
    for group in bytes.chunks(3) {
        let mut bits = 0_u32;
        for index in 0..3 {
            bits = (bits << 8) | u32::from(group.get(index).copied().unwrap_or(0));
        }
        for index in 0..=group.len() {
            let shift = 18_usize.saturating_sub(index.saturating_mul(6));
            // `N` characters suffice, as the callers count them.
            let _ = text.push(character((bits >> shift) & 0x3f));
        }
    }
    text
}

fn character(sextet: u32) -> char {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let byte = ALPHABET.as_bytes().get(sextet as usize).copied().unwrap_or(b'A');
    char::from(byte)
}

/// The `B` bytes of a text of `N` characters, in its one canonical form.
pub(crate) fn decode<const N: usize, const B: usize>(text: &str) -> Option<[u8; B]> {
    let mut bytes = [0; B];
    let mut decoded = Decode::new(text.as_bytes())?;
    for byte in &mut bytes {
        *byte = decoded.next()?;
    }
    (decoded.next().is_none() && encode::<N>(&bytes) == text).then_some(bytes)
}

/// The bytes behind a base64url text, one at a time: nothing is stored.
#[derive(Clone)]
pub(crate) struct Decode<'a> {
    text: core::slice::Iter<'a, u8>,
    bits: u32,
    pending: u8,
}

impl<'a> Decode<'a> {
    /// `None` if `text` is no base64url: a foreign character, padding, or a length that no bytes have.
    pub(crate) fn new(text: &'a [u8]) -> Option<Self> {
        let possible = text.len() % 4 != 1;
        (possible && text.iter().all(|byte| sextet(*byte).is_some())).then(|| Self {
            text: text.iter(),
            bits: 0,
            pending: 0,
        })
    }
}

impl Iterator for Decode<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while self.pending < 8 {
            self.bits = (self.bits << 6) | u32::from(sextet(*self.text.next()?)?);
            self.pending = self.pending.saturating_add(6);
        }
        self.pending = self.pending.saturating_sub(8);
        // The lowest 8 of the bits that remain: what stands above them was handed out before.
        u8::try_from((self.bits >> self.pending) & 0xff).ok()
    }
}

const fn sextet(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character.wrapping_sub(b'A'),
        b'a'..=b'z' => character.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => character.wrapping_sub(b'0').wrapping_add(52),
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

//! Base64url without padding (RFC 4648, section 5), in its one canonical form.

#[cfg(test)]
mod tests;

/// The text of some bytes: no character of it needs escaping anywhere. It has at most `N` characters.
pub(crate) fn encode<const N: usize>(bytes: &[u8]) -> heapless::String<N> {
    let mut buffer = [0; N];
    buffer.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    let text = buffer.get_mut(..bytes.len().saturating_mul(4).div_ceil(3)).unwrap_or_default();
    encode_in_place(text, bytes.len());
    let mut encoded = heapless::String::new();
    text.iter().for_each(|character| drop(encoded.push(char::from(*character))));
    encoded
}

/// The `B` bytes of a text of `N` characters.
pub(crate) fn decode<const N: usize, const B: usize>(text: &str) -> Option<[u8; B]> {
    let mut buffer = [0; N];
    buffer.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    let length = decode_in_place(&mut buffer)?;
    let bytes = buffer.first_chunk().filter(|_| length == B && text.len() == N)?;
    Some(*bytes)
}

/// Is this the text of some bytes? No foreign character, no padding, no length that no bytes have, no bit that says nothing.
pub(crate) fn is_canonical(text: &[u8]) -> bool {
    let unused: u32 = match text.len() % 4 {
        0 => 0,
        2 => 0x0f,
        3 => 0x03,
        _ => return false,
    };
    let last = text.last().and_then(|character| sextet(*character)).unwrap_or(0);
    last & unused == 0 && text.iter().all(|character| sextet(*character).is_some())
}

/// Puts the bytes of a text at the head of the buffer that it lies in, and gives their number. `None`, and nothing is
/// changed, if it is not [canonical](is_canonical).
pub(crate) fn decode_in_place(text: &mut [u8]) -> Option<usize> {
    if !is_canonical(text) {
        return None;
    }
    let (mut bits, mut pending, mut written) = (0_u32, 0_u32, 0_usize);
    for read in 0..text.len() {
        bits = (bits << 6) | text.get(read).and_then(|character| sextet(*character))?;
        pending = pending.wrapping_add(6);
        if pending >= 8 {
            pending = pending.wrapping_sub(8);
            let [byte, ..] = (bits >> pending).to_le_bytes();
            *text.get_mut(written)? = byte;
            written = written.wrapping_add(1);
        }
    }
    Some(written)
}

/// The inverse of [`decode_in_place`]: the first `length` bytes become the text that fills the buffer.
pub(crate) fn encode_in_place(buffer: &mut [u8], length: usize) {
    // From the back, because the text grows over bytes that were read.
    for index in (0..buffer.len()).rev() {
        let bit = index.wrapping_mul(6);
        let byte = |at: usize| if at < length { buffer.get(at).copied().unwrap_or(0) } else { 0 };
        let pair = u16::from_be_bytes([byte(bit / 8), byte((bit / 8).wrapping_add(1))]);
        let sextet = (pair >> 10_usize.wrapping_sub(bit % 8)) & 0x3f;
        if let Some(place) = buffer.get_mut(index) {
            *place = character(sextet);
        }
    }
}

fn character(sextet: u16) -> u8 {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    ALPHABET.get(usize::from(sextet)).copied().unwrap_or(b'A')
}

const fn sextet(character: u8) -> Option<u32> {
    let first_and_value = match character {
        b'A'..=b'Z' => (b'A', 0),
        b'a'..=b'z' => (b'a', 26),
        b'0'..=b'9' => (b'0', 52),
        b'-' => (b'-', 62),
        b'_' => (b'_', 63),
        _ => return None,
    };
    Some(character.wrapping_sub(first_and_value.0).wrapping_add(first_and_value.1) as u32)
}

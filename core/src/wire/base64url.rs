//! Base64url without padding (RFC 4648, section 5), in its one canonical form.

#[cfg(test)]
mod tests;

use heapless::string::StringView;

use super::scan;

/// Encodes bytes as text of at most `N` characters, none of which needs escaping in a URL or a form.
///
/// The bytes may be secret, so the text is written straight into its place and leaves no buffer to wipe.
pub(crate) fn encode<const N: usize>(bytes: &[u8]) -> heapless::String<N> {
    let mut text = heapless::String::new();
    append(&mut text, bytes);
    text
}

fn append(text: &mut StringView, bytes: &[u8]) {
    for group in bytes.chunks(3) {
        let whole = [0, 1, 2].map(|index| group.get(index).copied().unwrap_or_default());
        for character in characters(whole).into_iter().take(group.len().saturating_add(1)) {
            let _ = text.push(char::from(character));
        }
    }
}

/// Decodes a text of `N` characters to `B` bytes.
#[cfg(any(feature = "serde", test))]
pub(crate) fn decode<const N: usize, const B: usize>(text: &str) -> Option<[u8; B]> {
    let text = text.as_bytes();
    if text.len() != N || decoded_len(text) != B || !is_canonical(text) {
        return None;
    }
    let mut bytes = [0; B];
    decode_to(text, &mut bytes);
    Some(bytes)
}

/// Is it canonical: the alphabet alone, no padding, a length that bytes can have, and unused bits that are zero?
pub(crate) fn is_canonical(text: &[u8]) -> bool {
    let unused = match text.len() % 4 {
        0 => 0,
        2 => 0x0f,
        3 => 0x03,
        _ => return false,
    };
    let last = text.last().map_or(0, |character| sextets(u32::from(*character)));
    last & unused == 0 && scan::all(text, |byte| byte.is_ascii_alphanumeric() | (byte == b'-') | (byte == b'_'))
}

/// The number of bytes that a canonical text encodes.
pub(crate) const fn decoded_len(text: &[u8]) -> usize {
    (text.len() / 4).wrapping_mul(3).wrapping_add((text.len() % 4).saturating_sub(1))
}

/// Decodes a canonical text: as many bytes as fit, and zeros after them.
pub(crate) fn decode_to(text: &[u8], place: &mut [u8]) {
    let (groups, places) = (text.as_chunks().0, place.as_chunks_mut().0);
    let whole = groups.len().min(places.len());
    places.iter_mut().zip(groups).for_each(|(place, group)| *place = bytes(*group));
    // The rest is less than a group of four, or has less than three bytes of space.
    let mut last = [b'A'; 4];
    let rest = text.get(whole.saturating_mul(4)..).unwrap_or_default();
    last.iter_mut().zip(rest).for_each(|(place, character)| *place = *character);
    let place = place.get_mut(whole.saturating_mul(3)..).unwrap_or_default();
    let zeros = core::iter::repeat(0);
    place.iter_mut().zip(bytes(last).into_iter().chain(zeros)).for_each(|(place, byte)| *place = byte);
}

fn bytes(characters: [u8; 4]) -> [u8; 3] {
    let sextets = sextets(u32::from_be_bytes(characters));
    let pairs = ((sextets & 0x3f00_3f00) >> 2) | (sextets & 0x003f_003f);
    let [_, bytes @ ..] = (((pairs >> 4) & 0x00ff_f000) | (pairs & 0x0fff)).to_be_bytes();
    bytes
}

fn characters(group: [u8; 3]) -> [u8; 4] {
    let [a, b, c] = group;
    let bits = u32::from_be_bytes([0, a, b, c]);
    [bits >> 18, bits >> 12, bits >> 6, bits]
        .map(|bits| ALPHABET.get(bits as usize & 0x3f).copied().unwrap_or_default())
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The six bits of each of four characters, in steps along the ASCII table. The alphabet must be checked elsewhere: other
/// characters give meaningless bits.
fn sextets(characters: u32) -> u32 {
    const EACH: u32 = 0x0101_0101;
    // 1 in each byte whose character is `first` or comes after it.
    let from =
        |first: u8| (characters.wrapping_add(u32::from(0x80_u8.wrapping_sub(first)).wrapping_mul(EACH)) >> 7) & EACH;
    let step = |first, step: u32| from(first).wrapping_mul(step);
    // `-` is 62. Additions come first, so that no byte borrows from its neighbour.
    let up = characters.wrapping_add(EACH.wrapping_mul(62 - 45)).wrapping_add(step(b'_', 33));
    up.wrapping_sub(step(b'0', 13)).wrapping_sub(step(b'A', 69)).wrapping_sub(step(b'a', 39))
}

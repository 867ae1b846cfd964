//! Base64url without padding (RFC 4648, section 5), in its one canonical form.

#[cfg(test)]
mod tests;

use core::cell::Cell;

use heapless::string::StringView;
#[cfg(any(feature = "serde", test))]
use zeroize::Zeroizing;

use super::scan;

/// The text of some bytes: no character of it needs escaping anywhere. It has at most `N` characters.
///
/// They may be secret, so the text is written where it stays, and no buffer is left to be wiped.
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

/// The `B` bytes of a text of `N` characters.
#[cfg(any(feature = "serde", test))]
pub(crate) fn decode<const N: usize, const B: usize>(text: &str) -> Option<[u8; B]> {
    let mut buffer = Zeroizing::new([0; N]);
    buffer.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    let length = decode_in_place(&mut *buffer)?;
    let bytes = buffer.first_chunk().filter(|_| length == B && text.len() == N)?;
    Some(*bytes)
}

/// Is this the text of some bytes? No foreign character, no padding, no length that no bytes have, no bit that says nothing.
pub(crate) fn is_canonical(text: &[u8]) -> bool {
    let unused = match text.len() % 4 {
        0 => 0,
        2 => 0x0f,
        3 => 0x03,
        _ => return false,
    };
    let last = text.last().map_or(0, |character| sextet(*character));
    last & unused == 0 && scan::all(text, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Puts the bytes of a text at the head of the buffer that it lies in, and gives their number; what is behind them is no text
/// any more. `None`, and nothing is changed, if it is not [canonical](is_canonical).
pub(crate) fn decode_in_place(text: &mut [u8]) -> Option<usize> {
    if !is_canonical(text) {
        return None;
    }
    // First each alone, which the compiler makes vectors of.
    text.iter_mut().for_each(|character| *character = sextet(*character));
    let cells = Cell::from_mut(text).as_slice_of_cells();
    let (groups, rest) = cells.as_chunks();
    // From the front, because the bytes are put over characters that were read.
    for (group, place) in groups.iter().zip(cells.as_chunks::<3>().0) {
        put(place, bytes(group.each_ref().map(Cell::get)));
    }
    let (whole, left) = (groups.len().saturating_mul(3), rest.len().saturating_sub(1));
    put(cells.get(whole..)?.get(..left)?, bytes(filled(rest)));
    Some(whole.saturating_add(left))
}

/// The inverse of [`decode_in_place`]: the first `length` bytes become the text that fills the buffer.
pub(crate) fn encode_in_place(buffer: &mut [u8], length: usize) {
    let cells = Cell::from_mut(buffer).as_slice_of_cells();
    let (groups, rest) = cells.get(..length).unwrap_or_default().as_chunks();
    let (places, last_place) = cells.as_chunks::<4>();
    put(last_place, characters(filled(rest)));
    // From the back, because the characters are put over bytes that were read.
    for (group, place) in groups.iter().zip(places).rev() {
        put(place, characters(group.each_ref().map(Cell::get)));
    }
}

/// A last group that is not whole, filled up.
fn filled<const N: usize>(rest: &[Cell<u8>]) -> [u8; N] {
    let mut group = [0; N];
    group.iter_mut().zip(rest).for_each(|(place, byte)| *place = byte.get());
    group
}

/// Puts as much of a group into its place as fits.
fn put<const N: usize>(place: &[Cell<u8>], group: [u8; N]) {
    place.iter().zip(group).for_each(|(place, byte)| place.set(byte));
}

fn bytes(sextets: [u8; 4]) -> [u8; 3] {
    let sextets = u32::from_be_bytes(sextets);
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

/// The six bits that a character stands for, in steps along the ASCII table. Of any other character it says nothing.
fn sextet(character: u8) -> u8 {
    let from = |first: u8, step: u8| if character >= first { step } else { 0 };
    // `-` is 62.
    let bits = character.wrapping_add(62 - b'-').wrapping_sub(from(b'0', 13)).wrapping_sub(from(b'A', 69));
    bits.wrapping_add(from(b'_', 33)).wrapping_sub(from(b'a', 39))
}

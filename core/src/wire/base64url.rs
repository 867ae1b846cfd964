//! Base64url without padding (RFC 4648, section 5), in its one canonical form.

#[cfg(test)]
mod tests;

use core::cell::Cell;

use heapless::string::StringView;
#[cfg(any(feature = "serde", test))]
use zeroize::Zeroizing;

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
        let mut whole = [0; 3];
        whole.iter_mut().zip(group).for_each(|(place, byte)| *place = *byte);
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
    // Every character is looked at, foreign or not: that is faster than asking of each.
    last & unused == 0 && text.iter().fold(0, |seen, character| seen | sextet(*character)) & FOREIGN == 0
}

/// Puts the bytes of a text at the head of the buffer that it lies in, and gives their number. `None`, and nothing is
/// changed, if it is not [canonical](is_canonical).
pub(crate) fn decode_in_place(text: &mut [u8]) -> Option<usize> {
    if !is_canonical(text) {
        return None;
    }
    let cells = Cell::from_mut(text).as_slice_of_cells();
    let (groups, rest) = cells.as_chunks();
    // From the front, because the bytes are put over characters that were read.
    for (group, place) in groups.iter().zip(cells.as_chunks::<3>().0) {
        put(place, bytes(group.each_ref().map(Cell::get)));
    }
    let (whole, left) = (groups.len().saturating_mul(3), rest.len().saturating_sub(1));
    put(cells.get(whole..)?.get(..left)?, bytes(filled(rest, b'A')));
    Some(whole.saturating_add(left))
}

/// The inverse of [`decode_in_place`]: the first `length` bytes become the text that fills the buffer.
pub(crate) fn encode_in_place(buffer: &mut [u8], length: usize) {
    let cells = Cell::from_mut(buffer).as_slice_of_cells();
    let (groups, rest) = cells.get(..length).unwrap_or_default().as_chunks();
    let (places, last_place) = cells.as_chunks::<4>();
    put(last_place, characters(filled(rest, 0)));
    // From the back, because the characters are put over bytes that were read.
    for (group, place) in groups.iter().zip(places).rev() {
        put(place, characters(group.each_ref().map(Cell::get)));
    }
}

/// A last group that is not whole, filled up.
fn filled<const N: usize>(rest: &[Cell<u8>], filler: u8) -> [u8; N] {
    let mut group = [filler; N];
    group.iter_mut().zip(rest).for_each(|(place, byte)| *place = byte.get());
    group
}

/// Puts as much of a group into its place as fits.
fn put<const N: usize>(place: &[Cell<u8>], group: [u8; N]) {
    place.iter().zip(group).for_each(|(place, byte)| place.set(byte));
}

fn bytes(group: [u8; 4]) -> [u8; 3] {
    let [a, b, c, d] = group.map(|character| u32::from(sextet(character)));
    let [_, bytes @ ..] = ((a << 18) | (b << 12) | (c << 6) | d).to_be_bytes();
    bytes
}

fn characters(group: [u8; 3]) -> [u8; 4] {
    let [a, b, c] = group;
    let bits = u32::from_be_bytes([0, a, b, c]);
    [bits >> 18, bits >> 12, bits >> 6, bits]
        .map(|bits| ALPHABET.get(bits as usize & 0x3f).copied().unwrap_or_default())
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What stands for no six bits.
const FOREIGN: u8 = 0x40;

/// What each byte stands for.
static SEXTETS: [u8; 256] = sextets();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a constant, which the compiler works out"
)]
const fn sextets() -> [u8; 256] {
    let mut sextets = [FOREIGN; 256];
    let mut sextet = 0;
    while sextet < FOREIGN {
        sextets[ALPHABET[sextet as usize] as usize] = sextet;
        sextet += 1;
    }
    sextets
}

fn sextet(character: u8) -> u8 {
    SEXTETS.get(usize::from(character)).copied().unwrap_or(FOREIGN)
}

//! SHA-256 (FIPS 180-4).
//!
//! We wrote our own because no crate fits: the optimizer leaves panics in `hmac-sha256` and `sha2-const`, `sha2` brings
//! eight crates and unrolls to 7 KiB, and `sha2-const-stable`, which is clean, has no maintainer. tests/bare-metal proves
//! that no panic can be reached here.

#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

/// The fractional parts of the square roots of the first eight primes (section 5.3.3).
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The fractional parts of the cube roots of the first 64 primes (section 4.2.2).
#[rustfmt::skip]
const CONSTANTS: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// The hash of a message so far. Its block, which may hold part of a secret, is wiped on drop.
pub(crate) struct Sha256 {
    state: [u32; 8],
    block: Zeroizing<[u32; 16]>,
    /// The message's length in bytes; the last `length % 64` of them are in `block`. Our messages never overflow it.
    length: usize,
}

impl Sha256 {
    pub(crate) fn new() -> Self {
        Self { state: INITIAL, block: Zeroizing::new([0; 16]), length: 0 }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            // Four bytes shift the old word out.
            if let Some(word) = self.block.get_mut(self.length / 4 % 16) {
                *word = (*word << 8) | u32::from(*byte);
            }
            self.length = self.length.wrapping_add(1);
            if self.length.is_multiple_of(64) {
                compress(&mut self.state, &mut self.block);
            }
        }
    }

    /// Pads the message (section 5.1.1) and gives the first `N` bytes of its digest.
    pub(crate) fn finalize<const N: usize>(mut self) -> [u8; N] {
        let mut digest = [0; N];
        self.finalize_to(&mut digest);
        digest
    }

    fn finalize_to(&mut self, digest: &mut [u8]) {
        let bits = (self.length as u64).wrapping_mul(8);
        self.update(&[0x80]);
        while self.length % 64 != 56 {
            self.update(&[0]);
        }
        self.update(&bits.to_be_bytes());
        let (places, _) = digest.as_chunks_mut();
        places.iter_mut().zip(&self.state).for_each(|(place, word)| *place = word.to_be_bytes());
    }
}

/// Section 6.2.2, with the message schedule as a ring of sixteen words, as section 6.1.3 has it for SHA-1. The schedule
/// overwrites the block.
fn compress(state: &mut [u32; 8], schedule: &mut [u32; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (round, constant) in CONSTANTS.iter().enumerate() {
        let later = |by: usize| schedule.get(round.wrapping_add(by) % 16).copied().unwrap_or(0);
        let (word, w1, w9, w14) = (later(0), later(1), later(9), later(14));
        let sigma0 = w1.rotate_right(7) ^ w1.rotate_right(18) ^ (w1 >> 3);
        let sigma1 = w14.rotate_right(17) ^ w14.rotate_right(19) ^ (w14 >> 10);
        if let Some(place) = schedule.get_mut(round % 16) {
            *place = word.wrapping_add(sigma0).wrapping_add(w9).wrapping_add(sigma1);
        }

        let sum1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let t1 = h.wrapping_add(sum1).wrapping_add(choice).wrapping_add(*constant).wrapping_add(word);
        let sum0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        (h, g, f, e) = (g, f, e, d.wrapping_add(t1));
        (d, c, b, a) = (c, b, a, t1.wrapping_add(sum0).wrapping_add(majority));
    }
    for (word, worked) in state.iter_mut().zip(&[a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(*worked);
    }
}

use alloc::string::String;
use alloc::vec::Vec;

use super::Sha256;
use crate::wire::base64url;

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| alloc::format!("{byte:02x}")).collect()
}

#[test]
fn the_vectors_of_nist_hold() {
    for (message, expected) in [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
        ),
    ] {
        assert_eq!(hex(&digest(&[message.as_bytes()])), expected);
    }
    let million = alloc::vec![b'a'; 1_000_000];
    assert_eq!(hex(&digest(&[&million])), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

#[test]
fn the_challenge_of_rfc_7636_appendix_b_holds() {
    let verifier = b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_eq!(base64url::encode::<43>(&digest(&[verifier])), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

#[test]
fn another_implementation_agrees_at_every_length_around_the_padding_however_the_message_is_cut() {
    let message: Vec<u8> = (0..=u8::MAX).cycle().take(300).collect();
    for length in 0..=message.len() {
        let (head, tail) = message[..length].split_at(length / 3);
        assert_eq!(digest(&[head, tail]), hmac_sha256::Hash::hash(&message[..length]), "{length}");
    }
}

//! A TLS 1.3 server that has no certificate's key and does not mention it: it goes from its hello straight to the end of the
//! handshake (RFC 8446, section 4).

use core::net::SocketAddr;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::{aead, hmac};
use rustls_pki_types::CertificateDer;

/// What it sends for a proof.
pub(crate) enum Shown {
    Nothing,
    /// The certificate of somebody else, and no signature.
    Copied(CertificateDer<'static>),
    /// A signature, and no certificate.
    Signature,
}

impl Shown {
    fn message(&self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Copied(certificate) => {
                let entry = [&long(certificate)[..], &[0, 0]].concat();
                message(11, &[&[0], &long(&entry)[..]].concat())
            }
            Self::Signature => message(15, &[4, 3, 0, 2, 0x30, 0]),
        }
    }
}

/// Its address. It ends after the handshake.
pub(crate) fn impostor(shown: Shown) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || shake_hands(&listener.accept().unwrap().0, &shown.message()));
    address
}

fn shake_hands(mut socket: &TcpStream, shown: &[u8]) -> io::Result<()> {
    let hello = record(socket)?;
    let key_share = client_key_share(&hello);
    let random = SystemRandom::new();
    let key = EphemeralPrivateKey::generate(&ECDH_P256, &random).unwrap();
    let point = key.compute_public_key().unwrap();

    let session = &hello[38..39 + usize::from(hello[38])];
    let share = [&[0, 0x17, 0, 65], point.as_ref()].concat();
    let extensions = [&[0, 0x2b, 0, 2, 3, 4, 0, 0x33, 0, 69][..], &share].concat();
    let length = u8::try_from(extensions.len()).unwrap();
    let body = [&[3, 3][..], &[7; 32], session, &[0x13, 1, 0, 0, length], &extensions].concat();
    let server_hello = message(2, &body);
    socket.write_all(&with_header(0x16, &server_hello))?;

    let shared = |secret: &[u8]| hmac256(&label(&hmac256(&[0; 32], &[0; 32]), "derived", &hash(&[]), 32), secret);
    let peer = UnparsedPublicKey::new(&ECDH_P256, key_share);
    let handshake_secret = agreement::agree_ephemeral(key, &peer, shared).unwrap();
    let traffic = label(&handshake_secret, "s hs traffic", &hash(&[&hello, &server_hello]), 32);

    let encrypted_extensions = message(8, &[0, 0]);
    let so_far = hash(&[&hello, &server_hello, &encrypted_extensions, shown]);
    let finished = message(20, &hmac256(&label(&traffic, "finished", &[], 32), &so_far));

    let key = aead::UnboundKey::new(&aead::AES_128_GCM, &label(&traffic, "key", &[], 16)).unwrap();
    let nonce = aead::Nonce::try_assume_unique_for_key(&label(&traffic, "iv", &[], 12)).unwrap();
    let mut sealed = [&encrypted_extensions[..], shown, &finished, &[0x16]].concat();
    let length = u16::try_from(sealed.len() + 16).unwrap().to_be_bytes();
    let header = [0x17, 3, 3, length[0], length[1]];
    aead::LessSafeKey::new(key).seal_in_place_append_tag(nonce, aead::Aad::from(header), &mut sealed).unwrap();
    socket.write_all(&[&header[..], &sealed].concat())?;
    record(socket).map(drop)
}

/// The content of the next record.
fn record(mut socket: &TcpStream) -> io::Result<Vec<u8>> {
    let mut header = [0; 5];
    socket.read_exact(&mut header)?;
    let mut content = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    socket.read_exact(&mut content)?;
    Ok(content)
}

/// The client's point on the curve P-256: the one share that embedded-tls sends.
fn client_key_share(hello: &[u8]) -> &[u8] {
    let at = hello.windows(4).position(|bytes| bytes == [0, 0x17, 0, 65]).unwrap();
    &hello[at + 4..at + 69]
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind], &long(body)[..]].concat()
}

/// Bytes after their length, which is written in three bytes.
fn long(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
    [&[0, length[0], length[1]], bytes].concat()
}

fn with_header(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[kind, 3, 3, length[0], length[1]], content].concat()
}

fn hash(messages: &[&[u8]]) -> Vec<u8> {
    digest(&SHA256, &messages.concat()).as_ref().to_vec()
}

fn hmac256(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), bytes).as_ref().to_vec()
}

/// HKDF-Expand-Label (section 7.1), for at most 32 bytes.
fn label(secret: &[u8], label: &str, context: &[u8], length: u8) -> Vec<u8> {
    let name = u8::try_from("tls13 ".len() + label.len()).unwrap();
    let context_length = u8::try_from(context.len()).unwrap();
    let info = [&[0, length, name][..], b"tls13 ", label.as_bytes(), &[context_length], context, &[1]].concat();
    let mut expanded = hmac256(secret, &info);
    expanded.truncate(length.into());
    expanded
}

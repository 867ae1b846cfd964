//! A device, as firmware has it: a task of embassy that asks CATAPA who its owner is, over TLS 1.3 over embassy's TCP.
//!
//! It is linked for processors without std, and without an allocator: that is all that it shows. The same calls run in
//! `adapters/embedded/tests`.
#![no_std]

use core::fmt::Write as _;
use core::panic::PanicInfo;

use catapa_signin::import::Tokens;
use catapa_signin::{Client, UnixTime};
use catapa_signin_embedded::send;
use embassy_executor::Spawner;
use embassy_net::tcp::TcpSocket;
use embassy_time::{Duration, with_timeout};
use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Aes128GcmSha256, Certificate, CertificateRef, CertificateVerifyRef, CryptoProvider, CryptoRngCore, Sha256,
    TlsClock, TlsConfig, TlsConnection, TlsContext, TlsError, TlsVerifier,
};
use rand_core::{CryptoRng, RngCore};

/// Memory for one request.
pub struct Room {
    read_record: [u8; 16_640],
    write_record: [u8; 4_096],
    reply: [u8; 4_096],
}

/// What the board gives.
#[derive(Clone, Copy)]
pub struct Board {
    /// Fills bytes with true randomness.
    pub entropy: fn(&mut [u8]),
    /// Shows a text.
    pub show: fn(&str),
}

/// The time of a board that the network has told it.
struct Clock;

impl TlsClock for Clock {
    fn now() -> Option<u64> {
        unsafe extern "Rust" {
            safe fn board_seconds() -> u64;
        }
        Some(board_seconds())
    }
}

impl RngCore for Board {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        (self.entropy)(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Board {}

struct Trusting<'a> {
    board: Board,
    verifier: SignedByTheAuthorityItself<'a>,
}

/// embedded-tls lets any certificate sign another. So nothing vouches for the server but the authority itself.
struct SignedByTheAuthorityItself<'a>(CertVerifier<'a, Aes128GcmSha256, Clock, 2_048>);

impl TlsVerifier<Aes128GcmSha256> for SignedByTheAuthorityItself<'_> {
    fn set_hostname_verification(&mut self, name: &str) -> Result<(), TlsError> {
        self.0.set_hostname_verification(name)
    }

    fn verify_certificate(&mut self, transcript: &Sha256, mut chain: CertificateRef<'_>) -> Result<(), TlsError> {
        chain.entries.truncate(1);
        self.0.verify_certificate(transcript, chain)
    }

    fn verify_signature(&mut self, signature: CertificateVerifyRef<'_>) -> Result<(), TlsError> {
        self.0.verify_signature(signature)
    }
}

impl CryptoProvider for Trusting<'_> {
    type CipherSuite = Aes128GcmSha256;
    type Signature = [u8; 0];

    fn rng(&mut self) -> impl CryptoRngCore {
        self.board
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Aes128GcmSha256>, TlsError> {
        Ok(&mut self.verifier)
    }
}

/// Asks CATAPA who the owner is, with the access token that the owner's server gave.
async fn owner(
    client: &Client,
    tokens: Tokens<'_>,
    authority: &[u8],
    board: Board,
    socket: TcpSocket<'_>,
    room: &mut Room,
) -> Option<heapless::String<96>> {
    let now = Clock::now().map(UnixTime::from_secs)?;
    let authorized = client.import(tokens, now).ok()?;
    let request = authorized.user_request();
    let config = TlsConfig::new().with_server_name(request.url().authority());
    let verifier = SignedByTheAuthorityItself(CertVerifier::new(Certificate::X509(authority)));
    let mut tls = TlsConnection::new(socket, &mut room.read_record, &mut room.write_record);
    tls.open(TlsContext::new(&config, Trusting { board, verifier })).await.ok()?;
    let reply = with_timeout(Duration::from_secs(30), send(&request, tls, &mut room.reply)).await.ok()?.ok()?;
    let mut key = heapless::String::new();
    write!(key, "{}", authorized.read_user(reply).ok()?.key()).ok()?;
    Some(key)
}

#[embassy_executor::task]
async fn ask(
    client: &'static Client,
    tokens: Tokens<'static>,
    authority: &'static [u8],
    board: Board,
    socket: TcpSocket<'static>,
    room: &'static mut Room,
) {
    let key = owner(client, tokens, authority, board, socket, room).await;
    (board.show)(key.as_deref().unwrap_or("nobody"));
}

/// Starts the task: what a firmware's `main` calls.
#[unsafe(no_mangle)]
pub fn start(
    spawner: Spawner,
    client: &'static Client,
    tokens: Tokens<'static>,
    authority: &'static [u8],
    board: Board,
    socket: TcpSocket<'static>,
    room: &'static mut Room,
) {
    if let Ok(task) = ask(client, tokens, authority, board, socket, room) {
        spawner.spawn(task);
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

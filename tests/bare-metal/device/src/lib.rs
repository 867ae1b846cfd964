//! A device, as firmware has it: a task of embassy that asks CATAPA who its owner is, over TLS 1.3 over embassy's TCP.
//!
//! It is linked for processors without std, and without an allocator: that is all that it shows. The same calls run in
//! `adapters/embedded/tests`.
#![no_std]

use core::fmt::Write as _;
use core::panic::PanicInfo;
use core::sync::atomic::{AtomicU32, Ordering};

use catapa_signin::import::Tokens;
use catapa_signin::{Client, UnixTime};
use catapa_signin_embedded::embedded_tls::TlsClock;
use catapa_signin_embedded::{open_tls, send};
use embassy_executor::Spawner;
use embassy_net::tcp::TcpSocket;
use embassy_time::{Duration, with_timeout};
use rand_core::{CryptoRng, RngCore};

/// How long a server may take, for the handshake and for the reply.
const PATIENCE: Duration = Duration::from_secs(30);

/// Memory for one request.
pub struct Room {
    read_record: [u8; 16_640],
    write_record: [u8; 4_096],
    reply: [u8; 4_096],
}

/// What the owner's server told the device, and what the firmware knows.
pub struct Errand {
    /// With any text as its client secret.
    pub client: &'static Client,
    /// The access token, without a refresh token.
    pub tokens: Tokens<'static>,
    /// The certificate of the authority that has signed CATAPA's, as DER.
    pub authority: &'static [u8],
}

/// What the board gives.
#[derive(Clone, Copy)]
pub struct Board {
    /// Fills bytes with true randomness.
    pub entropy: fn(&mut [u8]),
    /// Shows a text.
    pub show: fn(&str),
}

/// The time that the network has told the board, in seconds.
static SECONDS: AtomicU32 = AtomicU32::new(0);

struct Clock;

impl TlsClock for Clock {
    fn now() -> Option<u64> {
        Some(SECONDS.load(Ordering::Relaxed).into())
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

/// Asks CATAPA who the owner is, with the access token that the owner's server gave.
async fn owner(errand: Errand, board: Board, socket: TcpSocket<'_>, room: &mut Room) -> Option<heapless::String<96>> {
    let Errand { client, tokens, authority } = errand;
    let now = Clock::now().map(UnixTime::from_secs)?;
    let authorized = client.import(tokens, now).ok()?;
    let request = authorized.user_request();
    let Room { read_record, write_record, reply } = room;
    let opened = open_tls::<Clock, _>(&request, socket, authority, board, read_record, write_record);
    let tls = with_timeout(PATIENCE, opened).await.ok()?.ok()?;
    let reply = with_timeout(PATIENCE, send(&request, tls, reply)).await.ok()?.ok()?;
    let mut key = heapless::String::new();
    write!(key, "{}", authorized.read_user(reply).ok()?.key()).ok()?;
    Some(key)
}

#[embassy_executor::task]
async fn ask(errand: Errand, board: Board, socket: TcpSocket<'static>, room: &'static mut Room) {
    let key = owner(errand, board, socket, room).await;
    (board.show)(key.as_deref().unwrap_or("nobody"));
}

/// Starts the task: what a firmware's `main` calls.
#[unsafe(no_mangle)]
pub fn start(
    spawner: Spawner,
    seconds: u32,
    errand: Errand,
    board: Board,
    socket: TcpSocket<'static>,
    room: &'static mut Room,
) {
    SECONDS.store(seconds, Ordering::Relaxed);
    if let Ok(task) = ask(errand, board, socket, room) {
        spawner.spawn(task);
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

//! The memory of a process before and after secrets are dropped: the process reads its own memory.
//!
//! It looks for tokens in a `String`, whose bytes stay in place when their step moves. Secrets inside a step itself (a code,
//! a CSRF token) are wiped too, but each move leaves a copy that code can no longer reach: see SECURITY.md.
#![cfg(target_os = "linux")] // `/proc/self/mem` is Linux's.

use core::ops::Range;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use catapa_signin::config::OpaqueTokens;
use catapa_signin::{
    Authorized, Client, ClientConfig, Endpoints, Freshness, Options, Reply, SignIn, Tenants, TokenText, UnixTime,
};
use zeroize::Zeroize as _;

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

/// The length of the searched part of a token: its end, because an allocator overwrites the beginning of freed memory.
const LENGTH: usize = 48;

/// One test at a time: a search would find the window of another one.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A byte of a secret. Only the planted place holds the secret as a whole.
fn byte_of(secret: u8, index: usize) -> u8 {
    b'a' + (secret ^ (index as u8).wrapping_mul(37).rotate_left(3)) % 26
}

fn plant(secret: u8, body: &mut Vec<u8>) {
    body.extend([b'x'; 64]);
    (0..LENGTH).for_each(|index| body.push(byte_of(secret, index)));
}

/// The number of bytes that a search reads at a time.
const WINDOW: usize = 1 << 16;

/// A search of this process's writable memory. It allocates at its start alone: later it overwrites no freed memory.
struct Search {
    memory: File,
    regions: Vec<Range<u64>>,
    window: Vec<u8>,
}

impl Search {
    fn new() -> Self {
        let memory = File::open("/proc/self/mem").expect("a process may read itself");
        let window = vec![0; WINDOW];
        let map = std::fs::read_to_string("/proc/self/maps").expect("its map");
        let region = |line: &str| {
            let (start, end) = line.split_once(' ')?.0.split_once('-')?;
            Some(u64::from_str_radix(start, 16).ok()?..u64::from_str_radix(end, 16).ok()?)
        };
        let writable = map.lines().filter(|line| line.contains(" rw"));
        let regions = writable.map(|line| region(line).expect("two addresses")).collect();
        Self { memory, regions, window }
    }

    /// The number of copies of a secret.
    fn found(&mut self, secret: u8) -> usize {
        let Self { memory, regions, window } = self;
        let read = |part: &mut [u8], at| memory.read_at(part, at).unwrap_or(0);
        regions.iter().map(|region| found_in(secret, region.clone(), window, read)).sum()
    }
}

/// The number of copies of a secret between two addresses, read window by window. Windows overlap, so each copy is whole in
/// one of them.
fn found_in(secret: u8, addresses: Range<u64>, window: &mut [u8], read: impl Fn(&mut [u8], u64) -> usize) -> usize {
    let own = window.as_ptr_range();
    let own = own.start as u64..own.end as u64;
    let is_secret = |bytes: &[u8]| bytes.iter().enumerate().all(|(index, byte)| *byte == byte_of(secret, index));
    let (mut at, mut count) = (addresses.start, 0);
    while at < addresses.end {
        let length = (addresses.end - at).min(window.len() as u64) as usize;
        let read = read(&mut window[..length], at);
        let hits = window[..read].windows(LENGTH).enumerate().filter(|(_, bytes)| is_secret(bytes));
        // A copy in the window itself does not count.
        count += hits.filter(|(offset, _)| !own.contains(&(at + *offset as u64))).count();
        window.zeroize();
        if length < window.len() {
            break;
        }
        // Windows overlap by one byte less than a secret, so a copy is whole in exactly one.
        at += (length - (LENGTH - 1)) as u64;
    }
    count
}

fn client() -> Client {
    Client::new(ClientConfig {
        client_id: "demo-client",
        client_secret: "demo-secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Any,
        options: Options::default().opaque_tokens(OpaqueTokens::TrustUserReply),
    })
    .unwrap()
}

/// A sign-in with two secrets as its tokens. Their reply is wiped.
fn holding(client: &Client, access_token: u8, refresh_token: u8) -> SignIn<'_, Authorized<String>> {
    let callback = "code=c&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";
    let entropy = core::array::from_fn(|index| index as u8);
    let have_code = SignIn::new(client).begin(entropy, NOW).accept(callback, NOW).unwrap();
    let mut body = Vec::with_capacity(1_024);
    body.extend(br#"{"expires_in":3600,"access_token":""#);
    plant(access_token, &mut body);
    body.extend(br#"","refresh_token":""#);
    plant(refresh_token, &mut body);
    body.extend(br#""}"#);
    let authorized = have_code.finish(Reply::new(200, &mut body), NOW).unwrap().to_owned_in::<String>().unwrap();
    body.zeroize();
    authorized
}

#[test]
fn a_text_that_is_not_wiped_stays_in_memory() {
    let _alone = alone();
    let mut plain = Vec::with_capacity(1_024);
    plant(1, &mut plain);
    let mut search = Search::new();
    assert_eq!(search.found(1), 1);
    drop(plain);
    assert_eq!(search.found(1), 1, "the search finds what it should");
}

#[test]
fn a_secret_is_found_once_wherever_two_windows_part() {
    for offset in 0..4 * LENGTH {
        let mut memory = vec![0; 6 * LENGTH];
        (0..LENGTH).for_each(|index| memory[offset + index] = byte_of(6, index));
        let read = |part: &mut [u8], at: u64| {
            part.copy_from_slice(&memory[at as usize..][..part.len()]);
            part.len()
        };
        let found = found_in(6, 0..memory.len() as u64, &mut [0; 2 * LENGTH], read);
        assert_eq!(found, 1, "at {offset}");
    }
}

#[test]
fn a_bounded_text_that_is_wiped_is_zeros_where_it_lay() {
    let _alone = alone();
    let mut text = Box::new(heapless::String::<LENGTH>::new());
    (0..LENGTH).for_each(|index| text.push(char::from(byte_of(7, index))).unwrap());
    let (address, memory) = (text.as_ptr() as u64, File::open("/proc/self/mem").expect("a process may read itself"));
    let bytes_there = || {
        let mut bytes = [b'x'; LENGTH];
        memory.read_exact_at(&mut bytes, address).expect("it is still there");
        bytes
    };
    assert_eq!(bytes_there(), core::array::from_fn(|index| byte_of(7, index)));
    text.wipe();
    assert_eq!((bytes_there(), text.as_str()), ([0; LENGTH], ""));
}

#[test]
fn no_token_is_in_memory_once_its_sign_in_is_dropped() {
    let _alone = alone();
    let client = client();
    let authorized = holding(&client, 2, 3);
    let mut search = Search::new();
    assert_eq!([2, 3].map(|secret| search.found(secret)), [1, 1]);
    drop(authorized);
    assert_eq!([2, 3].map(|secret| search.found(secret)), [0, 0]);
}

#[test]
fn no_access_token_is_in_memory_once_it_expired() {
    let _alone = alone();
    let client = client();
    let authorized = holding(&client, 4, 5);
    let mut search = Search::new();
    assert_eq!([4, 5].map(|secret| search.found(secret)), [1, 1]);
    let Freshness::Expired(expired) = authorized.at(UnixTime::MAX) else { panic!("expired") };
    assert_eq!([4, 5].map(|secret| search.found(secret)), [0, 1]);
    drop(expired);
    assert_eq!(search.found(5), 0);
}

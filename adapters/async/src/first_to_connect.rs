//! Connects to whichever address answers first.

use core::net::SocketAddr;
use core::time::Duration;
use std::collections::VecDeque;
use std::io;

use futures_lite::future;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use hyper::rt::Timer;

/// The pause before the next address is tried (RFC 8305, 5).
const PAUSE: Duration = Duration::from_millis(250);

/// Connects to the first of these addresses that answers, as Happy Eyeballs does (RFC 8305): the families by turns, the
/// next address a quarter of a second after the one before it, or at once when that one has failed.
///
/// It is what a [connector](crate::HyperSender::new) needs once it has resolved a name.
///
/// # Errors
///
/// The error of the last address that failed; [`AddrNotAvailable`](io::ErrorKind::AddrNotAvailable) if there was none.
pub async fn first_to_connect<Socket, Connecting>(
    addresses: impl IntoIterator<Item = SocketAddr>,
    connect: impl Fn(SocketAddr) -> Connecting,
    timer: impl Timer,
) -> io::Result<Socket>
where
    Connecting: Future<Output = io::Result<Socket>>,
{
    let mut waiting = by_turns(addresses);
    let mut tried = FuturesUnordered::new();
    let mut last_error = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        if let Some(address) = waiting.pop_front() {
            tried.push(connect(address));
        }
        let pause = async {
            if waiting.is_empty() {
                future::pending().await
            } else {
                timer.sleep(PAUSE).await
            }
            None
        };
        match future::or(async { Some(tried.next().await) }, pause).await {
            Some(Some(Ok(socket))) => return Ok(socket),
            Some(Some(Err(why))) => last_error = why,
            Some(None) => return Err(last_error),
            None => {}
        }
    }
}

/// The addresses with their families by turns, the first one's family first.
fn by_turns(addresses: impl IntoIterator<Item = SocketAddr>) -> VecDeque<SocketAddr> {
    let mut addresses = addresses.into_iter().peekable();
    let first_is_ipv6 = addresses.peek().is_some_and(SocketAddr::is_ipv6);
    let (mut first, mut other): (VecDeque<_>, VecDeque<_>) =
        addresses.partition(|address| address.is_ipv6() == first_is_ipv6);
    let mut turns = VecDeque::with_capacity(first.len() + other.len());
    while !first.is_empty() || !other.is_empty() {
        turns.extend(first.pop_front());
        turns.extend(other.pop_front());
    }
    turns
}

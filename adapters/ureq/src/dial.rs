//! TCP to the first address that answers, by Happy Eyeballs (RFC 8305, section 5).

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::TcpStream;
use std::time::Instant;

use mio::{Events, Interest, Poll, Token, net};

#[cfg(test)]
mod tests;

/// How long an address has before the next is tried beside it (RFC 8305, section 8).
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to one of `addresses`. One that does not answer delays the others by [`HEAD_START`] alone.
pub(crate) fn dial(addresses: &[SocketAddr], deadline: Instant) -> io::Result<TcpStream> {
    if let [only] = addresses {
        let left = deadline.saturating_duration_since(Instant::now());
        // No time is an error of another kind there.
        let stream = TcpStream::connect_timeout(only, left.max(Duration::from_nanos(1)))?;
        stream.set_nodelay(true)?;
        return Ok(stream);
    }
    let mut attempts =
        Attempts { poll: Poll::new()?, events: Events::with_capacity(addresses.len().max(1)), open: vec![] };
    let mut waiting = interleaved(addresses).into_iter();
    let mut why_not = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        let next = waiting.next();
        if let Some(address) = next
            && let Err(why) = attempts.begin(address)
        {
            why_not = why;
            continue;
        }
        if next.is_none() && attempts.open.iter().all(Option::is_none) {
            return Err(why_not);
        }
        let head_start = (waiting.len() > 0).then(|| Instant::now() + HEAD_START);
        match attempts.wait(head_start.map_or(deadline, |end| end.min(deadline))) {
            Ok(Some(stream)) => return Ok(stream),
            Ok(None) if Instant::now() >= deadline => return Err(io::ErrorKind::TimedOut.into()),
            Ok(None) => {}
            Err(why) => why_not = why,
        }
    }
}

/// The attempts that run at the same time.
struct Attempts {
    poll: Poll,
    events: Events,
    /// Each at the place that its token names; nothing where one has failed.
    open: Vec<Option<net::TcpStream>>,
}

impl Attempts {
    fn begin(&mut self, address: SocketAddr) -> io::Result<()> {
        let mut stream = net::TcpStream::connect(address)?;
        self.poll.registry().register(&mut stream, Token(self.open.len()), Interest::WRITABLE)?;
        self.open.push(Some(stream));
        Ok(())
    }

    /// Waits until an attempt connects, or one fails, or `until`.
    fn wait(&mut self, until: Instant) -> io::Result<Option<TcpStream>> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.poll.poll(&mut self.events, Some(left)) {
                Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            // An event comes once, and several may come together: so all are looked at, and one that connects wins.
            let mut failed = None;
            for attempt in &mut self.open {
                let Some(stream) = attempt.as_mut() else { continue };
                match state_of(stream) {
                    Ok(false) => {}
                    Ok(true) => {
                        self.poll.registry().deregister(stream)?;
                        return attempt.take().map(blocking).transpose();
                    }
                    Err(why) => {
                        *attempt = None;
                        failed = Some(why);
                    }
                }
            }
            if let Some(why) = failed {
                return Err(why);
            }
            if left.is_zero() {
                return Ok(None);
            }
        }
    }
}

/// Whether it is connected, or else why it never will be.
fn state_of(stream: &net::TcpStream) -> io::Result<bool> {
    if let Some(why) = stream.take_error()? {
        return Err(why);
    }
    // Without a peer it still connects, and there will be another event.
    Ok(stream.peer_addr().is_ok())
}

fn blocking(stream: net::TcpStream) -> io::Result<TcpStream> {
    let stream = TcpStream::from(stream);
    stream.set_nonblocking(false)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// IPv6 and IPv4 in turns, beginning with whichever the resolver prefers (RFC 8305, section 4).
fn interleaved(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let prefers_ipv6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) = addresses.iter().copied().partition(|one| one.is_ipv6() == prefers_ipv6);
    let mut order = Vec::with_capacity(addresses.len());
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    while order.len() < addresses.len() {
        order.extend(first.next());
        order.extend(second.next());
    }
    order
}

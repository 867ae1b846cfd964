//! What happens to one request and its reply, while a connection carries them.

use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use std::io;
use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};
use zeroize::{Zeroize as _, Zeroizing};

use crate::carrier::Carrier;
use crate::idle::Home;

/// What happened to a request and its reply.
#[derive(Default, Debug)]
pub(crate) struct Journal {
    wrote: AtomicBool,
    read: AtomicBool,
    ended: AtomicBool,
    surplus: AtomicBool,
}

impl Journal {
    /// Whether a byte of the request may have left this machine.
    pub(crate) fn wrote(&self) -> bool {
        self.wrote.load(Ordering::Relaxed)
    }

    /// Whether the connection ended before a byte of the reply.
    pub(crate) fn ended_unanswered(&self) -> bool {
        self.ended.load(Ordering::Relaxed) && !self.read.load(Ordering::Relaxed)
    }

    /// Whether bytes came with the reply that are not of it.
    pub(crate) fn had_surplus(&self) -> bool {
        self.surplus.load(Ordering::Relaxed)
    }
}

/// A connection while it carries one request. It writes the journal, and brings the connection home if it may be used again.
pub(crate) struct Watched {
    connection: Box<dyn Carrier>,
    journal: Arc<Journal>,
    home: Option<Home>,
    is_reusable: bool,
    /// What the connection takes at once.
    at_once: usize,
    /// What `ureq` has written: head and body leave together.
    unsent: Zeroizing<Vec<u8>>,
}

impl Watched {
    pub(crate) fn new(mut connection: Box<dyn Carrier>, journal: Arc<Journal>, home: Option<Home>) -> Self {
        // Twice as much as `ureq` writes at once, so that growing leaves no copy of a secret in memory.
        let at_once = connection.buffers().output().len().max(1);
        let unsent = Zeroizing::new(Vec::with_capacity(2 * at_once));
        Self { connection, journal, home, is_reusable: false, at_once, unsent }
    }

    fn flush(&mut self, timeout: NextTimeout) -> Result<(), Error> {
        for part in self.unsent.chunks(self.at_once) {
            self.journal.wrote.store(true, Ordering::Relaxed);
            if let Some(output) = self.connection.buffers().output().get_mut(..part.len()) {
                output.copy_from_slice(part);
            }
            self.connection.transmit_output(part.len(), timeout).map_err(|why| note(&self.journal, why))?;
        }
        self.unsent.zeroize();
        Ok(())
    }
}

/// Notes the end of a connection. `ureq` takes a reset for the end of a body without a length, so it gets another error: no
/// such body is whole.
fn note(journal: &Journal, why: Error) -> Error {
    match why {
        Error::Io(why) if is_end(why.kind()) => {
            journal.ended.store(true, Ordering::Relaxed);
            Error::Io(io::Error::other(why))
        }
        why => why,
    }
}

const fn is_end(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(kind, UnexpectedEof | ConnectionAborted | ConnectionReset | BrokenPipe | NotConnected)
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = self.connection.buffers().output().get(..amount).unwrap_or_default();
        self.unsent.extend_from_slice(output);
        if self.unsent.len() < self.at_once { Ok(()) } else { self.flush(timeout) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.flush(timeout)?;
        let has_read = self.connection.await_input(timeout).map_err(|why| note(&self.journal, why))?;
        let happened = if has_read { &self.journal.read } else { &self.journal.ended };
        happened.store(true, Ordering::Relaxed);
        Ok(has_read)
    }

    /// `ureq` asks this when a reply is over and its connection may be used again. It gets a no, because its pool would end
    /// with the agent.
    fn is_open(&mut self) -> bool {
        self.is_reusable = true;
        false
    }

    fn is_tls(&self) -> bool {
        self.connection.is_tls()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.connection.has_surplus() {
            self.journal.surplus.store(true, Ordering::Relaxed);
        } else if let Some(home) = self.home.take().filter(|_| self.is_reusable) {
            home.take_back(core::mem::replace(&mut self.connection, Box::new(())));
        }
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watched")
    }
}

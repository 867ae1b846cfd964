//! What carries one request and its reply, and what happened to them.

use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use std::io;
use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use crate::idle::Home;

/// A connection that can tell whether more came than a reply had announced.
pub(crate) trait Carrier: Transport {
    /// Whether bytes have come that nobody has read.
    fn has_surplus(&mut self) -> bool;
}

/// The place of a connection that was taken away.
impl Carrier for () {
    fn has_surplus(&mut self) -> bool {
        false
    }
}

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
}

impl Watched {
    pub(crate) fn new(connection: Box<dyn Carrier>, journal: Arc<Journal>, home: Option<Home>) -> Self {
        Self { connection, journal, home, is_reusable: false }
    }

    /// `ureq` takes a reset connection for the end of a body without a length. No such body is whole.
    fn note(&self, why: Error) -> Error {
        let Error::Io(why) = why else { return why };
        let is_end = matches!(
            why.kind(),
            io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::NotConnected
        );
        if is_end {
            self.journal.ended.store(true, Ordering::Relaxed);
        }
        Error::Io(if is_end { io::Error::other(why) } else { why })
    }
}

impl Transport for Watched {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.connection.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.journal.wrote.store(true, Ordering::Relaxed);
        self.connection.transmit_output(amount, timeout).map_err(|why| self.note(why))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let has_read = self.connection.await_input(timeout).map_err(|why| self.note(why))?;
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

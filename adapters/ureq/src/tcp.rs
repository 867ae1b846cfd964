//! A TCP connection, as `ureq` uses one.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, LazyBuffers, NextTimeout, Transport};

use crate::carrier::Carrier;
use crate::dial::dial;
use crate::time_left::{deadline, time_left};

/// A TCP connection. It blocks until its time is over.
#[derive(Debug)]
pub(crate) struct Tcp {
    stream: TcpStream,
    buffers: LazyBuffers,
}

impl Tcp {
    pub(crate) fn connect(details: &ConnectionDetails<'_>) -> Result<Self, Error> {
        let stream = dial(&details.addrs, deadline(details)?).map_err(|why| over_time(why, details.timeout))?;
        let config = details.config;
        Ok(Self { stream, buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()) })
    }
}

impl Transport for Tcp {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.set_write_timeout(Some(time_left(timeout)?))?;
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        self.stream.write_all(output).map_err(|why| over_time(why, timeout))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let until = Instant::now() + time_left(timeout)?;
        let input = self.buffers.input_append_buf();
        let amount = loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::Timeout(timeout.reason));
            }
            self.stream.set_read_timeout(Some(left))?;
            match self.stream.read(input) {
                // A signal.
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                read => break read.map_err(|why| over_time(why, timeout))?,
            }
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    /// Whether it is still connected, and nothing came over it that nobody asked for.
    fn is_open(&mut self) -> bool {
        let is_silent = || {
            self.stream.set_nonblocking(true)?;
            let peeked = self.stream.peek(&mut [0]);
            self.stream.set_nonblocking(false)?;
            Ok::<_, io::Error>(peeked.is_err_and(|why| why.kind() == io::ErrorKind::WouldBlock))
        };
        is_silent().unwrap_or(false) && self.buffers.input().is_empty()
    }
}

impl Carrier for Tcp {
    fn has_surplus(&mut self) -> bool {
        !self.buffers.input().is_empty()
    }
}

/// A time-out of a socket in `ureq`'s words; another error stays what it is.
fn over_time(why: io::Error, timeout: NextTimeout) -> Error {
    match why.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Error::Timeout(timeout.reason),
        _ => why.into(),
    }
}

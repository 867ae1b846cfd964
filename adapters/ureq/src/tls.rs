//! TLS over a connection, by the `rustls` of [`SenderOptions::tls`](crate::SenderOptions::tls).

use core::fmt;
use std::io::{self, Read as _, Write as _};
use std::sync::Arc;

use catapa_signin_http::pki_types::ServerName;
use catapa_signin_http::rustls::{ClientConfig, ClientConnection, IoState, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, LazyBuffers, NextTimeout, Transport, TransportAdapter};

use crate::carrier::Carrier;
use crate::time_left::left_to_connect;

/// A connection with TLS.
pub(crate) struct Tls {
    stream: StreamOwned<ClientConnection, TransportAdapter>,
    buffers: LazyBuffers,
}

impl Tls {
    /// Shakes hands over `transport`.
    pub(crate) fn connect(
        tls: Arc<ClientConfig>,
        details: &ConnectionDetails<'_>,
        transport: Box<dyn Transport>,
    ) -> Result<Self, Error> {
        let host = details.uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host).map_err(io::Error::other)?.to_owned();
        let mut conn = ClientConnection::new(tls, name).map_err(io::Error::other)?;
        let mut sock = TransportAdapter::new(transport, Arc::clone(&details.current_time));
        sock.set_timeout(left_to_connect(details)?);
        conn.complete_io(&mut sock)?;
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        Ok(Self { stream: StreamOwned { conn, sock }, buffers })
    }

    /// Deciphers what has come already.
    fn decipher(&mut self) -> io::Result<IoState> {
        let StreamOwned { conn, sock } = &mut self.stream;
        loop {
            let state = conn.process_new_packets().map_err(io::Error::other)?;
            let received = sock.get_mut().buffers();
            let mut records = received.input();
            if state.plaintext_bytes_to_read() > 0 || records.is_empty() {
                return Ok(state);
            }
            match conn.read_tls(&mut records)? {
                // The peer has said that it ended.
                0 => return Ok(state),
                read => received.input_consume(read),
            }
        }
    }
}

impl Transport for Tls {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.sock.set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        self.stream.write_all(output)?;
        Ok(())
    }

    /// An end without `close_notify` is an error of `rustls`, because anybody on the way can make one.
    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.sock.set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    /// Any record on an idle connection ends it, whatever it says: a new connection costs less than doubt.
    fn is_open(&mut self) -> bool {
        let is_silent = |state: IoState| state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed();
        self.buffers.input().is_empty() && self.decipher().is_ok_and(is_silent) && self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl Carrier for Tls {
    fn has_surplus(&mut self) -> bool {
        let has_bytes = |state: IoState| state.plaintext_bytes_to_read() > 0;
        !self.buffers.input().is_empty() || self.decipher().is_ok_and(has_bytes)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

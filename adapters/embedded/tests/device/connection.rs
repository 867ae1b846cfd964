//! Connections over this machine's TCP.

use core::net::SocketAddr;

use catapa_signin::Request;
use embedded_io_adapters::futures_03::FromFutures;
use embedded_io_async::{ErrorType, Read, Write};
use smol::net::TcpStream;

/// A socket of this machine, as a device has it.
pub(crate) type Tcp = FromFutures<TcpStream>;

/// Connects to a port of this machine.
pub(crate) async fn connect(address: SocketAddr) -> Tcp {
    FromFutures::new(TcpStream::connect(address).await.unwrap())
}

/// Where a request goes: `localhost` is 127.0.0.1.
pub(crate) fn address_of(request: &Request<'_>) -> SocketAddr {
    request.url().authority().replace("localhost", "127.0.0.1").parse().unwrap()
}

/// Takes and gives one byte at a time.
pub(crate) struct OneByte<C>(pub(crate) C);

impl<C: ErrorType> ErrorType for OneByte<C> {
    type Error = C::Error;
}

impl<C: Read> Read for OneByte<C> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, C::Error> {
        self.0.read(buffer.get_mut(..1).unwrap_or_default()).await
    }
}

impl<C: Write> Write for OneByte<C> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, C::Error> {
        self.0.write(bytes.get(..1).unwrap_or_default()).await
    }

    async fn flush(&mut self) -> Result<(), C::Error> {
        self.0.flush().await
    }
}

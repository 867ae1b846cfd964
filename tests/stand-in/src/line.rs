//! The socket below HTTP, for the server and for what no server would write.

use alloc::sync::Arc;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::sync::Mutex;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;

use crate::lock::Lock as _;

/// A stream over TCP, with or without TLS.
pub(crate) trait Socket: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// In order: TLS says `close_notify`, and the stream ends.
    Closed,
    /// The stream ends, without TLS's `close_notify`.
    Cut,
    /// The peer gets a TCP RST.
    Reset,
    /// It does not end: nobody reads it, and nobody writes to it.
    Dead,
}

/// One connection. A clone is the same socket: the server holds one, and its faults another.
#[derive(Clone)]
pub(crate) struct Line(Arc<Mutex<Box<dyn Socket>>>);

impl Line {
    pub(crate) fn new(socket: Box<dyn Socket>) -> Self {
        Self(Arc::new(Mutex::new(socket)))
    }

    /// Writes bytes past the server.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes).await?;
        self.flush().await
    }

    /// Ends the connection. The server must have let go of its clone.
    pub(crate) async fn end(mut self, how: End) {
        // A peer that is gone already has seen an end: errors say nothing new.
        match how {
            End::Closed => {
                let _ = self.shutdown().await;
            }
            // FIN, even where bytes of the peer's were not read: then dropping the socket alone would be a reset.
            End::Cut => {
                let _ = SockRef::from(self.0.hold().tcp()).shutdown(Shutdown::Write);
            }
            // A linger of zero sends RST instead of FIN.
            End::Reset => {
                let _ = self.0.hold().tcp().set_zero_linger();
            }
            End::Dead => core::future::pending().await,
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut **self.0.hold()).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut **self.0.hold()).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut **self.0.hold()).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.hold().is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut **self.0.hold()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut **self.0.hold()).poll_shutdown(cx)
    }
}

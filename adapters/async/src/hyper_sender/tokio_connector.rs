//! Sockets of tokio, to the first address that answers.

use core::future::ready;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use http::Uri;
use http::uri::Scheme;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpStream, lookup_host};
use tower_service::Service;

use crate::first_to_connect::first_to_connect;

/// Opens sockets on tokio. Where a name has several addresses it tries the next one after a quarter of a second (RFC 8305).
#[derive(Clone, Copy, Default, Debug)]
pub struct TokioConnector(());

impl Service<Uri> for TokioConnector {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let port = to.port_u16().unwrap_or(if to.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 });
        let Some(host) = to.host().map(|host| host.trim_matches(['[', ']']).to_owned()) else {
            return Box::pin(ready(Err(io::ErrorKind::InvalidInput.into())));
        };
        Box::pin(async move {
            let addresses = lookup_host((host, port)).await?;
            let socket = first_to_connect(addresses, TcpStream::connect, TokioTimer::new()).await?;
            socket.set_nodelay(true)?;
            Ok(TokioIo::new(socket))
        })
    }
}

//! hyper, on two runtimes.

use catapa_signin_async::pki_types::CertificateDer;
use catapa_signin_async::pki_types::pem::PemObject as _;
use catapa_signin_async::{HyperSender, SenderOptions};
use http::Uri;
use smol::net::TcpStream;
use smol_hyper::rt::{FuturesIo, SmolTimer};

use super::{Async, Setup};
use crate::world::PATIENCE;

pub(super) fn options(setup: Setup<'_>) -> SenderOptions {
    let mut options = SenderOptions::default().timeout(setup.timeout.unwrap_or(PATIENCE));
    if let Some(pem) = setup.trusted {
        options = options.trust(CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate"));
    }
    if let Some(timeout) = setup.connect_timeout {
        options = options.connect_timeout(timeout);
    }
    if let Some(url) = setup.proxy {
        options = options.proxy(url);
    }
    options
}

pub(super) fn on_tokio(setup: Setup<'_>) -> Async {
    let sender = HyperSender::tokio(options(setup)).expect("a client");
    Async::on_tokio(async move |request| sender.send(request).await)
}

pub(super) fn on_smol(setup: Setup<'_>) -> Async {
    let connector = tower::service_fn(async |to: Uri| {
        let port = to.port_u16().unwrap_or_default();
        TcpStream::connect((to.host().unwrap_or_default(), port)).await.map(FuturesIo::new)
    });
    let sender = HyperSender::new(connector, SmolTimer::new(), options(setup)).expect("a client");
    Async::on_smol(async move |request| sender.send(request).await)
}

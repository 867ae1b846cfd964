//! hyper, on two runtimes.

use catapa_signin_async::{HyperSender, first_to_connect};
use catapa_signin_http::AnySender;
use catapa_signin_http::conformance::Setup;
use http::Uri;
use smol::net::TcpStream;
use smol_hyper::rt::{FuturesIo, SmolTimer};

use super::{MaybeSender, options};

pub(super) fn on_tokio(setup: &Setup) -> MaybeSender {
    Ok(AnySender::new(HyperSender::tokio(options(setup)?)?))
}

pub(super) fn on_smol(setup: &Setup) -> MaybeSender {
    let connector = tower::service_fn(async |to: Uri| {
        let port = to.port_u16().unwrap_or_default();
        let addresses = smol::net::resolve((to.host().unwrap_or_default(), port)).await?;
        first_to_connect(addresses, TcpStream::connect, SmolTimer::new()).await.map(FuturesIo::new)
    });
    let spawn = |task| smol::spawn(task).detach();
    Ok(AnySender::new(HyperSender::new(connector, SmolTimer::new(), spawn, options(setup)?)?))
}

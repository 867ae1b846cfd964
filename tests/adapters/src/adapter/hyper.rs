//! hyper, on two runtimes.

use catapa_signin_async::{HyperSender, first_to_connect};
use http::Uri;
use smol::net::TcpStream;
use smol_hyper::rt::{FuturesIo, SmolTimer};

use super::{Ready, Setup};

pub(super) fn on_tokio(setup: Setup<'_>) -> Ready {
    Ready::on_tokio(HyperSender::tokio(setup.options()).expect("a client"))
}

pub(super) fn on_smol(setup: Setup<'_>) -> Ready {
    let connector = tower::service_fn(async |to: Uri| {
        let port = to.port_u16().unwrap_or_default();
        let addresses = smol::net::resolve((to.host().unwrap_or_default(), port)).await?;
        first_to_connect(addresses, TcpStream::connect, SmolTimer::new()).await.map(FuturesIo::new)
    });
    let spawn = |task| smol::spawn(task).detach();
    Ready::on_smol(HyperSender::new(connector, SmolTimer::new(), spawn, setup.options()).expect("a client"))
}

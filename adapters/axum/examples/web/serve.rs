//! Listening on this machine, until somebody asks to stop.

use core::net::{Ipv4Addr, SocketAddr};
use std::env;
use std::net::TcpListener;

use axum::Router;

use crate::SignInError;

/// At the port of `PORT`, or else at this one, or else at one that the system picks.
pub(crate) fn listen(or_else: Option<u16>) -> Result<(TcpListener, SocketAddr), SignInError> {
    let port = match env::var("PORT") {
        Ok(port) => port.parse().map_err(|_| "PORT is not the number of a port")?,
        Err(_) => or_else.unwrap_or_default(),
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|why| format!("port {port}: {why}"))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Whoever is being answered is answered first.
pub(crate) async fn until_asked_to_stop(listener: TcpListener, router: Router) -> Result<(), SignInError> {
    let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    let listener = tokio::net::TcpListener::from_std(listener)?;
    Ok(axum::serve(listener, router).with_graceful_shutdown(stop).await?)
}

//! Sockets: a router at a port of the system's choice, with or without TLS.

use std::net::TcpListener;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

/// A listener on this machine, and its port.
pub(crate) fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port of this machine");
    listener.set_nonblocking(true).expect("a listener that does not block");
    let port = listener.local_addr().expect("a listener has an address").port();
    (listener, port)
}

/// Answers on a thread of its own for as long as the runtime lives.
pub(crate) fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router) -> Runtime {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener that does not block");
        loop {
            let Ok((socket, _)) = listener.accept().await else { continue };
            let (tls, router) = (tls.clone(), router.clone());
            // One task for each: browsers open connections that they do not use.
            tokio::spawn(async move {
                match tls {
                    None => converse(socket, router).await,
                    Some(tls) => {
                        if let Ok(socket) = tls.accept(socket).await {
                            converse(socket, router).await;
                        }
                    }
                }
            });
        }
    });
    runtime
}

async fn converse(socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, router: Router) {
    // A browser that hangs up is no failure.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), TowerToHyperService::new(router)).await;
}

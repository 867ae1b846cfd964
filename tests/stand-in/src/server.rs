//! The sockets: a thread, its accept loop, and a task for each connection.

use alloc::sync::Arc;
use core::convert::Infallible;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::catapa::Catapa;
use crate::cut::{Cut, Scissors};
use crate::delivery;
use crate::routes::routes;

/// The most connections that wait to be accepted. A crowd that comes at once fits.
const WAITING: i32 = 4_096;

/// A server. Its sockets and its thread end when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens before it returns. The rest happens on a thread of its own, in any runtime of the caller's.
    pub(crate) fn start(catapa: Arc<Catapa>, tls: Option<TlsAcceptor>) -> io::Result<Self> {
        let listener = TcpListener::bind(catapa.settings.listen)?;
        // Again, with a longer queue than the standard library's.
        SockRef::from(&listener).listen(WAITING)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let serve = move || match prepare(listener) {
            Ok((runtime, listener)) => {
                let _ = tell.send(Ok(()));
                runtime.block_on(async {
                    tokio::select! {
                        () = accept(listener, tls, catapa) => {}
                        _ = stopped => {}
                    }
                });
            }
            Err(error) => {
                let _ = tell.send(Err(error));
            }
        };
        let thread = thread::Builder::new().name("catapa-stand-in".into()).spawn(serve)?;
        told.recv().map_err(io::Error::other)??;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn prepare(listener: TcpListener) -> io::Result<(tokio::runtime::Runtime, tokio::net::TcpListener)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    Ok((runtime, listener))
}

async fn accept(listener: tokio::net::TcpListener, tls: Option<TlsAcceptor>, catapa: Arc<Catapa>) {
    let routes = routes(catapa.clone());
    loop {
        let Ok((socket, peer)) = listener.accept().await else {
            // No descriptors left, or the peer is gone: the next one may succeed in a moment.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        catapa.record.connection_accepted();
        let _ = socket.set_nodelay(true);
        let (tls, catapa, routes) = (tls.clone(), catapa.clone(), routes.clone());
        tokio::spawn(async move {
            match tls {
                None => converse(socket, peer, catapa, routes).await,
                Some(tls) => {
                    if let Ok(socket) = tls.accept(socket).await {
                        converse(socket, peer, catapa, routes).await;
                    }
                }
            }
        });
    }
}

/// Serves one connection until it ends, or is cut.
async fn converse<S>(socket: S, peer: SocketAddr, catapa: Arc<Catapa>, routes: Router)
where
    S: Socket,
{
    let (scissors, mut cut) = Scissors::new();
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let (catapa, routes, scissors) = (catapa.clone(), routes.clone(), scissors.clone());
        async move {
            let request = request.map(Body::new);
            let answer = delivery::answer(catapa, routes, request, peer, scissors).await;
            Ok::<_, Infallible>(answer)
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service);
    let cut = tokio::select! {
        _ = &mut connection => return,
        cut = cut.wait_for(Option::is_some) => cut.ok().and_then(|cut| *cut),
    };
    let socket = connection.into_parts().io.into_inner();
    if cut == Some(Cut::Reset) {
        // A linger of zero sends RST instead of FIN.
        let _ = socket.tcp().set_zero_linger();
    }
}

/// A stream over TCP, with or without TLS.
trait Socket: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    fn tcp(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

//! The sockets: a thread, its accept loop, and a task for each connection.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::sync::atomic::AtomicUsize;
use core::time::Duration;
use std::io;
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use socket2::SockRef;
use tokio::sync::oneshot;

use crate::catapa::Catapa;
use crate::delivery::Connection;
use crate::http1;
#[cfg(feature = "tls")]
use crate::http2;
use crate::line::{Line, Socket};
use crate::record::Protocol;
use crate::routes::routes;
use crate::tls::Tls;

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
    pub(crate) fn start(catapa: Arc<Catapa>, tls: Option<Tls>) -> io::Result<Self> {
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

async fn accept(listener: tokio::net::TcpListener, tls: Option<Tls>, catapa: Arc<Catapa>) {
    let routes = routes(catapa.clone());
    loop {
        let Ok((socket, peer)) = listener.accept().await else {
            // No descriptors left, or the peer is gone: the next one may succeed in a moment.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let number = catapa.record.connection_accepted();
        let _ = socket.set_nodelay(true);
        let (tls, catapa, routes) = (tls.clone(), catapa.clone(), routes.clone());
        tokio::spawn(async move {
            let _open = OpenConnection(catapa.clone());
            let (socket, protocol): (Box<dyn Socket>, _) = match tls {
                None => (Box::new(socket), Protocol::Http1),
                Some(tls) => match tls.accept(socket).await {
                    Ok(accepted) => accepted,
                    Err(_) => return,
                },
            };
            catapa.record.protocol_chosen(protocol);
            let connection = Connection { catapa, routes, peer, number, protocol, served: AtomicUsize::new(0) };
            converse(Line::new(socket), Arc::new(connection)).await;
        });
    }
}

async fn converse(line: Line, connection: Arc<Connection>) {
    match connection.protocol {
        #[cfg(feature = "tls")]
        Protocol::Http2 => http2::serve(line, connection).await,
        _ => http1::serve(line, connection).await,
    }
}

/// Counts a connection as open until its socket is dropped.
struct OpenConnection(Arc<Catapa>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.record.connection_ended();
    }
}

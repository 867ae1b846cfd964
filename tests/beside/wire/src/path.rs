//! A path to the stand-in: a proxy of TCP that holds every byte back for as long as it would travel.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// One round trip over the path.
pub const ROUND_TRIP: Duration = Duration::from_millis(50);

/// The near end of a path. It runs for as long as the program.
pub struct Path {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Path {
    /// A path to this address.
    pub fn to(far_end: SocketAddr) -> std::io::Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let path = Self { address: listener.local_addr()?, connections: Arc::default() };
        let connections = path.connections.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).expect("a listener");
                while let Ok((near, _)) = listener.accept().await {
                    connections.fetch_add(1, Relaxed);
                    tokio::spawn(connection(near, far_end));
                }
            });
        });
        Ok(path)
    }

    /// The round trip as it is: the machine's timers wait for whole milliseconds.
    pub fn measured_round_trip() -> std::io::Result<Duration> {
        use std::io::{Read as _, Write as _};
        let echo = std::net::TcpListener::bind("127.0.0.1:0")?;
        let path = Self::to(echo.local_addr()?)?;
        std::thread::spawn(move || -> std::io::Result<()> {
            let (mut stream, _) = echo.accept()?;
            stream.set_nodelay(true)?;
            let mut byte = [0];
            while stream.read(&mut byte)? == 1 {
                stream.write_all(&byte)?;
            }
            Ok(())
        });
        let mut stream = std::net::TcpStream::connect(path.address)?;
        stream.set_nodelay(true)?;
        let mut times = Vec::new();
        for _ in 0..20 {
            let began = std::time::Instant::now();
            stream.write_all(b"?")?;
            stream.read_exact(&mut [0])?;
            times.push(began.elapsed());
        }
        times.sort();
        Ok(times[times.len() / 2])
    }

    /// The connections that were opened so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Relaxed)
    }
}

async fn connection(near: TcpStream, far_end: SocketAddr) {
    let Ok(far) = TcpStream::connect(far_end).await else { return };
    let (Ok(()), Ok(())) = (near.set_nodelay(true), far.set_nodelay(true)) else { return };
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    // The loopback has accepted at once, so the round trip that connecting takes is added to the first bytes.
    let connected = Instant::now() + ROUND_TRIP;
    tokio::spawn(travel(near_read, far_write, connected));
    tokio::spawn(travel(far_read, near_write, Instant::now()));
}

/// Carries bytes one way, each half a round trip later than it came, and none before `open`.
async fn travel(
    mut from: impl tokio::io::AsyncRead + Unpin + Send + 'static,
    mut to: impl tokio::io::AsyncWrite + Unpin,
    open: Instant,
) {
    let (sent, mut arriving) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let mut bytes = vec![0; 65_536];
            let length = from.read(&mut bytes).await.unwrap_or(0);
            bytes.truncate(length);
            let is_last = sent.send((Instant::now().max(open) + ROUND_TRIP / 2, bytes)).is_err();
            if is_last || length == 0 {
                return;
            }
        }
    });
    while let Some((arrives, bytes)) = arriving.recv().await {
        sleep_until(arrives).await;
        if bytes.is_empty() || to.write_all(&bytes).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

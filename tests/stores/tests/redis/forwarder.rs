//! An address in front of servers, as a load balancer or a name in DNS is.

use core::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Passes connections on to a server. Which one can be changed: connections that are open then stay where they are.
pub(crate) struct Forwarder {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    target: AtomicU16,
    connections: AtomicUsize,
    /// Whether the next script goes to the server, and its answer nowhere.
    loses_the_next_answer: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl Forwarder {
    pub(crate) fn to(port: u16) -> Self {
        let forwarder = Self::to_nobody();
        forwarder.change_to(port);
        forwarder
    }

    /// To a server that is named later.
    pub(crate) fn to_nobody() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let for_all = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let target = for_all.target.load(Ordering::SeqCst);
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else { continue };
                for_all.connections.fetch_add(1, Ordering::SeqCst);
                for_all.open.lock().unwrap().push(client.try_clone().unwrap());
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let for_one = Arc::clone(&for_all);
                thread::spawn(move || for_one.commands(from, to));
                thread::spawn(move || pass(server, client));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn change_to(&self, port: u16) {
        self.shared.target.store(port, Ordering::SeqCst);
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Ends the connection as soon as the next script has gone to the server.
    pub(crate) fn lose_the_next_answer(&self) {
        self.shared.loses_the_next_answer.store(true, Ordering::SeqCst);
    }

    /// Ends every connection, as an idle time-out on the way does.
    pub(crate) fn end_all(&self) {
        for client in self.shared.open.lock().unwrap().drain(..) {
            let _ = client.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    fn commands(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut bytes = [0; 65_536];
        while let Ok(read @ 1..) = client.read(&mut bytes) {
            let is_script = bytes[..read].windows(4).any(|window| window == b"EVAL");
            let loses = is_script && self.loses_the_next_answer.swap(false, Ordering::SeqCst);
            if loses {
                let _ = client.shutdown(Shutdown::Both);
            }
            if server.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Write);
    }
}

/// Passes bytes on until either side ends.
fn pass(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
}

//! A TCP forwarder on loopback, between a store and its server, that can be in trouble.

use core::net::{Ipv4Addr, SocketAddr};
use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Who the bytes are from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum From {
    Store,
    Server,
}

/// What happens to bytes, and to connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// They pass.
    Free,
    /// Every connection is cut, the new ones too.
    Away,
    /// The `nth` piece from this side is lost, and its connection is cut. Then the way is free.
    Lost { from: From, nth: usize },
    /// The `nth` piece from this side waits, and so does everything after it.
    Held { from: From, nth: usize },
}

pub(super) struct Forwarder {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    way: Way,
    /// How many pieces have come since the way is as it is, from the side that it is about.
    pieces: usize,
    /// Did the trouble happen?
    happened: bool,
    /// How many pieces wait now.
    waiting: usize,
    /// Both ends of each connection.
    connections: HashMap<usize, [TcpStream; 2]>,
    /// How many connections there were.
    accepted: usize,
    ended: bool,
}

impl Forwarder {
    /// Forwards to this server, from an address that the system picks.
    pub(super) fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let state = State {
            way: Way::Free,
            pieces: 0,
            happened: false,
            waiting: 0,
            connections: HashMap::new(),
            accepted: 0,
            ended: false,
        };
        let shared = Arc::new(Shared { server, state: Mutex::new(state), changed: Condvar::new() });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accepting.accept(&listener));
        Self { address, shared }
    }

    /// The address to connect to.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections there were.
    pub(super) fn accepted(&self) -> usize {
        self.shared.state().accepted
    }

    pub(super) fn put(&self, way: Way) {
        let mut state = self.shared.state();
        (state.way, state.pieces, state.happened) = (way, 0, false);
        if way == Way::Away {
            state.happened = true;
            state.cut_all();
        }
        self.shared.changed.notify_all();
    }

    /// Has the trouble happened?
    pub(super) fn has_happened(&self) -> bool {
        self.shared.state().happened
    }

    /// Lets everything pass, what has waited first. Says whether there was trouble.
    pub(super) fn free(&self) -> bool {
        let mut state = self.shared.state();
        state.way = Way::Free;
        self.shared.changed.notify_all();
        while state.waiting > 0 {
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.happened
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        (state.ended, state.way) = (true, Way::Away);
        state.cut_all();
        drop(state);
        self.shared.changed.notify_all();
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for store in listener.incoming().map_while(Result::ok) {
            let mut state = self.state();
            if state.ended {
                return;
            }
            state.accepted += 1;
            let number = state.accepted;
            if state.way == Way::Away {
                continue;
            }
            drop(state);
            // Without a server this connection ends, as it would at the server's own address.
            let _ = self.forward(number, store);
        }
    }

    fn forward(self: &Arc<Self>, number: usize, store: TcpStream) -> std::io::Result<()> {
        let server = TcpStream::connect(self.server)?;
        store.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let ends = [store.try_clone()?, server.try_clone()?];
        for (from, source, target) in
            [(From::Store, store.try_clone()?, server.try_clone()?), (From::Server, server, store)]
        {
            let shared = Arc::clone(self);
            thread::spawn(move || shared.pump(number, from, source, target));
        }
        let mut state = self.state();
        if state.way == Way::Away {
            cut(&ends)
        } else {
            drop(state.connections.insert(number, ends))
        }
        Ok(())
    }

    /// Carries what comes from one side to the other.
    fn pump(&self, number: usize, from: From, mut source: TcpStream, mut target: TcpStream) {
        let mut piece = [0; 16_384];
        while let Ok(length @ 1..) = source.read(&mut piece) {
            let (passes, has_waited) = self.passes(from);
            let written = passes && target.write_all(&piece[..length]).is_ok();
            if has_waited {
                self.state().waiting -= 1;
                self.changed.notify_all();
            }
            if !written {
                break;
            }
        }
        cut(&[source, target]);
        self.state().connections.remove(&number);
    }

    /// Whether a piece passes, and whether it had to wait.
    fn passes(&self, from: From) -> (bool, bool) {
        let mut state = self.state();
        match state.way {
            Way::Free => (true, false),
            Way::Away => (false, false),
            Way::Lost { from: side, .. } | Way::Held { from: side, .. } if side != from => (true, false),
            Way::Lost { nth, .. } => {
                state.pieces += 1;
                let is_lost = state.pieces == nth;
                if is_lost {
                    (state.way, state.happened) = (Way::Free, true);
                    self.changed.notify_all();
                }
                (!is_lost, false)
            }
            Way::Held { nth, .. } => {
                state.pieces += 1;
                if state.pieces < nth {
                    return (true, false);
                }
                state.happened = true;
                state.waiting += 1;
                self.changed.notify_all();
                while matches!(state.way, Way::Held { .. }) {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                (state.way == Way::Free, true)
            }
        }
    }
}

impl State {
    fn cut_all(&mut self) {
        self.connections.drain().for_each(|(_, ends)| cut(&ends));
    }
}

/// Ends a connection on both sides. It may have ended already.
fn cut(ends: &[TcpStream; 2]) {
    for end in ends {
        let _ = end.shutdown(Shutdown::Both);
    }
}

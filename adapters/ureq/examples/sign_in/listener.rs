//! The redirect URI on this machine: waits for the one callback that counts, among all other visits.
//!
//! It reads sixteen connections at once, each in a thread, for at most five seconds and 8 KiB. A seventeenth ends the
//! oldest, so a silent connection delays nobody. It passes on only a `GET` of the exact path with our own `Host`. Sixteen
//! of those may wait; it drops a seventeenth.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use http::Uri;

use crate::Failure;

const AT_ONCE: usize = 16;
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST_HEAD: usize = 8_192;

/// A request for the redirect URI, from anybody.
pub(crate) struct Visit {
    /// Path and query.
    pub(crate) target: String,
    connection: Arc<TcpStream>,
}

/// What the person in front of the browser reads. It never quotes the request.
#[derive(Clone, Copy)]
pub(crate) enum Page {
    SignedIn,
    Denied,
    Failed,
    NotOurs,
    NotFound,
}

/// Connections whose request has not come yet, oldest first.
type Undecided = Arc<Mutex<VecDeque<Arc<TcpStream>>>>;

pub(crate) struct Listener {
    visits: Receiver<Visit>,
}

/// What a request must ask for to be passed on.
struct Address {
    path: String,
    host: String,
}

impl Listener {
    /// Listens on exactly the address of `redirect_uri`, until the process ends.
    pub(crate) fn bind(redirect_uri: &str) -> Result<Self, Failure> {
        let uri: Uri = redirect_uri.parse()?;
        let host = uri.host().unwrap_or_default();
        let loopback = matches!(host, "127.0.0.1" | "[::1]") || host.eq_ignore_ascii_case("localhost");
        if uri.scheme_str() != Some("http") || !loopback {
            return Err("CATAPA_REDIRECT_URI is not http on this machine, so nobody could listen there".into());
        }
        let port = uri.port_u16().unwrap_or(80);
        let listener = TcpListener::bind((host.trim_matches(['[', ']']), port))
            .map_err(|why| format!("cannot listen on {host}:{port}: {why}"))?;
        // Browsers leave out the default port.
        let host = if port == 80 { host.to_owned() } else { format!("{host}:{port}") };
        let address = Arc::new(Address { path: uri.path().to_owned(), host });
        let (sender, visits) = mpsc::sync_channel(AT_ONCE);
        thread::spawn(move || accept_all(&listener, &address, &sender));
        Ok(Self { visits })
    }

    /// The next request for the redirect URI, if one comes before `deadline`.
    pub(crate) fn next(&self, deadline: Instant) -> Option<Visit> {
        self.visits.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }
}

impl Visit {
    pub(crate) fn answer(self, page: Page) {
        respond(&self.connection, page);
    }
}

/// Accepts connections until the [`Listener`] is dropped.
fn accept_all(listener: &TcpListener, address: &Arc<Address>, visits: &SyncSender<Visit>) {
    let undecided = Undecided::default();
    let wanted = Arc::new(AtomicBool::new(true));
    while wanted.load(Ordering::Relaxed) {
        let Ok((connection, _)) = listener.accept() else {
            // Perhaps too many files are open; some will close.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let connection = Arc::new(connection);
        make_room(&undecided, &connection);
        let (address, visits) = (Arc::clone(address), visits.clone());
        let (undecided, wanted) = (Arc::clone(&undecided), Arc::clone(&wanted));
        thread::spawn(move || {
            let head = read_head(&connection);
            lock(&undecided).retain(|other| !Arc::ptr_eq(other, &connection));
            let Some(target) = head.ok().as_deref().and_then(|head| address.target(head)) else {
                return respond(&connection, Page::NotFound);
            };
            if let Err(TrySendError::Disconnected(_)) = visits.try_send(Visit { target, connection }) {
                wanted.store(false, Ordering::Relaxed);
            }
        });
    }
}

/// Ends the oldest undecided connections, to make room for this one.
fn make_room(undecided: &Undecided, connection: &Arc<TcpStream>) {
    let mut undecided = lock(undecided);
    while undecided.len() >= AT_ONCE {
        // The thread that reads it sees the end, and ends too.
        let _ = undecided.pop_front().map(|oldest| oldest.shutdown(Shutdown::Both));
    }
    undecided.push_back(Arc::clone(connection));
}

fn lock(undecided: &Undecided) -> MutexGuard<'_, VecDeque<Arc<TcpStream>>> {
    undecided.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a head up to the empty line, within the limits of time and size.
fn read_head(mut connection: &TcpStream) -> io::Result<Vec<u8>> {
    let deadline = Instant::now() + PATIENCE;
    let (mut head, mut chunk) = (Vec::new(), [0; 1024]);
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || head.len() > LONGEST_HEAD {
            return Err(io::ErrorKind::TimedOut.into());
        }
        connection.set_read_timeout(Some(left))?;
        match connection.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => head.extend_from_slice(&chunk[..read]),
        }
    }
    Ok(head)
}

impl Address {
    /// The target of a request, if it is for the redirect URI.
    fn target(&self, head: &[u8]) -> Option<String> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut request = httparse::Request::new(&mut headers);
        request.parse(head).ok().filter(httparse::Status::is_complete)?;
        let target = request.path?;
        let mut hosts = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
        let ours = hosts.next().is_some_and(|host| host.value.eq_ignore_ascii_case(self.host.as_bytes()));
        let path = target.split('?').next()?;
        (request.method == Some("GET") && ours && hosts.next().is_none() && path == self.path)
            .then(|| target.to_owned())
    }
}

fn respond(mut connection: &TcpStream, page: Page) {
    let (status, title, text) = match page {
        Page::SignedIn => ("200 OK", "You are signed in", "You can close this window and go back to the program."),
        Page::Denied => ("200 OK", "You are not signed in", "You did not allow it. You can close this window."),
        Page::Failed => ("200 OK", "The sign-in failed", "The program says why. You can close this window."),
        Page::NotOurs => (
            "400 Bad Request",
            "Not the answer we wait for",
            "The sign-in goes on: finish it in the window that CATAPA opened.",
        ),
        Page::NotFound => ("404 Not Found", "Nothing here", "This address is only for the answer of a sign-in."),
    };
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:20vh auto;padding:0 1.5rem;\
         color:#1d2733}}h1{{font-size:1.5rem}}</style><h1>{title}</h1><p>{text}</p>\n"
    );
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    // The browser may be gone; the sign-in does not depend on it.
    let _ = connection.set_write_timeout(Some(PATIENCE));
    let _ = connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(body.as_bytes()));
    let _ = connection.shutdown(Shutdown::Write);
}

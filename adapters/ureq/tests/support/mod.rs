//! A server that keeps to a script, over real sockets.
#![allow(dead_code, reason = "each test program uses a part")]

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use catapa_signin_ureq::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use catapa_signin_ureq::rustls::crypto::ring;
use catapa_signin_ureq::rustls::{ServerConfig, ServerConnection, StreamOwned};
use catapa_signin_ureq::{SendError, Sender, UreqSender};
use http::{Request, Response};
use socket2::SockRef;

/// What the server does about a request.
pub(crate) enum Then {
    /// Writes, and waits for the next request.
    Stay(&'static str),
    /// Writes, and ends the connection. Over TLS, it says so.
    Close(&'static str),
    /// Writes, and ends the connection without a word of TLS.
    Cut(&'static str),
    /// Writes, and resets the connection.
    Reset(&'static str),
}

/// A reply that leaves the connection open.
pub(crate) const OK: Then = Then::Stay("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");

/// Connections, and what came over each: its first lines and bodies.
type Connections = Arc<Mutex<Vec<(TcpStream, Vec<String>)>>>;

pub(crate) struct Server {
    pub(crate) port: u16,
    connections: Connections,
}

impl Server {
    /// Answers the nth request of the mth connection, both counted from 0.
    pub(crate) fn start(script: impl Fn(usize, usize) -> Then + Send + Sync + 'static) -> Self {
        Self::run(script, None)
    }

    /// The same over TLS.
    pub(crate) fn with_tls(
        script: impl Fn(usize, usize) -> Then + Send + Sync + 'static,
    ) -> (Self, CertificateDer<'static>) {
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let certificate = certified.cert.der().clone();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
        let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        (Self::run(script, Some(Arc::new(tls))), certificate)
    }

    fn run(script: impl Fn(usize, usize) -> Then + Send + Sync + 'static, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Connections::default();
        let all = Arc::clone(&connections);
        let script = Arc::new(script);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // What is written has arrived then.
                stream.set_nodelay(true).unwrap();
                let mut connections = all.lock().unwrap();
                let number = connections.len();
                connections.push((stream.try_clone().unwrap(), Vec::new()));
                drop(connections);
                let (script, all, tls) = (Arc::clone(&script), Arc::clone(&all), tls.clone());
                thread::spawn(move || match tls {
                    None => serve(stream, number, &*script, &all),
                    Some(tls) => {
                        let conn = ServerConnection::new(tls).unwrap();
                        serve(StreamOwned::new(conn, stream), number, &*script, &all)
                    }
                });
            }
        });
        Self { port, connections }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The requests, by connection.
    pub(crate) fn requests(&self) -> Vec<Vec<String>> {
        self.connections.lock().unwrap().iter().map(|(_, requests)| requests.clone()).collect()
    }

    /// How many requests came over each connection.
    pub(crate) fn counts(&self) -> Vec<usize> {
        self.requests().iter().map(Vec::len).collect()
    }

    fn stream(&self, connection: usize) -> TcpStream {
        self.connections.lock().unwrap()[connection].0.try_clone().unwrap()
    }

    /// Writes bytes that nobody asked for.
    pub(crate) fn write_stray(&self, connection: usize, bytes: &str) {
        self.stream(connection).write_all(bytes.as_bytes()).unwrap();
    }

    /// Ends an idle connection.
    pub(crate) fn close(&self, connection: usize) {
        self.stream(connection).shutdown(Shutdown::Both).unwrap();
    }

    /// Waits until the client has ended a connection.
    pub(crate) fn wait_for_end(&self, connection: usize) {
        let stream = self.stream(connection);
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let peeked = stream.peek(&mut [0]);
        let is_reset = peeked.as_ref().is_err_and(|why| why.kind() == ErrorKind::ConnectionReset);
        assert!(is_reset || peeked.is_ok_and(|read| read == 0), "it does not end");
    }
}

/// Separates the records of TLS in what is written at once.
pub(crate) const RECORD: char = '\u{1f}';

trait Stream: Read + Write {
    fn tcp(&self) -> &TcpStream;
    fn write_at_once(&mut self, text: &str) -> io::Result<()> {
        self.write_all(text.as_bytes())
    }
    fn say_goodbye(&mut self) {}
}

impl Stream for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Stream for StreamOwned<ServerConnection, TcpStream> {
    fn tcp(&self) -> &TcpStream {
        &self.sock
    }

    fn write_at_once(&mut self, text: &str) -> io::Result<()> {
        for record in text.split(RECORD) {
            self.conn.writer().write_all(record.as_bytes())?;
        }
        self.flush()
    }

    fn say_goodbye(&mut self) {
        self.conn.send_close_notify();
        drop(self.flush());
    }
}

fn serve(mut stream: impl Stream, number: usize, script: &impl Fn(usize, usize) -> Then, all: &Connections) {
    for turn in 0.. {
        let Ok(request) = read_request(&mut stream) else { return };
        all.lock().unwrap()[number].1.push(request);
        let (bytes, then) = match script(number, turn) {
            Then::Stay(bytes) => (bytes, None),
            Then::Close(bytes) => {
                drop(stream.write_at_once(bytes));
                stream.say_goodbye();
                drop(stream.tcp().shutdown(Shutdown::Both));
                return;
            }
            Then::Cut(bytes) => (bytes, Some(false)),
            Then::Reset(bytes) => (bytes, Some(true)),
        };
        drop(stream.write_at_once(bytes));
        match then {
            None => {}
            Some(false) => return drop(stream.tcp().shutdown(Shutdown::Both)),
            Some(true) => {
                // The list has the socket too: without that one it is closed now, and linger makes it a reset.
                SockRef::from(stream.tcp()).set_linger(Some(Duration::ZERO)).unwrap();
                all.lock().unwrap().clear();
                return;
            }
        }
    }
}

/// The first line and the body.
fn read_request(stream: &mut impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let length =
        head.split_once("content-length: ").map_or(0, |(_, rest)| rest[..rest.find('\r').unwrap()].parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(format!("{} {}", head.lines().next().unwrap_or_default(), String::from_utf8_lossy(&body)))
}

/// Sends a request, at the first poll.
pub(crate) fn send(sender: &UreqSender, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
    match pin!(Sender::send(sender, request, 1_000)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(sent) => sent,
        Poll::Pending => panic!("it blocks until there is a reply"),
    }
}

pub(crate) fn get(sender: &UreqSender, url: &str) -> Result<Response<Vec<u8>>, SendError> {
    send(sender, Request::get(url).body(Vec::new()).unwrap())
}

/// A request with a body, as the one for tokens.
pub(crate) fn post(sender: &UreqSender, url: &str) -> Result<Response<Vec<u8>>, SendError> {
    send(sender, Request::post(url).body(b"code=c".to_vec()).unwrap())
}

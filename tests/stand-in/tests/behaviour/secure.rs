//! Clients over TLS: a bare one, and one that speaks HTTP/2.

use core::time::Duration;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, Request};
use catapa_stand_in::StandIn;
use h2::client::SendRequest;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::application::{BASIC, CALLBACK};

/// How long a test waits for what does not come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) type Tls = StreamOwned<ClientConnection, TcpStream>;

fn address(stand_in: &StandIn) -> String {
    stand_in.origin().trim_start_matches("https://").into()
}

fn trusting(stand_in: &StandIn, protocols: &[&str]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(stand_in.certificate_pem().unwrap().as_bytes());
    roots.add(certificate.unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().into()).collect();
    Arc::new(config)
}

fn name() -> ServerName<'static> {
    ServerName::try_from("127.0.0.1").unwrap()
}

/// A connection that offers these protocols, after its handshake.
pub(crate) fn connect(stand_in: &StandIn, protocols: &[&str]) -> Tls {
    let client = ClientConnection::new(trusting(stand_in, protocols), name()).unwrap();
    let socket = TcpStream::connect(address(stand_in)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut tls = StreamOwned::new(client, socket);
    tls.conn.complete_io(&mut tls.sock).unwrap();
    tls
}

/// Asks for the profile without a token, which is a short reply in JSON.
pub(crate) fn ask(mut socket: impl io::Write) {
    socket.write_all(b"GET /v1/users/me HTTP/1.1\r\nHost: catapa\r\n\r\n").unwrap();
}

/// Reads a whole reply with its length, and nothing after it.
pub(crate) fn reply(mut socket: impl io::Read) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with("\r\n\r\n") {
        socket.read_exact(&mut byte).unwrap();
        text.push(char::from(byte[0]));
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let mut body = vec![0; length.parse().unwrap()];
    socket.read_exact(&mut body).unwrap();
    text + core::str::from_utf8(&body).unwrap()
}

/// Reads until the connection ends, in order or not.
pub(crate) fn rest(mut socket: impl io::Read) -> (String, Option<io::ErrorKind>) {
    let mut bytes = Vec::new();
    let end = socket.read_to_end(&mut bytes);
    (String::from_utf8_lossy(&bytes).into_owned(), end.err().map(|error| error.kind()))
}

/// One HTTP/2 connection.
pub(crate) struct Http2 {
    pub(crate) runtime: Runtime,
    sender: SendRequest<Bytes>,
    connection: Option<JoinHandle<Result<(), h2::Error>>>,
}

/// A reply over HTTP/2, as far as it came.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: Option<u16>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) error: Option<h2::Error>,
}

impl Http2 {
    pub(crate) fn connect(stand_in: &StandIn) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (sender, connection) = runtime.block_on(async {
            let socket = tokio::net::TcpStream::connect(address(stand_in)).await.unwrap();
            let connector = TlsConnector::from(trusting(stand_in, &["h2"]));
            let tls = connector.connect(name(), socket).await.unwrap();
            h2::client::handshake(tls).await.unwrap()
        });
        let connection = Some(runtime.spawn(connection));
        Self { runtime, sender, connection }
    }

    /// Sends a request, whose reply is awaited in this client's runtime.
    pub(crate) fn send(&mut self, request: Request<()>, body: &str) -> impl Future<Output = Reply> + use<> {
        let (ready, body) = (self.sender.clone().ready(), Bytes::from(body.to_owned()));
        // Before the reply is asked for, so that requests go out in the order of the calls.
        let sent: Result<_, h2::Error> = self.runtime.block_on(async move {
            let mut sender = ready.await?;
            let (response, mut stream) = sender.send_request(request, body.is_empty())?;
            if !body.is_empty() {
                stream.send_data(body, true)?;
            }
            Ok(response)
        });
        async {
            let mut reply = Reply::default();
            if let Err(error) = async { reply.read(sent?.await?).await }.await {
                reply.error = Some(error);
            }
            reply
        }
    }

    /// A request without a body, and its reply.
    pub(crate) fn get(&mut self, path: &str) -> Reply {
        let request = Request::get(format!("https://catapa{path}")).body(()).unwrap();
        let reply = self.send(request, "");
        self.wait_for(reply)
    }

    /// The exchange of a code.
    pub(crate) fn exchange(&mut self, code: &str) -> Reply {
        let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        let request = Request::post("https://catapa/oauth/token")
            .header("authorization", BASIC)
            .header("content-type", "application/x-www-form-urlencoded");
        let reply = self.send(request.body(()).unwrap(), &serde_urlencoded::to_string(form).unwrap());
        self.wait_for(reply)
    }

    pub(crate) fn wait_for<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(async { tokio::time::timeout(PATIENCE, future).await }).expect("it comes in time")
    }

    /// Writes what was sent, until the stand-in has seen it.
    pub(crate) fn run_until(&self, seen: impl Fn() -> bool) {
        self.wait_for(async {
            while !seen() {
                tokio::task::yield_now().await;
            }
        });
    }

    /// Waits until the connection ends.
    pub(crate) fn ended(&mut self) -> Result<(), h2::Error> {
        let connection = self.connection.take().expect("a connection that did not end yet");
        self.wait_for(connection).unwrap()
    }
}

impl Reply {
    async fn read(&mut self, response: axum::http::Response<h2::RecvStream>) -> Result<(), h2::Error> {
        self.status = Some(response.status().as_u16());
        self.headers = response.headers().clone();
        let mut body = response.into_body();
        while let Some(part) = body.data().await {
            let part = part?;
            self.body.extend(&part);
            body.flow_control().release_capacity(part.len())?;
        }
        Ok(())
    }

    pub(crate) fn error(&self) -> &h2::Error {
        self.error.as_ref().unwrap_or_else(|| panic!("no error: {self:?}"))
    }

    /// The code of the RST_STREAM or GOAWAY that ended the reply.
    pub(crate) fn reason(&self) -> h2::Reason {
        self.error().reason().unwrap_or_else(|| panic!("no reason: {self:?}"))
    }

    pub(crate) fn text(&self) -> &str {
        assert!(self.error.is_none(), "{self:?}");
        core::str::from_utf8(&self.body).unwrap()
    }
}

/// A frame: kind, flags, stream and payload.
pub(crate) type Frame = (u8, u8, u32, Vec<u8>);

/// A client of HTTP/2 that writes and reads frames itself.
pub(crate) struct Frames(pub(crate) Tls);

impl Frames {
    /// Connects, and asks for the profile on stream 1.
    pub(crate) fn ask(stand_in: &StandIn) -> Self {
        let mut this = Self(connect(stand_in, &["h2"]));
        this.0.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        this.write((4, 0, 0, vec![]));
        this.get(1);
        this
    }

    /// Asks for the profile.
    pub(crate) fn get(&mut self, stream: u32) {
        // `:method: GET`, `:scheme: https`, `:path` in plain text.
        let head = [b"\x82\x87\x04\x0c".as_slice(), b"/v1/users/me"].concat();
        self.write((1, 5, stream, head));
    }

    pub(crate) fn write(&mut self, (kind, flags, stream, payload): Frame) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let frame = [&length[1..], &[kind, flags], &stream.to_be_bytes(), &payload].concat();
        self.0.write_all(&frame).unwrap();
        self.0.flush().unwrap();
    }

    pub(crate) fn read(&mut self) -> Frame {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).unwrap();
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.0.read_exact(&mut payload).unwrap();
        (kind, flags, u32::from_be_bytes(stream), payload)
    }

    /// The frames up to the end of this stream.
    pub(crate) fn read_to_end_of(&mut self, stream: u32) -> Vec<Frame> {
        let mut frames = Vec::new();
        loop {
            let frame = self.read();
            let (kind, flags, on, _) = frame;
            frames.push(frame);
            if on == stream && (matches!(kind, 0 | 1) && flags & 1 != 0 || kind == 3) {
                return frames;
            }
        }
    }
}

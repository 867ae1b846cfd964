//! One agent, rightly configured.

use core::fmt;
use core::time::Duration;
use std::io::{self, Read as _};

use catapa_signin::Request;
use catapa_signin_http::{CutShort, ReplyBuffer, SendError, to_http};
use http::Response;
use http::header::{CONNECTION, HeaderValue};
use ureq::config::AutoHeaderValue;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy, Timeout};
use zeroize::Zeroizing;

/// How a [`Sender`] connects. Made with `SenderOptions::default()` and changed by its setters.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SenderOptions {
    connect_timeout: Duration,
    timeout: Duration,
    proxy: Option<Proxy>,
    trusted: Vec<Certificate<'static>>,
}

impl Default for SenderOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            proxy: None,
            trusted: Vec::new(),
        }
    }
}

impl SenderOptions {
    /// How long a connection may take, TLS included. Default: 10 s.
    #[must_use]
    pub fn connect_timeout(self, connect_timeout: Duration) -> Self {
        Self { connect_timeout, ..self }
    }

    /// How long a request may take from its first step to the last byte of its reply. Default: 30 s.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The proxy for https requests; http goes to this very machine, and never through one. Default: none, whatever
    /// the environment says.
    #[must_use]
    pub fn proxy(self, proxy: Proxy) -> Self {
        Self { proxy: Some(proxy), ..self }
    }

    /// Trusts this authority instead of the public ones. May be called several times.
    #[must_use]
    pub fn trust(mut self, certificate: Certificate<'static>) -> Self {
        self.trusted.push(certificate);
        self
    }
}

/// Sends requests, each exactly once, and each on a connection of its own: on a shared one, a reply too many would be
/// read as the reply to the next request, which may be another person's. Cheap to clone.
#[derive(Clone)]
pub struct Sender {
    agent: Agent,
}

impl Default for Sender {
    fn default() -> Self {
        Self::new()
    }
}

impl Sender {
    /// A sender with the default [options](SenderOptions).
    #[must_use]
    pub fn new() -> Self {
        Self::with(SenderOptions::default())
    }

    /// A sender of its own, so configured.
    #[must_use]
    pub fn with(options: SenderOptions) -> Self {
        let roots = if options.trusted.is_empty() { RootCerts::WebPki } else { RootCerts::from(options.trusted) };
        let config = Agent::config_builder()
            .timeout_connect(Some(options.connect_timeout))
            .timeout_global(Some(options.timeout))
            .proxy(options.proxy)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Self::with_agent(config.into())
    }

    /// A sender over an agent of the application's: its timeouts, TLS, resolver and, for https, its proxy.
    ///
    /// What would break the protocol is set anew for each request, whatever the agent says: no redirects, a status is
    /// no error, no proxy for http, no encoding to undo. The rest is the application's choice: ureq's own defaults have no
    /// timeout and take a proxy for https from the environment, and [middleware](ureq::middleware) sees the credentials.
    #[must_use]
    pub const fn with_agent(agent: Agent) -> Self {
        Self { agent }
    }

    /// Sends `request` once, and reads the reply up to its limit. It waits.
    ///
    /// A reply of any status is a reply. One whose body breaks off, or does not come in time, is one too: the step
    /// knows what its status alone says.
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply. The step that wrote the request is untouched. Where TLS fails for another
    /// reason than the certificate, `ureq` does not tell whether it had begun, so that is
    /// [`Ambiguous`](SendError::Ambiguous), though nothing may have left.
    pub fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        let (parts, body) = to_http(request)?.into_parts();
        let body = Zeroizing::new(body);
        let has_body = !body.is_empty();
        let https = request.url().is_https();
        let response = if has_body {
            self.agent.run(self.protect(http::Request::from_parts(parts, body.as_slice()), https))
        } else {
            self.agent.run(self.protect(http::Request::from_parts(parts, ()), https))
        };
        Ok(receive(response.map_err(classify)?, request.reply_limit()))
    }

    /// What the protocol needs, over whatever the agent says.
    fn protect<S: ureq::AsSendBody>(&self, mut request: http::Request<S>, https: bool) -> http::Request<S> {
        request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        let config = self
            .agent
            .configure_request(request)
            .http_status_as_error(false)
            .max_redirects(0)
            .accept_encoding(AutoHeaderValue::None)
            .https_only(https);
        if https { config.build() } else { config.proxy(None).build() }
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender")
    }
}

/// Reads a body up to one byte over the limit: it is what tells a long body from one that just fits.
fn receive(response: Response<Body>, limit: usize) -> ReplyBuffer {
    let (parts, body) = response.into_parts();
    let wanted = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    // Room for all of it, so that no token is left behind in memory that the buffer has outgrown; and for no more, because
    // all of it is wiped. A body is never longer than it said.
    let room = body.content_length().map_or(wanted, |announced| announced.saturating_add(1)).min(wanted).min(65_537);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    let mut reader = body.into_reader().take(wanted);
    let read = reader.read_to_end(&mut bytes);
    let mut response = Response::from_parts(parts, bytes);
    if read.is_err() {
        response.extensions_mut().insert(CutShort);
    }
    ReplyBuffer::new(response, limit)
}

/// Did the request leave this machine? Where that is not sure, it did.
fn classify(error: ureq::Error) -> SendError {
    let unsent = match &error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::BadUri(_)
        | ureq::Error::Http(_)
        | ureq::Error::RequireHttpsOnly(_)
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::TlsRequired
        | ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        ureq::Error::Io(why) => why.kind() == io::ErrorKind::ConnectionRefused || is_refused_certificate(why),
        _ => false,
    };
    if unsent { SendError::NotSent(error.into()) } else { SendError::Ambiguous(error.into()) }
}

/// A certificate is looked at before TLS carries anything.
fn is_refused_certificate(why: &io::Error) -> bool {
    let tls = why.get_ref().and_then(|why| why.downcast_ref());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

//! ureq, properly configured.

use core::fmt;
use std::io::{self, Read as _};

use catapa_signin::Request;
use catapa_signin_http::{CutShort, NotConfigured, ReplyBuffer, SendError, Sender, SenderOptions, to_http};
use http::Response;
use http::header::{CONNECTION, HeaderValue};
use http::uri::Scheme;
use rustls::RootCertStore;
use ureq::config::AutoHeaderValue;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, Proxy, Timeout};
use zeroize::Zeroizing;

/// Sends requests over [`ureq`], and blocks its thread meanwhile. Each request is sent exactly once, and on a connection
/// of its own: on a shared one, a surplus reply would be read as the reply to the next request, which may be another
/// person's. Cheap to clone.
///
/// As a [`Sender`] it gives a future that is ready at its first poll, because the poll blocks the thread until the reply
/// is there. That is good for a program with a thread to spare, such as a command-line tool that drives a `TokenKeeper` of
/// `catapa-signin-tokens` with a plain `block_on`. On an async server it would hold up everything else on its thread.
#[derive(Clone)]
pub struct UreqSender {
    agent: Agent,
}

impl Default for UreqSender {
    fn default() -> Self {
        Self::new()
    }
}

impl UreqSender {
    /// A sender with the default [options](SenderOptions).
    #[must_use]
    pub fn new() -> Self {
        Self::configured(&SenderOptions::default(), None, RootCerts::WebPki)
    }

    /// A sender with these options.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn with(options: SenderOptions) -> Result<Self, NotConfigured> {
        let proxy = options.https_proxy()?.map(Proxy::new).transpose().map_err(|_| NotConfigured::Proxy)?;
        let roots = if options.trusted.is_empty() { RootCerts::WebPki } else { only(&options)? };
        Ok(Self::configured(&options, proxy, roots))
    }

    fn configured(options: &SenderOptions, proxy: Option<Proxy>, roots: RootCerts) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(options.connect_timeout))
            .timeout_global(Some(options.timeout))
            .proxy(proxy)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Self::with_agent(config.into())
    }

    /// A sender over an agent of the application's: its timeouts, TLS, resolver and, for https, its proxy.
    ///
    /// Each request overrides what would break the protocol: it follows no redirect, takes no status for an error, asks no
    /// proxy for http, and asks for no encoding. The rest is the application's choice. `ureq`'s own defaults have no timeout
    /// and take a proxy for https from the environment, and [middleware](ureq::middleware) sees the credentials.
    #[must_use]
    pub const fn with_agent(agent: Agent) -> Self {
        Self { agent }
    }

    /// Sends `request` once, and reads the reply up to its limit. It blocks.
    ///
    /// A reply of any status is a reply, even if its body breaks off or does not come in time: the step knows what the
    /// status alone says. The same for an [`http::Request`] is [`Sender::send`].
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply. The step that wrote the request is untouched. If TLS fails for another reason
    /// than the certificate, `ureq` does not tell whether the request had left, so that is
    /// [`Ambiguous`](SendError::Ambiguous), though nothing may have been sent.
    pub fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        let limit = request.reply_limit();
        Ok(ReplyBuffer::new(self.send_http(to_http(request)?, limit)?, limit))
    }

    fn send_http(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        let (parts, body) = request.into_parts();
        let body = Zeroizing::new(body);
        let has_body = !body.is_empty();
        let https = parts.uri.scheme() == Some(&Scheme::HTTPS);
        let response = if has_body {
            self.agent.run(self.protect(http::Request::from_parts(parts, body.as_slice()), https))
        } else {
            self.agent.run(self.protect(http::Request::from_parts(parts, ()), https))
        };
        Ok(receive(response.map_err(classify)?, limit))
    }

    /// Sets what the protocol needs, whatever the agent says.
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

impl Sender for UreqSender {
    async fn send(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        self.send_http(request, limit)
    }
}

impl fmt::Debug for UreqSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UreqSender")
    }
}

/// The authorities in `options`, and no others. `ureq` would skip a certificate that it cannot read.
fn only(options: &SenderOptions) -> Result<RootCerts, NotConfigured> {
    let mut readable = RootCertStore::empty();
    for certificate in &options.trusted {
        readable.add(certificate.clone()).map_err(|_| NotConfigured::Certificate)?;
    }
    let trusted = options.trusted.iter().map(|certificate| Certificate::from_der(certificate).to_owned());
    Ok(RootCerts::from(trusted.collect::<Vec<_>>()))
}

/// Reads a body up to one byte over the limit: that byte tells a long body from one that just fits.
fn receive(response: Response<Body>, limit: usize) -> Response<Vec<u8>> {
    let (parts, body) = response.into_parts();
    let wanted = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    // Room for all of it, so that growing leaves no copy of a token in memory. No more, because all of it is wiped. A body
    // is never longer than its announced length.
    let room = body.content_length().map_or(wanted, |announced| announced.saturating_add(1)).min(wanted).min(65_537);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    let mut reader = body.into_reader().take(wanted);
    let read = reader.read_to_end(&mut bytes);
    let mut response = Response::from_parts(parts, bytes);
    if read.is_err() {
        response.extensions_mut().insert(CutShort);
    }
    response
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

/// A certificate is checked before TLS carries anything.
fn is_refused_certificate(why: &io::Error) -> bool {
    let tls = why.get_ref().and_then(|why| why.downcast_ref());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

//! Opens a connection: TCP, through the proxy if there is one, and TLS for https.

use core::future::poll_fn;
use std::io;
use std::sync::Arc;

use catapa_signin_http::pki_types::ServerName;
use catapa_signin_http::rustls::ClientConfig;
use catapa_signin_http::{Connections, NotConfigured, SenderOptions};
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use crate::hyper_sender::clock::Clock;
use crate::hyper_sender::failure::BoxError;
use crate::hyper_sender::stream::Stream;

/// How connections are opened, whichever connector opens their sockets.
pub(super) struct Connect {
    tls: Arc<ClientConfig>,
    proxy: Option<Proxy>,
}

/// Where the proxy is, and who we are to it.
#[derive(Clone)]
struct Proxy {
    uri: Uri,
    auth: Option<HeaderValue>,
}

/// What the other side has chosen to speak.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

impl Connect {
    pub(super) fn new(options: &SenderOptions) -> Result<Self, NotConfigured> {
        let proxy = options.https_proxy()?.map(Proxy::new).transpose()?;
        let mut tls = options.tls()?;
        if options.connections == Connections::Kept {
            tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        Ok(Self { tls: Arc::new(tls), proxy })
    }

    /// Opens a connection to the host of this URI.
    pub(super) async fn open<C, I>(&self, connector: C, to: &Uri, clock: Clock) -> Result<(Stream, Protocol), BoxError>
    where
        C: Service<Uri, Response = I>,
        C::Error: Into<BoxError>,
        C::Future: Send + 'static,
        I: Read + Write + Send + Unpin + 'static,
    {
        if to.scheme() != Some(&Scheme::HTTPS) {
            let io = TokioIo::new(call(connector, to).await?);
            return Ok((Stream::new(Box::new(io), false, clock), Protocol::Http1));
        }
        let io = match &self.proxy {
            Some(proxy) => call(proxy.tunnel(connector), to).await?,
            None => call(connector, to).await?,
        };
        let tls = TlsConnector::from(self.tls.clone()).connect(server_name(to)?, TokioIo::new(io)).await?;
        let protocol = match tls.get_ref().1.alpn_protocol() {
            Some(b"h2") => Protocol::Http2,
            _ => Protocol::Http1,
        };
        Ok((Stream::new(Box::new(tls), true, clock), protocol))
    }
}

impl Proxy {
    fn new(url: &str) -> Result<Self, NotConfigured> {
        let any = Uri::from_static("https://catapa.com");
        let intercept = Matcher::builder().https(url).build().intercept(&any).ok_or(NotConfigured::Proxy)?;
        Ok(Self { uri: intercept.uri().clone(), auth: intercept.basic_auth().cloned() })
    }

    fn tunnel<C>(&self, connector: C) -> Tunnel<C> {
        let tunnel = Tunnel::new(self.uri.clone(), connector);
        self.auth.iter().fold(tunnel, |tunnel, auth| tunnel.with_auth(auth.clone()))
    }
}

async fn call<C>(mut connector: C, to: &Uri) -> Result<C::Response, BoxError>
where
    C: Service<Uri>,
    C::Error: Into<BoxError>,
{
    poll_fn(|cx| connector.poll_ready(cx)).await.map_err(Into::into)?;
    connector.call(to.clone()).await.map_err(Into::into)
}

/// The name that the certificate must be for.
fn server_name(to: &Uri) -> io::Result<ServerName<'static>> {
    let host = to.host().unwrap_or_default().trim_matches(['[', ']']);
    ServerName::try_from(host.to_owned()).map_err(io::Error::other)
}

//! A connection: TCP, through the proxy if there is one, and TLS for https.

use core::error::Error;
use core::future::poll_fn;
use std::io;

use catapa_signin_http::NotConfigured;
use catapa_signin_http::pki_types::ServerName;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower_service::Service;

/// An open connection.
pub(crate) enum Connection<I> {
    Plain(I),
    Tls(TokioIo<TlsStream<TokioIo<I>>>),
}

/// Where the proxy is, and who we are to it.
#[derive(Clone)]
pub(crate) struct Proxy {
    uri: Uri,
    auth: Option<HeaderValue>,
}

impl Proxy {
    pub(crate) fn new(url: &str) -> Result<Self, NotConfigured> {
        let any = Uri::from_static("https://catapa.com");
        let intercept = Matcher::builder().https(url).build().intercept(&any).ok_or(NotConfigured::Proxy)?;
        Ok(Self { uri: intercept.uri().clone(), auth: intercept.basic_auth().cloned() })
    }

    fn tunnel<C>(&self, connector: C) -> Tunnel<C> {
        let tunnel = Tunnel::new(self.uri.clone(), connector);
        self.auth.iter().fold(tunnel, |tunnel, auth| tunnel.with_auth(auth.clone()))
    }
}

/// Opens a connection to the host of this URI.
pub(super) async fn connect<C, I>(
    connector: C,
    proxy: Option<&Proxy>,
    tls: &TlsConnector,
    to: &Uri,
) -> Result<Connection<I>, Box<dyn Error + Send + Sync>>
where
    C: Service<Uri, Response = I>,
    C::Error: Into<Box<dyn Error + Send + Sync>>,
    C::Future: Send + 'static,
    I: Read + Write + Send + Unpin + 'static,
{
    if to.scheme() != Some(&Scheme::HTTPS) {
        return Ok(Connection::Plain(call(connector, to).await?));
    }
    let io = match proxy {
        Some(proxy) => call(proxy.tunnel(connector), to).await?,
        None => call(connector, to).await?,
    };
    let name = server_name(to)?;
    let tls = tls.connect(name, TokioIo::new(io)).await?;
    Ok(Connection::Tls(TokioIo::new(tls)))
}

async fn call<C>(mut connector: C, to: &Uri) -> Result<C::Response, Box<dyn Error + Send + Sync>>
where
    C: Service<Uri>,
    C::Error: Into<Box<dyn Error + Send + Sync>>,
{
    poll_fn(|cx| connector.poll_ready(cx)).await.map_err(Into::into)?;
    connector.call(to.clone()).await.map_err(Into::into)
}

/// The name that the certificate must be for.
fn server_name(to: &Uri) -> io::Result<ServerName<'static>> {
    let host = to.host().unwrap_or_default().trim_matches(['[', ']']);
    ServerName::try_from(host.to_owned()).map_err(io::Error::other)
}

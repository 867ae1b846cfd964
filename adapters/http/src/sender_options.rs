//! How a sender connects, whichever client it is made of.

use core::error::Error;
use core::fmt;
use core::time::Duration;
#[cfg(feature = "rustls")]
use std::sync::Arc;

use catapa_signin::explain;
use http::Uri;
use http::uri::Scheme;
#[cfg(feature = "rustls")]
use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

/// How a sender connects. Made with `SenderOptions::default()` and changed by its setters; its fields and
/// [`https_proxy`](Self::https_proxy) are for those who make a sender of their own.
#[derive(Clone)]
#[non_exhaustive]
pub struct SenderOptions {
    /// How long a connection may take, TLS included.
    pub connect_timeout: Duration,
    /// How long a request may take from its first step to the last byte of its reply.
    pub timeout: Duration,
    /// The authorities to trust instead of the public ones; none means the public ones.
    pub trusted: Vec<CertificateDer<'static>>,
    /// Whether connections outlive a request.
    pub connections: Connections,
    /// How long a connection may be idle before it is closed.
    pub idle_timeout: Duration,
    /// The most idle connections to one host.
    pub idle_per_host: usize,
    /// Whether a GET is sent once more if its connection had ended before.
    pub asks_again: bool,
    #[cfg(feature = "rustls")]
    pub(crate) crypto_provider: Option<Arc<CryptoProvider>>,
    proxy: Option<Zeroizing<String>>,
}

/// Whether connections outlive a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Connections {
    /// They are kept: HTTP/2 for every request, HTTP/1.1 for GETs without a body. A token request goes over an HTTP/2
    /// connection that is live, and else over a fresh one.
    #[default]
    Kept,
    /// Each request has a connection of its own, over HTTP/1.1.
    Fresh,
}

impl Default for SenderOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            trusted: Vec::new(),
            connections: Connections::Kept,
            idle_timeout: Duration::from_secs(50),
            idle_per_host: 8,
            asks_again: true,
            #[cfg(feature = "rustls")]
            crypto_provider: None,
            proxy: None,
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

    /// The proxy for https requests, as `http://host:port` or `http://user:password@host:port`. An http request goes to
    /// this very machine, and never through a proxy. Default: none, whatever the environment says.
    #[must_use]
    pub fn proxy(self, url: impl Into<String>) -> Self {
        Self { proxy: Some(Zeroizing::new(url.into())), ..self }
    }

    /// Trusts this authority instead of the public ones. May be called several times.
    #[must_use]
    pub fn trust(mut self, certificate: CertificateDer<'static>) -> Self {
        self.trusted.push(certificate);
        self
    }

    /// Whether connections outlive a request. Default: [`Connections::Kept`].
    #[must_use]
    pub fn connections(self, connections: Connections) -> Self {
        Self { connections, ..self }
    }

    /// How long a connection may be idle before it is closed. Keep it below the time-out of whatever is in front of
    /// CATAPA, commonly 60 s. Default: 50 s.
    #[must_use]
    pub fn idle_timeout(self, idle_timeout: Duration) -> Self {
        Self { idle_timeout, ..self }
    }

    /// The most idle connections of HTTP/1.1 to one host. HTTP/2 needs one only, and keeps it. Default: 8.
    #[must_use]
    pub fn idle_per_host(self, connections: usize) -> Self {
        Self { idle_per_host: connections, ..self }
    }

    /// Whether a GET without a body is sent once more, over a fresh connection, if the kept connection that it went over
    /// ended before a byte of reply. No other request is ever sent twice. Default: yes.
    #[must_use]
    pub fn asks_again(self, asks_again: bool) -> Self {
        Self { asks_again, ..self }
    }

    /// The cryptography of TLS. Default: the provider that the process has
    /// [installed](CryptoProvider::install_default), or else that of the feature `ring` or `aws-lc-rs`.
    #[cfg(feature = "rustls")]
    #[must_use]
    pub fn crypto_provider(self, provider: impl Into<Arc<CryptoProvider>>) -> Self {
        Self { crypto_provider: Some(provider.into()), ..self }
    }

    /// The URL of the proxy, if there is one. It may hold a password.
    ///
    /// # Errors
    ///
    /// [`NotConfigured::Proxy`] if https cannot go through it.
    pub fn https_proxy(&self) -> Result<Option<&str>, NotConfigured> {
        let Some(url) = &self.proxy else { return Ok(None) };
        let uri: Uri = url.parse().map_err(|_| NotConfigured::Proxy)?;
        let names_a_host = uri.host().is_some_and(|host| !host.is_empty());
        if uri.scheme() == Some(&Scheme::HTTP) && names_a_host { Ok(Some(url)) } else { Err(NotConfigured::Proxy) }
    }
}

impl fmt::Debug for SenderOptions {
    /// A proxy's URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SenderOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("has_proxy", &self.proxy.is_some())
            .field("trusted", &self.trusted.len())
            .field("connections", &self.connections)
            .field("idle_timeout", &self.idle_timeout)
            .field("idle_per_host", &self.idle_per_host)
            .field("asks_again", &self.asks_again)
            .finish_non_exhaustive()
    }
}

/// No sender can be made with these options.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotConfigured {
    /// The proxy is not written as `http://host:port`.
    Proxy,
    /// A certificate to trust cannot be read.
    Certificate,
    /// There is no cryptography for TLS: none is installed, and no feature brings one.
    NoCryptoProvider,
    /// The client could not be made.
    Client(#[source] Box<dyn Error + Send + Sync>),
}

explain!(NotConfigured {
    Self::Proxy => ("sender.proxy", Caller, "the proxy must be written as http://host:port"),
    Self::Certificate => ("sender.certificate", Caller, "a certificate to trust cannot be read"),
    Self::NoCryptoProvider => (
        "sender.no_crypto_provider",
        Caller,
        "TLS has no cryptography: call install_default() of a CryptoProvider of rustls first, \
         or turn on the feature ring or aws-lc-rs"
    ),
    Self::Client(_) => ("sender.client", Caller, "the HTTP client cannot be made"),
});

//! How a client of ours connects, whichever it is.

use core::error::Error;
use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use catapa_signin::{Blame, Explain};
use http::Uri;
use http::uri::Scheme;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

/// How a sender connects. Made with `SenderOptions::default()` and changed by its setters.
#[derive(Clone)]
#[non_exhaustive]
pub struct SenderOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    proxy: Option<Zeroizing<String>>,
    trusted: Vec<CertificateDer<'static>>,
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

    /// The proxy for https requests, as `http://host:port` or `http://user:password@host:port`; http goes to this very
    /// machine, and never through one. Default: none, whatever the environment says.
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

    /// The URL of the proxy, if it is one that https can go through.
    pub(crate) fn https_proxy(&self) -> Result<Option<&str>, NotConfigured> {
        let Some(url) = &self.proxy else { return Ok(None) };
        let uri: Uri = url.parse().map_err(|_| NotConfigured::Proxy)?;
        let names_a_host = uri.host().is_some_and(|host| !host.is_empty());
        if uri.scheme() == Some(&Scheme::HTTP) && names_a_host { Ok(Some(url)) } else { Err(NotConfigured::Proxy) }
    }

    /// TLS 1.2 and 1.3 to whom the public authorities vouch for, or those that are trusted instead. It offers no HTTP/2.
    pub(crate) fn tls(&self) -> Result<ClientConfig, NotConfigured> {
        let mut roots = RootCertStore::empty();
        if self.trusted.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        for certificate in &self.trusted {
            roots.add(certificate.clone()).map_err(|_| NotConfigured::Certificate)?;
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|why| NotConfigured::Client(why.into()))?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
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
            .finish()
    }
}

/// No sender can be made with these options.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotConfigured {
    /// The proxy is no `http://host:port`.
    #[error("the proxy must be written as http://host:port")]
    Proxy,
    /// A certificate to be trusted cannot be read.
    #[error("a certificate that is to be trusted cannot be read")]
    Certificate,
    /// The client could not be made.
    #[error("the HTTP client cannot be made")]
    Client(#[source] Box<dyn Error + Send + Sync>),
}

impl Explain for NotConfigured {
    fn code(&self) -> &'static str {
        match self {
            Self::Proxy => "sender.proxy",
            Self::Certificate => "sender.certificate",
            Self::Client(_) => "sender.client",
        }
    }

    fn blame(&self) -> Blame {
        Blame::Caller
    }
}

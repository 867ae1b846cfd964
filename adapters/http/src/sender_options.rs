//! How a sender connects, whichever client it is made of.

use core::error::Error;
use core::fmt;
use core::time::Duration;

use catapa_signin::explain;
use http::Uri;
use http::uri::Scheme;
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
    proxy: Option<Zeroizing<String>>,
}

impl Default for SenderOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            trusted: Vec::new(),
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
            .finish()
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
    /// The client could not be made.
    Client(#[source] Box<dyn Error + Send + Sync>),
}

explain!(NotConfigured {
    Self::Proxy => ("sender.proxy", Caller, "the proxy must be written as http://host:port"),
    Self::Certificate => ("sender.certificate", Caller, "a certificate to trust cannot be read"),
    Self::Client(_) => ("sender.client", Caller, "the HTTP client cannot be made"),
});

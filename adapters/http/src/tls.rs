//! TLS for senders that are made with rustls.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};

use crate::{NotConfigured, SenderOptions};

impl SenderOptions {
    /// TLS 1.2 and 1.3, to servers with a certificate of the public authorities, or of those that are
    /// [trusted](Self::trust) instead. It sends no early data, and offers no protocol by ALPN.
    ///
    /// # Errors
    ///
    /// [`NotConfigured::Certificate`], [`NotConfigured::NoCryptoProvider`], or [`NotConfigured::Client`] if the provider
    /// can do neither version.
    pub fn tls(&self) -> Result<ClientConfig, NotConfigured> {
        let mut roots = RootCertStore::empty();
        if self.trusted.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        for certificate in &self.trusted {
            roots.add(certificate.clone()).map_err(|_| NotConfigured::Certificate)?;
        }
        let provider = self.provider().ok_or(NotConfigured::NoCryptoProvider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|why| NotConfigured::Client(why.into()))?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }

    /// The cryptography: the one in the options, or the one that is installed, or the one of a feature.
    fn provider(&self) -> Option<Arc<CryptoProvider>> {
        self.crypto_provider.as_ref().or_else(|| CryptoProvider::get_default()).cloned().or_else(of_a_feature)
    }
}

#[cfg(feature = "ring")]
fn of_a_feature() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(all(feature = "aws-lc-rs", not(feature = "ring")))]
fn of_a_feature() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
}

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
const fn of_a_feature() -> Option<Arc<CryptoProvider>> {
    None
}

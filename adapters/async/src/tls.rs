//! TLS for our own clients.

use std::sync::Arc;

use catapa_signin_http::{NotConfigured, SenderOptions};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

/// TLS 1.2 and 1.3, to servers with a certificate of the public authorities, or of those that `options` trust instead.
/// It offers no HTTP/2.
pub(crate) fn tls(options: &SenderOptions) -> Result<ClientConfig, NotConfigured> {
    let mut roots = RootCertStore::empty();
    if options.trusted.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    for certificate in &options.trusted {
        roots.add(certificate.clone()).map_err(|_| NotConfigured::Certificate)?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|why| NotConfigured::Client(why.into()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

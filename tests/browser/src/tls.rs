//! TLS: its provider, and a certificate of our own that the browser is told to accept.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Installs the TLS provider. WebDriver's client needs one even for http, because this workspace builds it with TLS.
pub(crate) fn provide() {
    // Another test may have installed it.
    let _ = ring::default_provider().install_default();
}

/// A server's TLS for one host.
pub(crate) fn acceptor(host: &str) -> TlsAcceptor {
    let made = rcgen::generate_simple_self_signed([host.to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has them")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate with its key");
    TlsAcceptor::from(Arc::new(config))
}

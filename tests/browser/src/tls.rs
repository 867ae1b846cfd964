//! TLS: its provider, and a certificate of our own, which the browser is told to accept.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What WebDriver's client asks for before it speaks http, because a client of this workspace can do TLS.
pub(crate) fn provide() {
    // Another test may have done it.
    let _ = ring::default_provider().install_default();
}

/// For one host.
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

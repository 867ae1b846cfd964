//! An application that speaks TLS by itself, and signs people in through ours.

use rustls::{ClientConfig, RootCertStore};

/// The application's own TLS.
#[must_use]
pub fn tls() -> ClientConfig {
    // It panics if somebody has turned on another provider, because then rustls cannot choose.
    ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth()
}

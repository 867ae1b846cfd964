//! TLS: a certificate made at start, an authority of its own that a client can trust, and the choice of HTTP/2.

use alloc::sync::Arc;
use std::io;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::line::Socket;
use crate::record::Protocol;

/// HTTP/2 and HTTP/1.1, as ALPN names them, in the server's order.
const H2: &[u8] = b"h2";
const HTTP1: &[u8] = b"http/1.1";

/// The server's side of TLS.
#[derive(Clone)]
pub(crate) struct Tls(TlsAcceptor);

/// The server's side of TLS, and the authority that its clients trust.
pub(crate) struct Certificate {
    pub(crate) tls: Tls,
    pub(crate) authority_pem: String,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    #[error(transparent)]
    Rcgen(#[from] rcgen::Error),
    #[error(transparent)]
    Rustls(#[from] rustls::Error),
}

impl Certificate {
    /// A certificate for this machine's loopback names. Its authority's key is forgotten at once.
    pub(crate) fn for_loopback(http1_only: bool) -> Result<Self, CertificateError> {
        let mut authority = CertificateParams::new([])?;
        authority.distinguished_name.push(DnType::CommonName, "CATAPA stand-in: for tests alone");
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

        let names = ["localhost", "127.0.0.1", "::1"].map(String::from);
        let mut leaf = CertificateParams::new(names)?;
        leaf.distinguished_name.push(DnType::CommonName, "CATAPA stand-in");
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let leaf = leaf.signed_by(&key, &authority)?;

        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)?;
        let protocols = if http1_only { &[HTTP1][..] } else { &[H2, HTTP1] };
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        Ok(Self { tls: Tls(TlsAcceptor::from(Arc::new(config))), authority_pem: authority.pem() })
    }
}

impl Tls {
    /// The handshake. A client that offers nothing by ALPN gets HTTP/1.1.
    pub(crate) async fn accept(&self, socket: TcpStream) -> io::Result<(Box<dyn Socket>, Protocol)> {
        let socket = self.0.accept(socket).await?;
        let protocol = match socket.get_ref().1.alpn_protocol() {
            Some(H2) => Protocol::Http2,
            _ => Protocol::Http1,
        };
        Ok((Box::new(socket), protocol))
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

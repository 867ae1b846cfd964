//! TLS 1.3 by `embedded-tls`, with what it leaves out of the check of a certificate.

use catapa_signin::Request;
use embedded_io_async::{Read, Write};
use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Aes128GcmSha256, Certificate, CertificateRef, CertificateVerifyRef, CryptoProvider, CryptoRngCore, Sha256,
    TlsClock, TlsConfig, TlsConnection, TlsContext, TlsError, TlsVerifier,
};

use crate::{Cause, SendError};

/// The longest chain of certificates that a server may send, in bytes.
const LONGEST_CHAIN: usize = 4_096;

/// Opens TLS 1.3 over `connection` to the server of `request`, for [`send`](crate::send). It checks the server's certificate:
/// that `authority` has signed it, that it is the one of the request's host, and that `Clock` says a time at which it is good.
///
/// `authority` is the certificate of the authority that signs the server's own, as DER. It is not the root above it: whatever
/// else the server sends vouches for nothing here, because `embedded-tls` lets any certificate sign another. A server that
/// proves nothing, which `embedded-tls` lets pass too, is refused. `NoClock` leaves out the time.
///
/// `read_record` holds a record of the server, so give it 16,640 bytes. `write_record` holds the request, so that a record
/// is written only once the request is whole: give it as many bytes as [`send`](crate::send)'s buffer. `rng` has to be a true
/// one.
///
/// # Errors
///
/// [`SendError::NotSent`]: no byte of the request has left the device.
pub async fn open_tls<'r, Clock: TlsClock, C: Read + Write + 'r>(
    request: &Request<'_>,
    connection: C,
    authority: &[u8],
    rng: impl CryptoRngCore,
    read_record: &'r mut [u8],
    write_record: &'r mut [u8],
) -> Result<TlsConnection<'r, C, Aes128GcmSha256>, SendError<TlsError>> {
    let refused = |why| SendError::NotSent(Cause::Connection(why));
    let verifier = CertVerifier::<_, Clock, LONGEST_CHAIN>::new(Certificate::X509(authority));
    let mut peer = Peer { rng, verifier, proof: Proof::None };
    let config = TlsConfig::new().with_server_name(host(request.url().authority()));
    let mut tls = TlsConnection::new(connection, read_record, write_record);
    tls.open(TlsContext::new(&config, &mut peer)).await.map_err(refused)?;
    if peer.proof == Proof::Signature { Ok(tls) } else { Err(refused(TlsError::InvalidCertificate)) }
}

/// An authority without its port.
fn host(authority: &str) -> &str {
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

/// The server, and what it has proved.
struct Peer<R, V> {
    rng: R,
    verifier: V,
    proof: Proof,
}

#[derive(PartialEq, Eq)]
enum Proof {
    None,
    /// It has sent a good certificate, which anybody can have.
    Certificate,
    /// It has the certificate's key.
    Signature,
}

impl<R: CryptoRngCore, V: TlsVerifier<Aes128GcmSha256>> CryptoProvider for Peer<R, V> {
    type CipherSuite = Aes128GcmSha256;
    /// A client without a certificate signs nothing.
    type Signature = [u8; 0];

    fn rng(&mut self) -> impl CryptoRngCore {
        &mut self.rng
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Aes128GcmSha256>, TlsError> {
        Ok(self)
    }
}

impl<R, V: TlsVerifier<Aes128GcmSha256>> TlsVerifier<Aes128GcmSha256> for Peer<R, V> {
    fn set_hostname_verification(&mut self, host: &str) -> Result<(), TlsError> {
        self.verifier.set_hostname_verification(host)
    }

    fn verify_certificate(&mut self, transcript: &Sha256, mut chain: CertificateRef<'_>) -> Result<(), TlsError> {
        chain.entries.truncate(1);
        self.verifier.verify_certificate(transcript, chain)?;
        self.proof = Proof::Certificate;
        Ok(())
    }

    fn verify_signature(&mut self, signature: CertificateVerifyRef<'_>) -> Result<(), TlsError> {
        // Without a certificate, the verifier would panic.
        if self.proof != Proof::Certificate {
            return Err(TlsError::InvalidSignature);
        }
        self.verifier.verify_signature(signature)?;
        self.proof = Proof::Signature;
        Ok(())
    }
}

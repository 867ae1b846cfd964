//! Over TLS 1.3 by `embedded-tls`, with the certificate checked.

use core::net::SocketAddr;
use std::io::Read as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use catapa_signin::NotGranted;
use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin_embedded::{Cause, SendError, send};
use catapa_stand_in::{Fault, Path, StandIn};
use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Aes128GcmSha256, Certificate, CertificateRef, CertificateVerifyRef, CryptoProvider, CryptoRngCore, Sha256,
    TlsClock, TlsConfig, TlsConnection, TlsContext, TlsError, TlsVerifier,
};
use rand_core::OsRng;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, Issuer, KeyPair};
use rustls::{ServerConfig, ServerConnection};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::connection::{Tcp, connect};
use crate::world::{NOW, client_of, code, stand_in_over_tls};

/// The tests' clock, and one that was never set.
pub(crate) struct Now;
struct NeverSet;

impl TlsClock for Now {
    fn now() -> Option<u64> {
        Some(NOW.as_secs())
    }
}

impl TlsClock for NeverSet {
    fn now() -> Option<u64> {
        Some(0)
    }
}

/// The longest certificate that a server may have.
const LONGEST: usize = 2_048;

pub(crate) type Verifier<'a, Clock> = CertVerifier<'a, Aes128GcmSha256, Clock, LONGEST>;

/// What the checks of a certificate are made with.
struct Trusting<V>(V);

impl<V: TlsVerifier<Aes128GcmSha256>> CryptoProvider for Trusting<V> {
    type CipherSuite = Aes128GcmSha256;
    type Signature = [u8; 0]; // this client has no certificate

    fn rng(&mut self) -> impl CryptoRngCore {
        OsRng
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Aes128GcmSha256>, TlsError> {
        Ok(&mut self.0)
    }
}

/// Checks as `CertVerifier` does, and takes no certificate that another certificate of the server has signed.
pub(crate) struct SignedByTheAuthorityItself<V>(pub(crate) V);

impl<V: TlsVerifier<Aes128GcmSha256>> TlsVerifier<Aes128GcmSha256> for SignedByTheAuthorityItself<V> {
    fn set_hostname_verification(&mut self, name: &str) -> Result<(), TlsError> {
        self.0.set_hostname_verification(name)
    }

    fn verify_certificate(&mut self, transcript: &Sha256, chain: CertificateRef<'_>) -> Result<(), TlsError> {
        if chain.entries.len() != 1 {
            return Err(TlsError::InvalidCertificate);
        }
        self.0.verify_certificate(transcript, chain)
    }

    fn verify_signature(&mut self, signature: CertificateVerifyRef<'_>) -> Result<(), TlsError> {
        self.0.verify_signature(signature)
    }
}

/// Room for a record of any server, and for one of ours: the handshake's, or a request.
pub(crate) struct Room {
    read: [u8; 16_640],
    write: [u8; 4_096],
}

impl Room {
    pub(crate) const fn new() -> Self {
        Self { read: [0; 16_640], write: [0; 4_096] }
    }
}

/// Opens TLS with the server at `address`, which has to be `name`.
pub(crate) async fn open<'r>(
    address: SocketAddr,
    name: &str,
    verifier: impl TlsVerifier<Aes128GcmSha256>,
    room: &'r mut Room,
) -> Result<TlsConnection<'r, Tcp, Aes128GcmSha256>, TlsError> {
    let mut tls = TlsConnection::new(connect(address).await, &mut room.read, &mut room.write);
    let config = TlsConfig::new().with_server_name(name);
    tls.open(TlsContext::new(&config, Trusting(verifier))).await?;
    Ok(tls)
}

pub(crate) fn authority_of(stand_in: &StandIn) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(stand_in.certificate_pem().unwrap().as_bytes()).unwrap()
}

pub(crate) fn port_of(stand_in: &StandIn) -> SocketAddr {
    stand_in.origin().strip_prefix("https://").unwrap().parse().unwrap()
}

/// A whole exchange with the stand-in, whose next answer meets `fault`.
fn exchange(fault: Fault) -> (StandIn, Result<&'static str, SendError<TlsError>>) {
    let stand_in = stand_in_over_tls();
    let address = port_of(&stand_in);
    let client = client_of(&stand_in, &format!("https://localhost:{}", address.port()));
    let mut code = code(&client, &stand_in);
    stand_in.fault(Path::Token, fault);
    let authority = authority_of(&stand_in);
    let (mut room, mut buffer) = (Room::new(), [0; 4_096]);
    let outcome = smol::block_on(async {
        let request = client.token_request(&code, NOW).unwrap();
        assert!(request.url().is_https());
        let verifier = Verifier::<Now>::new(Certificate::X509(&authority));
        let verifier = SignedByTheAuthorityItself(verifier);
        let mut tls = open(address, "localhost", verifier, &mut room).await.unwrap();
        let reply = send(&request, &mut tls, &mut buffer).await?;
        let _ = tls.close().await;
        Ok(match client.finish(&mut code, reply, NOW) {
            Ok(_) => "granted",
            Err(NotGranted::Ambiguous { why: Ambiguity::Unreadable(BodyFault::CutShort), .. }) => "cut short",
            Err(other) => panic!("{other:?}"),
        })
    });
    (stand_in, outcome)
}

#[test]
fn a_code_is_traded_over_tls_with_the_certificate_checked() {
    let (stand_in, outcome) = exchange(Fault::none());
    assert_eq!(outcome.unwrap(), "granted");
    assert_eq!(stand_in.count(Path::Token), 1);
}

#[test]
fn a_reply_without_its_end_is_cut_short_though_tls_was_not_closed_properly() {
    let (_, outcome) = exchange(Fault::cut_body(40));
    assert_eq!(outcome.unwrap(), "cut short");
}

#[test]
fn a_connection_that_ends_without_a_reply_makes_the_request_ambiguous() {
    let (stand_in, outcome) = exchange(Fault::reset().carried_out());
    assert!(matches!(outcome, Err(SendError::Ambiguous(Cause::Connection(_)))), "{outcome:?}");
    assert_eq!(stand_in.count(Path::Token), 1);
}

/// Opens TLS with a stand-in, with the certificate of an authority and a name, and says why it was not opened.
fn refused<Clock: TlsClock>(authority: &StandIn, server: &StandIn, name: &str) -> Option<TlsError> {
    let authority = authority_of(authority);
    let verifier = Verifier::<Clock>::new(Certificate::X509(&authority));
    smol::block_on(open(port_of(server), name, verifier, &mut Room::new())).err()
}

#[test]
fn another_authority_another_name_and_another_time_are_refused_before_a_byte_of_the_request() {
    let (ours, theirs) = (stand_in_over_tls(), stand_in_over_tls());
    let good = refused::<Now>(&ours, &ours, "localhost");
    assert!(good.is_none(), "{good:?}");
    for why in [
        refused::<Now>(&ours, &theirs, "localhost"),
        refused::<Now>(&ours, &ours, "api.example.com"),
        refused::<NeverSet>(&ours, &ours, "localhost"),
    ] {
        assert!(matches!(why, Some(TlsError::InvalidCertificate)), "{why:?}");
    }
    assert!(ours.requests().is_empty() && theirs.requests().is_empty());
}

/// The certificate of an authority, and a server for `localhost` whose certificate was signed by somebody who has one of that
/// authority for another name.
fn forged() -> (CertificateDer<'static>, SocketAddr) {
    let mut authority = CertificateParams::new([]).unwrap();
    authority.distinguished_name.push(DnType::CommonName, "authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();

    let thief_key = KeyPair::generate().unwrap();
    let mut thief = CertificateParams::new(["thief.example.com".to_owned()]).unwrap();
    thief.distinguished_name.push(DnType::CommonName, "thief.example.com");
    thief.is_ca = IsCa::ExplicitNoCa;
    let thief_certificate = thief.signed_by(&thief_key, &authority).unwrap();

    let key = KeyPair::generate().unwrap();
    let forged = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let forged = forged.signed_by(&key, &Issuer::new(thief, thief_key)).unwrap();

    let chain = vec![forged.der().clone(), thief_certificate.der().clone()];
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivatePkcs8KeyDer::from(key.serialize_der()).into())
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let server = ServerConnection::new(Arc::new(config)).unwrap();
        let _ = rustls::StreamOwned::new(server, socket).read(&mut [0; 1]);
    });
    (authority.der().clone(), address)
}

/// If this test fails, embedded-tls has learnt it: the warning in the documentation of this crate can go.
#[test]
fn embedded_tls_lets_whoever_has_a_certificate_sign_another_so_a_device_takes_none_that_was() {
    let (authority, address) = forged();
    let verifier = Verifier::<Now>::new(Certificate::X509(&authority));
    let opened = smol::block_on(open(address, "localhost", verifier, &mut Room::new())).err();
    assert!(opened.is_none(), "{opened:?}");

    let (authority, address) = forged();
    let verifier = SignedByTheAuthorityItself(Verifier::<Now>::new(Certificate::X509(&authority)));
    let opened = smol::block_on(open(address, "localhost", verifier, &mut Room::new())).err();
    assert!(matches!(opened, Some(TlsError::InvalidCertificate)), "{opened:?}");
}

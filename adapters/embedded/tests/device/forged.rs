//! Servers that are not who they say, which `embedded-tls` alone believes.
//!
//! If `embedded_tls_alone_believes_..` fails, `embedded-tls` has learnt it: `open_tls` and its documentation can become shorter.

use core::net::SocketAddr;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use catapa_signin::{Explain as _, SignIn};
use catapa_signin_embedded::{Cause, SendError, send};
use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Aes128GcmSha256, Certificate, CryptoProvider, CryptoRngCore, TlsConfig, TlsConnection, TlsContext, TlsError,
    TlsVerifier,
};
use rand_core::OsRng;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use crate::connection::connect;
use crate::impostor::{Shown, impostor};
use crate::tls::{Now, Records, open};
use crate::world::authorized;

/// A server for `localhost`, its certificate, the one that has signed it, and the root that has signed that one.
struct Server {
    address: SocketAddr,
    own: CertificateDer<'static>,
    signer: CertificateDer<'static>,
    root: CertificateDer<'static>,
}

/// Its own certificate is signed by one that is, or is not, an authority's. It answers with these bytes.
fn server(signer: IsCa, answer: &'static [u8]) -> Server {
    let named = |name: &str, is_ca: IsCa| {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = is_ca;
        params
    };
    let [root_key, signer_key, key] = core::array::from_fn(|_| KeyPair::generate().unwrap());
    let private = PrivatePkcs8KeyDer::from(key.serialize_der());
    let root = named("root.example.com", IsCa::Ca(BasicConstraints::Unconstrained));
    let root = CertifiedIssuer::self_signed(root, root_key).unwrap();
    let signer = CertifiedIssuer::signed_by(named("x.example.com", signer), signer_key, &root).unwrap();
    let own = named("localhost", IsCa::NoCa).signed_by(&key, &signer).unwrap();

    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.der().clone(), signer.der().clone()], private.into())
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let server = ServerConnection::new(Arc::new(config)).unwrap();
        let mut tls = StreamOwned::new(server, listener.accept().unwrap().0);
        if tls.read(&mut [0; 4_096]).is_ok_and(|read| read > 0) {
            tls.write_all(answer).unwrap();
            tls.conn.send_close_notify();
            tls.flush().unwrap();
        }
    });
    Server { address, own: own.der().clone(), signer: signer.der().clone(), root: root.der().clone() }
}

/// A client of `embedded-tls` as its own documentation makes it.
struct Alone<'a>(CertVerifier<'a, Aes128GcmSha256, Now, 4_096>);

impl CryptoProvider for Alone<'_> {
    type CipherSuite = Aes128GcmSha256;
    type Signature = [u8; 0];

    fn rng(&mut self) -> impl CryptoRngCore {
        OsRng
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Aes128GcmSha256>, TlsError> {
        Ok(&mut self.0)
    }
}

fn embedded_tls_alone_opens(address: SocketAddr, authority: &CertificateDer<'_>) -> bool {
    let mut records = Records::new();
    let config = TlsConfig::new().with_server_name("localhost");
    let provider = Alone(CertVerifier::new(Certificate::X509(authority)));
    smol::block_on(async {
        let mut tls = TlsConnection::new(connect(address).await, &mut records.read, &mut records.write);
        tls.open(TlsContext::new(&config, provider)).await.is_ok()
    })
}

/// What came of a request to a server at `localhost`.
fn outcome(address: SocketAddr, authority: &CertificateDer<'_>) -> &'static str {
    let (client, tokens) = authorized(&format!("https://localhost:{}", address.port()));
    let authorized: SignIn<'_, _> = client.resume_ref(&tokens).unwrap();
    let (mut records, mut buffer) = (Records::new(), [0; 4_096]);
    let sent = smol::block_on(async {
        let request = authorized.user_request();
        let tls = open(&request, authority, &mut records).await?;
        send(&request, tls, &mut buffer).await
    });
    match sent.map(|reply| authorized.read_user(reply)) {
        Ok(Ok(_)) => "a user",
        Ok(Err(why)) => why.code(),
        Err(SendError::NotSent(Cause::Connection(TlsError::InvalidCertificate | TlsError::InvalidSignature))) => {
            "refused"
        }
        Err(other) => panic!("{other:?}"),
    }
}

const AUTHORITY: IsCa = IsCa::Ca(BasicConstraints::Unconstrained);
const USER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"id\":\"1001\"}";

#[test]
fn embedded_tls_alone_believes_a_certificate_that_any_other_has_signed() {
    let thief = server(IsCa::ExplicitNoCa, USER);
    assert!(embedded_tls_alone_opens(thief.address, &thief.root));
}

#[test]
fn embedded_tls_alone_believes_a_server_that_proves_nothing() {
    let Server { own, signer, .. } = server(AUTHORITY, USER);
    assert!(embedded_tls_alone_opens(impostor(Shown::Nothing), &signer));
    assert!(embedded_tls_alone_opens(impostor(Shown::Copied(own)), &signer));
}

#[test]
fn a_certificate_that_any_other_has_signed_is_refused() {
    let thief = server(IsCa::ExplicitNoCa, USER);
    assert_eq!(outcome(thief.address, &thief.root), "refused");
}

#[test]
fn a_server_that_proves_nothing_is_refused() {
    let Server { own, signer, .. } = server(AUTHORITY, USER);
    assert_eq!(outcome(impostor(Shown::Nothing), &signer), "refused");
    assert_eq!(outcome(impostor(Shown::Copied(own)), &signer), "refused");
    assert_eq!(outcome(impostor(Shown::Signature), &signer), "refused");
}

#[test]
fn the_authority_to_name_is_the_one_that_has_signed_the_server_itself() {
    let good = server(AUTHORITY, USER);
    assert_eq!(outcome(good.address, &good.signer), "a user");
    let good = server(AUTHORITY, USER);
    assert_eq!(outcome(good.address, &good.root), "refused");
}

#[test]
fn a_reply_without_a_length_is_cut_short_because_embedded_tls_does_not_say_how_it_ended() {
    let endless = server(AUTHORITY, b"HTTP/1.1 200 OK\r\n\r\n{\"id\":\"1001\"}");
    assert_eq!(outcome(endless.address, &endless.signer), "reply.cut_short");
}

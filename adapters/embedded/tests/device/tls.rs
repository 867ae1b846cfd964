//! Over TLS 1.3 by `embedded-tls`, with the certificate checked, against the stand-in.

use core::net::SocketAddr;

use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::{Client, HaveCode, NotGranted, Request};
use catapa_signin_embedded::{Cause, SendError, open_tls, send};
use catapa_stand_in::{Fault, Path, StandIn};
use embedded_tls::{Aes128GcmSha256, TlsClock, TlsConnection, TlsError};
use rand_core::OsRng;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::connection::{Tcp, address_of, connect};
use crate::world::{NOW, client_of, code, stand_in_over_tls};

/// The tests' clock.
pub(crate) struct Now;

impl TlsClock for Now {
    fn now() -> Option<u64> {
        Some(NOW.as_secs())
    }
}

/// A clock that nobody has set.
struct NeverSet;

impl TlsClock for NeverSet {
    fn now() -> Option<u64> {
        Some(0)
    }
}

/// Memory for a record of the server, and for one of ours.
pub(crate) struct Records {
    pub(crate) read: [u8; 16_640],
    pub(crate) write: [u8; 4_096],
}

impl Records {
    pub(crate) const fn new() -> Self {
        Self { read: [0; 16_640], write: [0; 4_096] }
    }
}

pub(crate) type Tls<'r> = TlsConnection<'r, Tcp, Aes128GcmSha256>;

/// Opens TLS where a request goes, by a clock.
async fn open_by<'r, Clock: TlsClock>(
    request: &Request<'_>,
    authority: &CertificateDer<'_>,
    Records { read, write }: &'r mut Records,
) -> Result<Tls<'r>, SendError<TlsError>> {
    open_tls::<Clock, _>(request, connect(address_of(request)).await, authority, OsRng, read, write).await
}

/// Opens TLS where a request goes.
pub(crate) async fn open<'r>(
    request: &Request<'_>,
    authority: &CertificateDer<'_>,
    records: &'r mut Records,
) -> Result<Tls<'r>, SendError<TlsError>> {
    open_by::<Now>(request, authority, records).await
}

/// The certificate of a stand-in's authority.
pub(crate) fn authority_of(stand_in: &StandIn) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(stand_in.certificate_pem().unwrap().as_bytes()).unwrap()
}

/// A stand-in, its client, which calls it by this name, and a code.
pub(crate) fn ready(name: &str) -> (StandIn, Client, Option<HaveCode>) {
    let stand_in = stand_in_over_tls();
    let client = client_of(&stand_in, &stand_in.origin().replace("127.0.0.1", name));
    let code = code(&client, &stand_in);
    (stand_in, client, code)
}

/// A whole exchange with a stand-in whose next answer meets `fault`.
fn exchange(fault: Fault) -> (StandIn, Result<&'static str, SendError<TlsError>>) {
    let (stand_in, client, mut code) = ready("localhost");
    stand_in.fault(Path::Token, fault);
    let (mut records, mut buffer) = (Records::new(), [0; 4_096]);
    let outcome = smol::block_on(async {
        let request = client.token_request(&code, NOW).unwrap();
        let mut tls = open(&request, &authority_of(&stand_in), &mut records).await?;
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
fn a_reply_without_its_end_is_cut_short_over_tls_too() {
    let (_, outcome) = exchange(Fault::cut_body(40));
    assert_eq!(outcome.unwrap(), "cut short");
}

#[test]
fn a_tls_connection_that_ends_without_a_reply_makes_the_request_ambiguous() {
    let (stand_in, outcome) = exchange(Fault::reset().carried_out());
    assert!(matches!(outcome, Err(SendError::Ambiguous(Cause::Connection(_)))), "{outcome:?}");
    assert_eq!(stand_in.count(Path::Token), 1);
}

/// Why TLS is not opened to a stand-in that the client calls `name`, when it trusts the authority of that one or of another.
fn refusal<Clock: TlsClock>(name: &str, trusts_another: bool) -> Option<SendError<TlsError>> {
    let (stand_in, client, code) = ready(name);
    let other = stand_in_over_tls();
    let authority = authority_of(if trusts_another { &other } else { &stand_in });
    let request = client.token_request(&code, NOW).unwrap();
    let why = smol::block_on(open_by::<Clock>(&request, &authority, &mut Records::new())).err();
    assert_eq!(stand_in.count(Path::Token), 0);
    why
}

#[test]
fn another_authority_another_name_and_another_time_are_refused_and_the_request_was_not_sent() {
    assert!(refusal::<Now>("localhost", false).is_none());
    for why in [
        refusal::<Now>("localhost", true),
        refusal::<Now>("127.0.0.1", false), // embedded-tls knows names of hosts alone, and no addresses
        refusal::<NeverSet>("localhost", false),
    ] {
        assert!(matches!(why, Some(SendError::NotSent(Cause::Connection(TlsError::InvalidCertificate)))), "{why:?}");
    }
}

#[test]
fn nobody_there_who_speaks_tls_means_that_the_request_was_not_sent() {
    let (stand_in, client, code) = ready("localhost");
    let authority = authority_of(&stand_in);
    drop(stand_in);
    let plain = crate::world::stand_in();
    let request = client.token_request(&code, NOW).unwrap();
    let address: SocketAddr = plain.origin().strip_prefix("http://").unwrap().parse().unwrap();
    let Records { mut read, mut write } = Records::new();
    let why = smol::block_on(async {
        open_tls::<Now, _>(&request, connect(address).await, &authority, OsRng, &mut read, &mut write).await.err()
    });
    assert!(matches!(why, Some(SendError::NotSent(Cause::Connection(_)))), "{why:?}");
}

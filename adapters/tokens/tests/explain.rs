//! Every error explains itself: a stable code, who is to blame, and its sentence with those of its causes.

use core::error::Error;
use std::sync::Arc;

use catapa_signin::error::{Refusal, TenantRefusal};
use catapa_signin::reply::BodyFault;
use catapa_signin::{Client, ClientConfig, Endpoints, Explain, NotAccepted, Options, SignIn, Tenants, UnixTime};
use catapa_signin_tokens::{Doubt, NotASessionKey, NotFresh, NotKept, NotOpened, SendError, StoreError};

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

fn told(error: &(impl Explain + 'static)) -> String {
    let chain = core::iter::successors(Some(error as &dyn Error), |&error| error.source());
    let sentences: Vec<String> = chain.map(ToString::to_string).collect();
    format!("{} {:?}: {}", error.code(), error.blame(), sentences.join(": "))
}

/// What CATAPA says with this error code.
fn refusal(error: &str) -> Refusal {
    let client = Client::new(ClientConfig {
        client_id: "id",
        client_secret: "secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap();
    let callback = format!("error={error}&state={}", "A".repeat(43));
    match SignIn::new(&client).begin([0; 64], NOW).accept(&callback, NOW) {
        Err(NotAccepted::Denied(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_error_of_a_store_and_of_what_it_keeps_says_its_code_its_blame_and_each_cause_once() {
    let seen = [
        told(&NotASessionKey),
        told(&NotOpened),
        told(&StoreError::not_done("no route")),
        told(&StoreError::unsure("too late")),
        told(&NotKept::Store(StoreError::unsure("too late"))),
        told(&NotKept::NotOurs),
        told(&NotKept::NoEntropy(Arc::from(Box::from("no device")))),
    ];
    let golden = [
        "session_key.garbled Caller: this is not a session key",
        "seal.not_opened Caller: what was kept of this sign-in cannot be opened",
        "store.not_done Caller: the store of sign-ins is away: no route",
        "store.unsure Caller: the store of sign-ins did not answer: too late",
        "store.unsure Caller: the store of sign-ins did not answer: too late",
        "tokens.not_ours Caller: this sign-in was begun by another client",
        "tokens.no_entropy Caller: this machine gives no randomness: no device",
    ];
    assert_eq!(seen, golden);
}

#[test]
fn every_error_of_a_keeper_says_its_code_its_blame_and_each_cause_once() {
    let too_late = || Arc::new(SendError::Ambiguous("too late".into()));
    let seen = [
        told(&NotFresh::SignedOut),
        told(&NotFresh::Over),
        told(&NotFresh::Refused(refusal("invalid_grant"))),
        told(&NotFresh::TenantRefused(TenantRefusal::Differs)),
        told(&NotFresh::ClientRefused(refusal("invalid_client"))),
        told(&NotFresh::RateLimited { until: NOW }),
        told(&NotFresh::Ambiguous(Doubt::NoReply(too_late()))),
        told(&NotFresh::Ambiguous(Doubt::Panicked)),
        told(&NotFresh::Busy { until: NOW }),
        told(&NotFresh::NotSent(Arc::new(SendError::NotSent("no route".into())))),
        told(&NotFresh::Store(StoreError::not_done("no route"))),
        told(&NotFresh::NotOpened(NotOpened)),
        told(&NotFresh::NotOurs),
        told(&NotFresh::NoEntropy(Arc::from(Box::from("no device")))),
        told(&NotFresh::Panicked),
    ];
    let golden = [
        "tokens.signed_out Person: this sign-in is over",
        "tokens.over Person: this sign-in has come to its end",
        "refused.invalid_grant CatapaRefused: this sign-in was used before, took too long, or was revoked",
        "tenant.differs CatapaRefused: CATAPA's answer is for another company than this sign-in",
        "refused.invalid_client Caller: CATAPA does not accept the credentials of this application",
        "tokens.rate_limited CatapaRefused: CATAPA asks to wait before trying again",
        "tokens.ambiguous CatapaUnclear: it is not known whether this sign-in was renewed: CATAPA did not answer: too late",
        "tokens.ambiguous Caller: it is not known whether this sign-in was renewed: sending to CATAPA broke off",
        "tokens.busy Caller: this sign-in is being renewed",
        "send.not_sent Caller: CATAPA cannot be reached: no route",
        "store.not_done Caller: the store of sign-ins is away: no route",
        "seal.not_opened Caller: what was kept of this sign-in cannot be opened",
        "tokens.not_ours Caller: this sign-in was begun by another client",
        "tokens.no_entropy Caller: this machine gives no randomness: no device",
        "tokens.panicked Caller: renewing this sign-in broke off",
    ];
    assert_eq!(seen, golden);
}

#[test]
fn every_doubt_says_its_code_its_blame_and_each_cause_once() {
    let seen = [
        told(&Doubt::NoReply(Arc::new(SendError::Ambiguous("too late".into())))),
        told(&Doubt::Ambiguous(BodyFault::CutShort.into())),
        told(&Doubt::Panicked),
        told(&Doubt::LeaseRanOut),
        told(&Doubt::Earlier),
    ];
    let golden = [
        "send.ambiguous CatapaUnclear: CATAPA did not answer: too late",
        "reply.cut_short CatapaUnclear: CATAPA's answer was cut short",
        "tokens.sender_panicked Caller: sending to CATAPA broke off",
        "tokens.lease_ran_out CatapaUnclear: the renewal of this sign-in was never finished",
        "tokens.ambiguous_earlier CatapaUnclear: an earlier renewal of this sign-in got no clear answer",
    ];
    assert_eq!(seen, golden);
}

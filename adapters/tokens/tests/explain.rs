//! Every error explains itself: a stable code, who is to blame, and its sentence with those of its causes.

use core::error::Error;
use std::io;
use std::sync::Arc;

use catapa_signin::error::{Refusal, TenantRefusal};
use catapa_signin::reply::BodyFault;
use catapa_signin::request::NotAnApiPath;
use catapa_signin::{
    ApiError, Client, ClientConfig, Endpoints, Explain, NotAccepted, Options, SignIn, Tenants, UnixTime,
};
use catapa_signin_tokens::{
    Doubt, FileStoreError, NotASessionKey, NotAnswered, NotDeserialized, NotFresh, NotKept, NotOpened, NotPrivate,
    NotSerialized, SendError, StoreError,
};

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

#[cfg(feature = "redis")]
#[test]
fn a_store_that_is_not_connected_says_its_code_its_blame_and_each_cause_once() {
    use catapa_signin_tokens::NotConnected;

    let (at, source) = ("127.0.0.1:6379".to_owned(), || Arc::from(Box::from("no route")));
    let seen = [
        told(&NotConnected::Address),
        told(&NotConnected::NoTls),
        told(&NotConnected::Tls(source())),
        told(&NotConnected::Unreachable { store: "Redis", at: at.clone(), source: source() }),
        told(&NotConnected::Refused { store: "Redis", at, source: source() }),
    ];
    let golden = [
        "store.address Caller: the address of the store cannot be read",
        "store.no_tls Caller: the address of the store asks for TLS, and the feature for it is off",
        "store.tls Caller: TLS to the store cannot be set up: no route",
        "store.unreachable Caller: Redis at 127.0.0.1:6379 cannot be reached: no route",
        "store.refused Caller: Redis at 127.0.0.1:6379 does not let this application in: no route",
    ];
    assert_eq!(seen, golden);
}

#[test]
fn every_error_of_a_store_in_files_says_its_code_its_blame_and_each_cause_once() {
    let path = || "/home/siti/.tool".into();
    let open = NotPrivate::OpenToOthers { path: path(), others: "readable", chmod: 0o700 };
    let link = NotPrivate::SymbolicLink { path: path(), mend: "remove it" };
    let seen = [
        told(&FileStoreError::NotPrivate(open.clone())),
        told(&FileStoreError::NotPrivate(NotPrivate::AnotherOwner { path: path() })),
        told(&FileStoreError::NotPrivate(link)),
        told(&FileStoreError::NotUsable { path: path(), source: io::Error::other("the disk is full") }),
        told(&FileStoreError::NoThread(io::Error::other("too many"))),
        told(&FileStoreError::BadKey),
        told(&StoreError::not_done(FileStoreError::NotPrivate(open))),
    ];
    let golden = [
        "store.open_to_others Caller: /home/siti/.tool is readable by others: chmod 700 /home/siti/.tool",
        "store.another_owner Caller: /home/siti/.tool belongs to another user: use a directory of your own",
        "store.symbolic_link Caller: /home/siti/.tool is a symbolic link: remove it",
        "store.file Caller: /home/siti/.tool cannot be used: the disk is full",
        "store.no_thread Caller: no thread can be started for the store of sign-ins: too many",
        "store.bad_key Caller: a key of the store is not 1 to 64 letters, digits, `-` and `_`",
        "store.not_done Caller: the store of sign-ins is away: /home/siti/.tool is readable by others: chmod 700 \
         /home/siti/.tool",
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

#[test]
fn every_error_of_a_call_says_its_code_its_blame_and_each_cause_once() {
    let reset = || SendError::Ambiguous("the connection was reset".into());
    let seen = [
        told(&NotAnswered::from(NotSerialized)),
        told(&NotAnswered::from(NotAnApiPath)),
        told(&NotAnswered::from(NotFresh::Store(StoreError::not_done("no route")))),
        told(&NotAnswered::from(NotFresh::Ambiguous(Doubt::NoReply(Arc::new(reset()))))),
        told(&NotAnswered::from(SendError::NotSent("no route".into()))),
        told(&NotAnswered::from(reset())),
        told(&NotAnswered::from(ApiError::Forbidden { problem: None })),
        told(&NotAnswered::from(ApiError::from(BodyFault::CutShort))),
        told(&NotAnswered::from(NotDeserialized::NotJson { line: 1, column: 7 })),
        told(&NotAnswered::from(NotDeserialized::OtherType { line: 2, column: 8 })),
    ];
    let golden = [
        "api.not_serialized Caller: what this application sends to CATAPA cannot be written as JSON",
        "api.path_refused Caller: an API path begins with one `/` and has no `..`, broken escape, backslash, `#`, space, \
         control or other foreign character",
        "store.not_done Caller: the store of sign-ins is away: no route",
        "tokens.ambiguous CatapaUnclear: it is not known whether this sign-in was renewed: CATAPA did not answer: the \
         connection was reset",
        "send.not_sent Caller: CATAPA cannot be reached: no route",
        "send.ambiguous CatapaUnclear: CATAPA did not answer: the connection was reset",
        "api.forbidden CatapaRefused: CATAPA does not allow this",
        "reply.cut_short CatapaUnclear: CATAPA's answer was cut short",
        "api.not_json CatapaUnclear: CATAPA's answer is not JSON, from line 1, column 7 on",
        "api.other_type Caller: CATAPA's answer is not what this application expects, at line 2, column 8",
    ];
    assert_eq!(seen, golden);
}

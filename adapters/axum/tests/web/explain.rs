//! Every error explains itself: a stable code, who is to blame, and its sentence with those of its causes.

use std::sync::Arc;

use catapa_signin::callback::{self, Stray};
use catapa_signin::error::{Refusal, TenantRefusal};
use catapa_signin::reply::BodyFault;
use catapa_signin::request::NotAnApiPath;
use catapa_signin::{Client, ClientConfig, Endpoints, NotAccepted, Options, SignIn, Tenants, UnixTime};
use catapa_signin_axum::{NotStarted, SignInError};
use catapa_signin_tokens::{Doubt, NotDeserialized, NotFresh, NotKept, NotSerialized, SendError, StoreError};
use tower_sessions::{session, session_store};

use crate::application::{Application, told};

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

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
fn every_error_of_an_application_that_does_not_start_says_its_code_its_blame_and_each_cause_once() {
    let path = || String::from("/{here}");
    let seen = [
        told(&NotStarted::NoSealingKeys),
        told(&NotStarted::Path { what: "callback", path: path() }),
        told(&NotStarted::SamePath { path: path() }),
        told(&NotStarted::NoEntropy(Arc::from(Box::from("no device")))),
    ];
    let golden = [
        "web.no_sealing_keys Caller: an https redirect URI needs sealing keys, which are the same on every instance",
        "web.path Caller: \"/{here}\" cannot be the callback path",
        "web.same_path Caller: two of the paths for sign-in, callback and sign-out are the same: \"/{here}\"",
        "web.no_entropy Caller: this machine gives no randomness: no device",
    ];
    assert_eq!(seen, golden);
}

#[test]
fn every_error_of_a_sign_in_says_its_code_its_blame_and_each_cause_once() {
    let seen = [
        told(&SignInError::ForeignSignIn),
        told(&SignInError::ForeignSignOut),
        told(&SignInError::NoCookie),
        told(&SignInError::OtherSignIn),
        told(&SignInError::CookieUnreadable),
        told(&SignInError::NotOurs(Stray::Duplicate)),
        told(&SignInError::TooLate),
        told(&SignInError::AlreadyUsed),
        told(&SignInError::Denied(refusal("access_denied"))),
        told(&SignInError::TenantNotWelcome),
        told(&SignInError::Unusable(callback::Fault::BadCode)),
        told(&SignInError::RateLimited { until: NOW }),
        told(&SignInError::ClientRefused(refusal("invalid_client"))),
        told(&SignInError::Refused(refusal("invalid_grant"))),
        told(&SignInError::TenantRefused(TenantRefusal::Differs)),
        told(&SignInError::Unreachable(Arc::new(SendError::NotSent("no route".into())))),
        told(&SignInError::NoReply(Arc::new(SendError::Ambiguous("too late".into())))),
        told(&SignInError::Ambiguous(BodyFault::CutShort.into())),
        told(&SignInError::Api(BodyFault::OverLimit.into())),
        told(&SignInError::Path(NotAnApiPath)),
        told(&SignInError::NotSerialized(NotSerialized)),
        told(&SignInError::NotDeserialized(NotDeserialized::NotJson { line: 1, column: 7 })),
        told(&SignInError::SignInFirst),
        told(&SignInError::NotFresh(NotFresh::Ambiguous(Doubt::LeaseRanOut))),
        told(&SignInError::NotKept(NotKept::Store(StoreError::not_done("no route")))),
        told(&SignInError::from(session::Error::from(session_store::Error::Backend("no disk".into())))),
        told(&SignInError::NoSessionLayer),
        told(&SignInError::NoEntropy),
    ];
    let golden = [
        "web.foreign_sign_in Stranger: another site tried to start a sign-in",
        "web.foreign_sign_out Stranger: another site tried to sign you out",
        "web.no_cookie Person: this browser has no sign-in that waits",
        "web.other_sign_in Stranger: this is the answer to another sign-in",
        "web.cookie_unreadable Caller: the cookie of this sign-in cannot be read",
        "web.not_ours Stranger: this is not the answer that this sign-in waits for",
        "callback.too_late Person: this sign-in took too long",
        "web.already_used Person: this sign-in is finished already",
        "refused.access_denied CatapaRefused: the request for permission was denied",
        "callback.tenant_not_welcome Person: people of this company cannot sign in here",
        "callback.bad_code CatapaUnclear: CATAPA's answer has a code that cannot be one",
        "token.rate_limited CatapaRefused: CATAPA asks to wait before trying again",
        "refused.invalid_client Caller: CATAPA does not accept the credentials of this application",
        "refused.invalid_grant CatapaRefused: this sign-in was used before, took too long, or was revoked",
        "tenant.differs CatapaRefused: CATAPA's answer is for another company than this sign-in",
        "send.not_sent Caller: CATAPA cannot be reached: no route",
        "send.ambiguous CatapaUnclear: CATAPA did not answer: too late",
        "reply.cut_short CatapaUnclear: CATAPA's answer was cut short",
        "reply.over_limit CatapaUnclear: CATAPA's answer is too long",
        "api.path_refused Caller: an API path begins with one `/` and has no `..`, broken escape, backslash, `#`, space, \
         control or other foreign character",
        "api.not_serialized Caller: what this application sends to CATAPA cannot be written as JSON",
        "api.not_json CatapaUnclear: CATAPA's answer is not JSON, from line 1, column 7 on",
        "web.sign_in_first Person: please sign in first",
        "tokens.ambiguous CatapaUnclear: it is not known whether this sign-in was renewed: the renewal of this sign-in \
         was never finished",
        "store.not_done Caller: the store of sign-ins is away: no route",
        "web.session_store Caller: the store of sessions is away: no disk",
        "web.no_session_layer Caller: this application keeps no sessions",
        "web.no_entropy Caller: this machine gives no randomness",
    ];
    assert_eq!(seen, golden);
}

#[test]
fn a_call_without_an_answer_says_what_its_failure_says_and_no_sentence_twice() {
    let application = Application::start();
    let mut browser = application.signed_in();
    application.network.pull();
    let why = browser.click("/why").body;
    assert_eq!(why, "send.not_sent Caller: CATAPA cannot be reached: the plug is pulled");
}

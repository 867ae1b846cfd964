//! Every error explains itself: a stable code, who is to blame, and one sentence.
//!
//! The codes below are an interface: logs, metrics and translations depend on them. Add new ones, and never change one.

use std::collections::{HashMap, HashSet};

use catapa_signin::Blame::{Caller, CatapaRefused, CatapaUnclear, Person, Stranger};
use catapa_signin::callback;
use catapa_signin::config::{ConfigError, Fault, Setting};
use catapa_signin::error::{DoesNotFit, NotAStep, NotInTime, TenantRefusal};
use catapa_signin::import::NotImported;
use catapa_signin::reply::{Ambiguity, BodyFault, MemberFault, NotHttp};
use catapa_signin::request::NotAnApiPath;
use catapa_signin::{ApiError, Blame, ClientConfig, Explain, Freshness, HaveCode, NotGranted, NotRefreshed, Reply};

use crate::story::{BEGIN, CALLBACK, CSRF_TOKEN, GRANT, LIFETIME, Story, at, callback, config, token_reply};

const GOLDEN: [(&str, Blame, &str); 55] = [
    ("config.invalid", Caller, "the client id is empty"),
    ("resume.not_our_step", Caller, "this sign-in was begun by another client"),
    ("resume.nothing_kept", Caller, "there is no sign-in to go on with"),
    ("saved.garbled", Caller, "a saved sign-in cannot be read"),
    ("import.bad_access_token", Caller, "the access token to import is empty, or has a character that none may have"),
    ("import.bad_refresh_token", Caller, "the refresh token to import has a character that none may have"),
    ("import.bad_tenant", Caller, "the tokens to import are for a company that cannot be one"),
    ("import.tenant_differs", Caller, "the access token to import is for another company than the one named with it"),
    ("callback.nothing_pending", Person, "no sign-in waits for this answer"),
    ("callback.not_ours.too_long", Stranger, "this is not the answer that this sign-in waits for"),
    ("callback.not_ours.bad_escape", Stranger, "this is not the answer that this sign-in waits for"),
    ("callback.not_ours.duplicate", Stranger, "this is not the answer that this sign-in waits for"),
    ("callback.not_ours.other_issuer", Stranger, "this is not the answer that this sign-in waits for"),
    ("callback.not_ours.no_csrf_token", Stranger, "this is not the answer that this sign-in waits for"),
    ("callback.not_ours.other_csrf_token", Stranger, "this is not the answer that this sign-in waits for"),
    ("callback.too_late", Person, "this sign-in took too long"),
    ("callback.code_and_error", CatapaUnclear, "CATAPA answered both yes and no"),
    ("callback.neither_code_nor_error", CatapaUnclear, "CATAPA answered neither yes nor no"),
    ("callback.bad_code", CatapaUnclear, "CATAPA's answer has a code that cannot be one"),
    ("callback.bad_error", CatapaUnclear, "CATAPA said no without a reason"),
    ("callback.no_tenant", CatapaUnclear, "CATAPA's answer does not name a company"),
    ("callback.bad_tenant", CatapaUnclear, "CATAPA's answer names a company that cannot be one"),
    ("callback.tenant_not_welcome", Person, "people of this company cannot sign in here"),
    ("refused.invalid_request", CatapaRefused, "CATAPA found the request incomplete or invalid"),
    ("refused.unauthorized_client", CatapaRefused, "CATAPA does not allow this application to sign people in this way"),
    ("refused.access_denied", CatapaRefused, "the request for permission was denied"),
    ("refused.consent_required", CatapaRefused, "the person has not agreed to what this application asks for"),
    ("refused.invalid_scope", CatapaRefused, "CATAPA does not know the scope that this application asks for"),
    ("refused.server_error", CatapaRefused, "CATAPA had an unexpected error"),
    ("refused.invalid_client", Caller, "CATAPA does not accept the credentials of this application"),
    ("refused.invalid_grant", CatapaRefused, "this sign-in was used before, took too long, or was revoked"),
    ("refused.invalid_token", CatapaRefused, "this sign-in is too old"),
    ("refused.unsupported_grant_type", CatapaRefused, "CATAPA does not support this way of asking for tokens"),
    ("refused.other", CatapaRefused, "CATAPA refused, for a reason of its own"),
    ("code.too_old", Person, "this sign-in took too long"),
    ("token.rate_limited", CatapaRefused, "CATAPA asks to wait before trying again"),
    ("token.does_not_fit", Caller, "a token does not fit where this application keeps it"),
    ("tenant.differs", CatapaRefused, "CATAPA's answer is for another company than this sign-in"),
    ("tenant.not_named", CatapaUnclear, "the access token does not say which company it is for"),
    ("tenant.not_welcome", Person, "people of this company cannot sign in here"),
    ("token.rate_limited", CatapaRefused, "CATAPA asks to wait before trying again"),
    ("token.does_not_fit", Caller, "a token does not fit where this application keeps it"),
    (
        "api.path_refused",
        Caller,
        "an API path begins with one `/` and has no `..`, broken escape, backslash, `#`, space, control or other foreign character",
    ),
    ("api.token_rejected", CatapaRefused, "CATAPA no longer accepts this sign-in's access token"),
    ("api.forbidden", CatapaRefused, "CATAPA does not allow this"),
    ("api.rate_limited", CatapaRefused, "CATAPA asks to wait before trying again"),
    ("api.status", CatapaUnclear, "CATAPA answered with HTTP status 404"),
    ("reply.not_http", CatapaUnclear, "the answer is not a whole HTTP reply"),
    ("reply.over_limit", CatapaUnclear, "CATAPA's answer is too long"),
    ("reply.cut_short", CatapaUnclear, "CATAPA's answer was cut short"),
    ("reply.encoded", CatapaUnclear, "CATAPA's answer is in a coding that was not asked for"),
    ("reply.not_json", CatapaUnclear, "CATAPA's answer cannot be understood, from byte 7 on"),
    ("reply.member", CatapaUnclear, "CATAPA's answer cannot be used: its `access_token` is missing"),
    ("reply.status", CatapaUnclear, "CATAPA answered with HTTP status 503"),
    ("reply.status", CatapaUnclear, "CATAPA answered with HTTP status 503"),
];

type Explained = (&'static str, Blame, String);

/// What an error says. In the core none has a cause: the adapters pass these errors on, and would lose it.
fn explained(error: &impl Explain) -> Explained {
    assert!(error.source().is_none(), "{error:?}");
    (error.code(), error.blame(), error.to_string())
}

/// Why this callback was not accepted.
fn callback_error(story: &Story, callback: &str, now: u64) -> Explained {
    explained(&story.awaiting_callback().accept(callback, at(now)).unwrap_err())
}

/// Why this reply to a token request brought no tokens.
fn token_error(status: u16, body: &str) -> NotGranted<HaveCode> {
    let mut body = body.to_owned().into_bytes();
    Story::default().have_code().finish(Reply::new(status, &mut body), at(GRANT)).unwrap_err()
}

fn refresh_error(status: u16, body: &str) -> NotRefreshed<String> {
    let mut body = body.to_owned().into_bytes();
    Story::default().expired().finish(Reply::new(status, &mut body), at(GRANT)).unwrap_err()
}

fn api_error(status: u16) -> ApiError {
    Story::default().authorized().read_api(Reply::new(status, &mut [])).unwrap_err()
}

/// One error of each kind, in the order of the golden list. Nearly all come from the verb that returns them.
fn one_of_each() -> Vec<Explained> {
    let story = Story::default();
    let with_issuer = Story::with(catapa_signin::Options::default().issuer("https://accounts.example.com"));
    let welcomes_others = Story::of(ClientConfig { tenants: catapa_signin::Tenants::Only(&["other"]), ..config() });
    let ours = |rest: &str| callback_error(&story, &format!("state={CSRF_TOKEN}&{rest}"), CALLBACK);
    let other_client = Story::of(ClientConfig { client_id: "other", ..config() });
    let small = story.authorized().to_owned_in::<heapless::String<160>>().unwrap();
    let Freshness::Expired(small) = small.at(at(GRANT + LIFETIME)) else { panic!("expired") };
    let mut longer = token_reply().replace("refresh-1", &"r".repeat(161)).into_bytes();

    let mut told_by_all = vec![
        explained(&catapa_signin::Client::new(ClientConfig { client_id: "", ..config() }).unwrap_err()),
        explained(&other_client.client.resume(story.authorized().into_step()).unwrap_err()),
        explained(&story.client.token_request(&None, at(CALLBACK)).unwrap_err()),
        explained(&NotAStep),
        explained(&NotImported::BadAccessToken),
        explained(&NotImported::BadRefreshToken),
        explained(&NotImported::BadTenant),
        explained(&NotImported::TenantRefused(TenantRefusal::Differs)),
        explained(&story.client.accept(&mut None, &callback(), at(CALLBACK)).unwrap_err()),
        callback_error(&story, &"x".repeat(9_000), CALLBACK),
        callback_error(&story, "code=%zz", CALLBACK),
        callback_error(&story, "code=1&code=2", CALLBACK),
        callback_error(&with_issuer, &callback(), CALLBACK),
        callback_error(&story, "code=1", CALLBACK),
        callback_error(&story, "state=1", CALLBACK),
        callback_error(&story, &callback(), BEGIN + 600),
        ours("code=1&error=server_error"),
        ours(""),
        ours("code="),
        ours("error="),
        ours("code=1"),
        ours("code=1&tenant="),
        callback_error(&welcomes_others, &callback(), CALLBACK),
    ];
    told_by_all.extend(
        [
            "invalid_request",
            "unauthorized_client",
            "access_denied",
            "consent_required",
            "invalid_scope",
            "server_error",
            "invalid_client",
        ]
        .map(|error| ours(&format!("error={error}"))),
    );
    told_by_all.extend([
        explained(&token_error(400, r#"{"error":"invalid_grant"}"#)),
        explained(&token_error(401, r#"{"error":"invalid_token"}"#)),
        explained(&token_error(400, r#"{"error":"unsupported_grant_type"}"#)),
        explained(&token_error(400, r#"{"error":"something_else"}"#)),
        explained(&story.have_code().token_request(at(CALLBACK + 300)).unwrap_err()),
        explained(&token_error(429, "")),
        explained(&story.authorized().to_owned_in::<heapless::String<1>>().err().unwrap()),
        explained(&TenantRefusal::Differs),
        explained(&TenantRefusal::NotNamed),
        explained(&TenantRefusal::NotWelcome),
        explained(&refresh_error(429, "")),
        explained(&small.finish(Reply::new(200, &mut longer), at(GRANT)).unwrap_err()),
        explained(&NotAnApiPath),
        explained(&api_error(401)),
        explained(&api_error(403)),
        explained(&api_error(429)),
        explained(&api_error(404)),
        explained(&NotHttp),
        explained(&BodyFault::OverLimit),
        explained(&BodyFault::CutShort),
        explained(&BodyFault::Encoded),
        explained(&BodyFault::NotJson { at: 7 }),
        explained(&BodyFault::Member { name: "access_token", fault: MemberFault::Missing }),
        explained(&Ambiguity::Status { status: 503, problem: None }),
        explained(&token_error(503, "")),
    ]);
    told_by_all
}

#[test]
fn every_error_has_the_code_the_blame_and_the_sentence_of_the_golden_list() {
    for (explained, (code, blame, sentence)) in one_of_each().into_iter().zip(GOLDEN) {
        assert_eq!(explained, (code, blame, sentence.to_owned()));
    }
    assert_eq!(one_of_each().len(), GOLDEN.len());
}

#[test]
fn every_code_is_dotted_lower_case_words_and_names_one_thing() {
    let mut codes = HashMap::new();
    for (code, blame, sentence) in GOLDEN {
        let said = codes.insert(code, (blame, sentence));
        assert!(said.is_none_or(|said| said == (blame, sentence)), "{code} is two things");
        let words = code.split(['.', '_']).all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
        assert!(words && code.contains('.'), "{code}");
    }
}

#[test]
fn every_sentence_is_one_clear_line() {
    let faults = [
        MemberFault::Missing,
        MemberFault::Duplicate,
        MemberFault::WrongType,
        MemberFault::Empty,
        MemberFault::TooLong,
        MemberFault::BadCharacter,
        MemberFault::NotBearer,
    ];
    let members = faults.map(|fault| BodyFault::Member { name: "id", fault }.to_string());
    let golden = GOLDEN.map(|(.., sentence)| sentence.to_owned());
    for sentence in members.iter().chain(&golden).chain(&config_sentences()) {
        assert!((10..=130).contains(&sentence.len()), "{sentence}");
        assert!(sentence.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{sentence}");
        assert!(!sentence.ends_with('.') && !sentence.contains("  "), "{sentence}");
    }
    assert_eq!(members.iter().collect::<HashSet<_>>().len(), members.len());
}

/// The sentences of a configuration error for each field and each fault.
fn config_sentences() -> Vec<String> {
    use Fault::{BadCharacter, BadHost, Empty, NotAUrl, NotAnOrigin, NotHttps, TooLong};
    use Setting::*;
    let fields = [
        ClientId,
        ClientSecret,
        RedirectUri,
        AccountsOrigin,
        ApiOrigin,
        AuthorizeUrl,
        TokenUrl,
        UserUrl,
        ValidateUrl,
        Tenants,
        Scope,
        Issuer,
        PendingLifetime,
        UserNamespace,
        Product,
    ];
    let faults = [Empty, TooLong, BadCharacter, NotAUrl, NotHttps, BadHost, NotAnOrigin];
    let sentence = |field, fault| ConfigError { field, fault }.to_string();
    fields.into_iter().flat_map(|field| faults.map(|fault| sentence(field, fault))).collect()
}

#[test]
fn a_configuration_error_names_the_field_and_the_fault() {
    let sentences = config_sentences();
    assert_eq!(sentences.iter().collect::<HashSet<_>>().len(), sentences.len());
    assert_eq!(sentences[0], "the client id is empty");
}

#[test]
fn an_error_that_passes_on_another_says_what_that_one_says_and_says_it_once() {
    let unclear = token_error(200, "");
    let NotGranted::Ambiguous { why, .. } = &unclear else { panic!("{unclear:?}") };
    assert_eq!(explained(&unclear), explained(why));
    for (status, error) in [(400, "invalid_grant"), (401, "invalid_client")] {
        let body = format!(r#"{{"error":"{error}"}}"#);
        let (granted, refreshed) = (token_error(status, &body), refresh_error(status, &body));
        let (NotGranted::Refused(refusal) | NotGranted::ClientRefused { refusal, .. }) = &granted else {
            panic!("{granted:?}")
        };
        assert_eq!(explained(&granted), explained(refusal));
        assert_eq!(explained(&refreshed), explained(refusal));
    }
    for why in [callback::Fault::BadCode, callback::Fault::TenantNotWelcome] {
        assert_eq!(explained(&<catapa_signin::NotAccepted>::from(why)), explained(&why));
    }
    let (cut_short, differs) = (BodyFault::CutShort, TenantRefusal::Differs);
    assert_eq!(explained(&Ambiguity::from(cut_short)), explained(&cut_short));
    assert_eq!(explained(&ApiError::from(cut_short)), explained(&cut_short));
    assert_eq!(explained(&ApiError::TenantRefused(differs)), explained(&differs));
    assert_eq!(explained(&NotGranted::<HaveCode>::TenantRefused(differs)), explained(&differs));
    assert_eq!((DoesNotFit.code(), NotInTime.blame()), ("token.does_not_fit", Person));
}

//! Secrets: no form of any type or error shows one.

mod planted;
#[expect(unreachable_pub, reason = "the tests of the adapters look for secrets with this file too")]
mod search;

use core::fmt::Debug;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use catapa_signin::import::Tokens;
use catapa_signin::request::AuthorizeUrl;
use catapa_signin::{
    ApiError, Authorized, AwaitingCallback, Client, ClientConfig, Expired, Freshness, HaveCode, Method, NotAccepted,
    NotGranted, NotRefreshed, Options, Reply, SignIn,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::story::{BEGIN, CALLBACK, CSRF_TOKEN, GRANT, LIFETIME, VERIFIER, at, config, entropy, token_reply_with};
use planted::{CLIENT_SECRET, CODE, REFRESH_TOKEN, access_token, debugged, leak, shows_nothing, with_sources};

fn client() -> Client {
    let options = Options::default().pkce(true);
    Client::new(ClientConfig { client_secret: CLIENT_SECRET, options, ..config() }).unwrap()
}

fn callback() -> String {
    serde_urlencoded::to_string([("code", CODE), ("state", CSRF_TOKEN), ("tenant", "gdplabs")]).unwrap()
}

fn awaiting_callback(client: &Client) -> SignIn<'_, AwaitingCallback> {
    SignIn::new(client).begin(entropy(), at(BEGIN))
}

fn have_code(client: &Client) -> SignIn<'_, HaveCode> {
    awaiting_callback(client).accept(&callback(), at(CALLBACK)).unwrap()
}

fn authorized(client: &Client) -> SignIn<'_, Authorized<String>> {
    let mut body = token_reply_with(&access_token(), &format!("{REFRESH_TOKEN:?}")).into_bytes();
    have_code(client).finish(Reply::new(200, &mut body), at(GRANT)).unwrap().to_owned_in().unwrap()
}

fn expired(client: &Client) -> SignIn<'_, Expired<String>> {
    match authorized(client).at(at(GRANT + LIFETIME)) {
        Freshness::Expired(expired) => expired,
        other => panic!("{other:?}"),
    }
}

/// Error replies in each known form, from a server that quotes everything it received.
fn quoting() -> Vec<(u16, String)> {
    let quoted = [CODE, REFRESH_TOKEN, CLIENT_SECRET, VERIFIER, CSRF_TOKEN, &access_token()].join(" ");
    let text = serde_json::to_string(&quoted).unwrap();
    let mut replies = vec![(400, quoted.clone()), (200, quoted), (200, text.clone()), (200, format!("{{{text}:1}}"))];
    for status in [200, 302, 400, 401, 403, 404, 429, 500, 503] {
        for code in [r#""invalid_grant""#, r#""invalid_client""#, &text] {
            replies.push((status, format!(r#"{{"error":{code},"error_description":{text},"error_uri":{text}}}"#)));
            replies.push((status, format!(r#"{{"code":{code},"message":{text},"status":{status}}}"#)));
            replies.push((status, format!(r#"{{"error":{code},"message":{text},"status":{status},"path":{text}}}"#)));
        }
        for member in ["access_token", "refresh_token", "token_type", "id", "username"] {
            replies.push((status, format!(r#"{{{member:?}:{text},{member:?}:{text}}}"#)));
            replies.push((status, format!(r#"{{"access_token":"a",{member:?}:{text}}}"#)));
        }
    }
    replies
}

#[test]
fn a_planted_secret_is_found_in_whichever_form_it_turns_up() {
    let client = client();
    let request = crate::story::wire(&have_code(&client).token_request(at(CALLBACK)).unwrap());
    let basic = request.lines().find(|line| line.starts_with("authorization")).unwrap();
    assert_eq!(leak(basic).as_deref(), Some(CLIENT_SECRET), "inside Basic credentials");
    assert_eq!(leak(request.lines().last().unwrap()).as_deref(), Some(CODE), "inside a form");
    for secret in [CODE, VERIFIER, REFRESH_TOKEN, &access_token()] {
        for wrapped in [STANDARD_NO_PAD.encode(format!("x{secret}y")), URL_SAFE_NO_PAD.encode(format!("xy{secret}"))] {
            assert_eq!(leak(&wrapped).as_deref(), Some(secret));
        }
        assert_eq!(leak(&format!("{:?}", secret.as_bytes())).as_deref(), Some(secret));
    }
    assert_eq!(leak(&awaiting_callback(&client).authorize_url().to_string()).as_deref(), Some(CSRF_TOKEN));
    assert_eq!(leak("p.l-a\n\"nted co_de: ONE").as_deref(), Some(CODE), "in letters and digits alone");
    assert_eq!(leak("nothing of the kind"), None);
}

#[test]
fn no_client_and_no_step_shows_a_secret() {
    let client = client();
    shows_nothing("the configuration", &debugged(&ClientConfig { client_secret: CLIENT_SECRET, ..config() }));
    shows_nothing("the client", &debugged(&client));
    shows_nothing("Unstarted", &debugged(&SignIn::new(&client)));
    let (pending, code) = (awaiting_callback(&client), have_code(&client));
    let (tokens, ended) = (authorized(&client), expired(&client));
    shows_nothing("AwaitingCallback", &(debugged(&pending) + &debugged(pending.step())));
    shows_nothing("HaveCode", &(debugged(&code) + &debugged(code.step())));
    shows_nothing("Authorized", &(debugged(&tokens) + &debugged(tokens.step()) + &debugged(&tokens.step().by_ref())));
    shows_nothing("Expired", &(debugged(&ended) + &debugged(ended.step())));
    shows_nothing("Freshness", &(debugged(&tokens.at(at(GRANT))) + &debugged(&authorized(&client).at(at(0)))));
}

#[test]
fn no_request_shows_a_secret_unless_it_is_written() {
    let client = client();
    let (pending, code, tokens, ended) =
        (awaiting_callback(&client), have_code(&client), authorized(&client), expired(&client));
    let url: AuthorizeUrl<'_> = pending.authorize_url();
    shows_nothing("AuthorizeUrl", &debugged(&url));
    let secret = serde_json::to_string(REFRESH_TOKEN).unwrap();
    for request in [
        code.token_request(at(CALLBACK)).unwrap(),
        tokens.user_request(),
        tokens.validate_request(),
        tokens.api_request(Method::Post, "/v1").unwrap().json(&secret),
        ended.refresh_request(),
    ] {
        shows_nothing("Request", &debugged(&request));
        shows_nothing("Body", &debugged(request.body()));
        shows_nothing("Headers", &debugged(&request.headers().collect::<Vec<_>>()));
        shows_nothing("Url", &(debugged(&request.url()) + &request.url().to_string()));
        if let catapa_signin::request::Body::Form(form) = request.body() {
            shows_nothing("Form", &debugged(form));
        }
    }
}

#[test]
fn no_reply_shows_its_body() {
    let mut body = token_reply_with(&access_token(), &format!("{REFRESH_TOKEN:?}")).into_bytes();
    shows_nothing("Reply", &debugged(&Reply::new(200, &mut body)));
    let client = client();
    shows_nothing("ApiReply", &debugged(&authorized(&client).read_api(Reply::new(200, &mut body)).unwrap()));
    let mut body = format!(r#"{{"id":"42","username":{CODE:?},"email":{REFRESH_TOKEN:?}}}"#).into_bytes();
    let tokens = authorized(&client);
    let user = tokens.read_user(Reply::new(200, &mut body)).unwrap();
    shows_nothing("User", &(debugged(&user) + &debugged(&user.key()) + &user.key().to_string()));
}

#[test]
fn no_refused_callback_is_quoted() {
    let client = client();
    let quoted = serde_urlencoded::to_string([("error_description", CODE), ("error_uri", CSRF_TOKEN)]).unwrap();
    let other = callback().replace(CSRF_TOKEN, VERIFIER);
    let unknown = serde_urlencoded::to_string([("error", REFRESH_TOKEN), ("state", CSRF_TOKEN)]).unwrap();
    let callbacks = [
        other,
        callback() + "&code=x",
        callback() + "&error=access_denied",
        callback() + "&tenant=%zz",
        format!("state={CSRF_TOKEN}&error=access_denied&{quoted}"),
        unknown + "&" + &quoted,
        format!("state={CSRF_TOKEN}"),
        format!("state={CSRF_TOKEN}&code={CODE}%20%C3%A9&tenant=gdplabs"),
        format!("state={CSRF_TOKEN}&code=x&tenant={CODE}"),
        format!("state={CSRF_TOKEN}{}", "x".repeat(9_000)),
    ];
    for callback in callbacks {
        let error = awaiting_callback(&client).accept(&callback, at(CALLBACK)).unwrap_err();
        shows_nothing("NotAccepted", &with_sources(&error));
        if let NotAccepted::Denied(refusal) = &error {
            shows_nothing("Refusal", &(with_sources(refusal) + &debugged(refusal.error_code())));
        }
    }
    let late = awaiting_callback(&client).accept(&callback(), at(BEGIN + 600)).unwrap_err();
    shows_nothing("TooLate", &with_sources(&late));
    shows_nothing("NotInTime", &with_sources(&have_code(&client).token_request(at(CALLBACK + 300)).unwrap_err()));
}

#[test]
fn no_error_repeats_a_server_that_quotes_what_it_was_sent() {
    let client = client();
    for (status, body) in quoting() {
        let what = format!("{status} {body:.60}");
        let mut bytes = body.clone().into_bytes();
        if let Err(error) = have_code(&client).finish(Reply::new(status, &mut bytes), at(GRANT)) {
            shows_nothing(&what, &with_sources(&error));
            if let NotGranted::Refused(refusal) | NotGranted::ClientRefused { refusal, .. } = &error {
                shows_nothing(&what, &debugged(refusal));
            }
        }
        let mut bytes = body.clone().into_bytes();
        if let Err(error) = expired(&client).finish(Reply::new(status, &mut bytes), at(GRANT)) {
            shows_nothing(&what, &with_sources(&error));
            if let NotRefreshed::Ambiguous { why, .. } = &error {
                shows_nothing(&what, &with_sources(why));
            }
        }
        let mut bytes = body.into_bytes();
        if let Err(error) = authorized(&client).read_user(Reply::new(status, &mut bytes)) {
            shows_nothing(&what, &with_sources(&error));
        }
        if let Err(error) = authorized(&client).read_api(Reply::new(status, &mut bytes)) {
            shows_nothing(&what, &with_sources(&error));
        }
    }
}

#[test]
fn no_other_error_shows_a_secret() {
    let client = client();
    let other = Client::new(ClientConfig { client_id: "other", ..config() }).unwrap();
    shows_nothing("NotOurStep", &with_sources(&other.resume(expired(&client).into_step()).unwrap_err()));
    shows_nothing("NotOurStep", &with_sources(&other.resume(have_code(&client).into_step()).unwrap_err()));
    shows_nothing("DoesNotFit", &with_sources(&authorized(&client).to_owned_in::<heapless::String<8>>().unwrap_err()));
    let path = format!("/{CODE} {REFRESH_TOKEN}");
    shows_nothing("NotAnApiPath", &with_sources(&authorized(&client).api_request(Method::Get, &path).unwrap_err()));
    let tokens = Tokens { access_token: CODE, refresh_token: Some(REFRESH_TOKEN), expires_at: None, tenant: "gdplabs" };
    shows_nothing("Tokens", &debugged(&tokens));
    for tokens in [
        tokens,
        Tokens { access_token: &format!("{CODE} {REFRESH_TOKEN}"), ..tokens },
        Tokens { refresh_token: Some(&format!("{REFRESH_TOKEN}\0")), ..tokens },
        Tokens { tenant: &CODE.repeat(20), ..tokens },
    ] {
        shows_nothing("NotImported", &with_sources(&client.import(tokens, at(GRANT)).unwrap_err()));
    }
    let garbled = [CODE.as_bytes(), &[0; 72]].concat();
    shows_nothing("NotAStep", &with_sources(&AwaitingCallback::from_bytes(&garbled).unwrap_err()));
    for config in [
        ClientConfig { client_secret: "planted client/secret+%\n", ..config() },
        ClientConfig { redirect_uri: CLIENT_SECRET, ..config() },
        ClientConfig { client_id: &CLIENT_SECRET.repeat(20), ..config() },
    ] {
        shows_nothing("ConfigError", &with_sources(&Client::new(config).unwrap_err()));
    }
    let tokens = authorized(&client);
    let Err(ApiError::TokenRejected(proof)) = tokens.read_api(Reply::new(401, &mut [])) else { panic!("a proof") };
    shows_nothing("TokenRejected", &with_sources(&proof));
    shows_nothing("NotHttp", &with_sources(&Reply::from_http1(&mut CODE.as_bytes().to_vec(), 9).unwrap_err()));
    let small = authorized(&client).to_owned_in::<heapless::String<100>>().unwrap();
    let Freshness::Expired(small) = small.at(at(GRANT + LIFETIME)) else { panic!("expired") };
    let mut body = token_reply_with(&access_token(), &format!("{:?}", REFRESH_TOKEN.repeat(9))).into_bytes();
    shows_nothing("NotRefreshed", &with_sources(&small.finish(Reply::new(200, &mut body), at(GRANT)).unwrap_err()));
}

/// A saved step with a secret as the value or the name of one member, for each member.
fn garbled(step: &impl Serialize) -> Vec<Value> {
    let saved = serde_json::to_value(step).unwrap();
    let members = saved.as_object().unwrap();
    let with = |name: &str, value: Value| {
        let mut members = members.clone();
        members.insert(name.to_owned(), value);
        Value::from(members)
    };
    let mut broken = vec![Value::from(CODE), serde_json::json!([CODE]), serde_json::json!({ CODE: CODE })];
    for name in members.keys() {
        for value in [CODE.into(), format!("{CODE}\u{e9}").into(), CODE.repeat(99).into(), serde_json::json!([CODE])] {
            broken.push(with(name, value));
        }
        broken.push(with(name, serde_json::json!({ CODE: REFRESH_TOKEN })));
        let mut renamed = members.clone();
        renamed.remove(name).map(|value| renamed.insert(REFRESH_TOKEN.to_owned(), value));
        broken.push(renamed.into());
    }
    broken
}

/// The number of these saved forms that are refused. No error may show a secret.
fn refused<S: DeserializeOwned + Debug>(broken: &[Value]) -> usize {
    let count = |value: &&Value| {
        let (read, written) = (serde_json::from_value::<S>((*value).clone()), value.to_string());
        for error in read.err().into_iter().chain(serde_json::from_str::<S>(&written).err()) {
            shows_nothing(&written, &with_sources(&error));
        }
        serde_json::from_str::<S>(&written).is_err()
    };
    broken.iter().filter(count).count()
}

#[test]
fn no_garbled_saved_form_is_quoted() {
    let client = client();
    let garbled = [
        garbled(awaiting_callback(&client).step()),
        garbled(have_code(&client).step()),
        garbled(authorized(&client).step()),
        garbled(expired(&client).step()),
    ]
    .concat();
    let refused = [
        refused::<AwaitingCallback>(&garbled),
        refused::<HaveCode>(&garbled),
        refused::<Authorized<String>>(&garbled),
        refused::<Expired<String>>(&garbled),
    ];
    // A refresh token may be any visible ASCII and spaces, so a few of these forms are still good.
    assert!(refused.into_iter().all(|count| count > garbled.len() * 9 / 10), "{refused:?} of {}", garbled.len());
}

/// The tests above look at every public type, except these:
///
/// - traits: `Explain`, `FromTokenText`, `Sealed`, `Step`, `TokenText`;
/// - kinds, numbers and names of ours: `BasicEncoding`, `Blame`, `BodyFault`, `Fault`, `GrantedScope`, `MemberFault`,
///   `Omitted`, `OpaqueTokens`, `Redirects`, `RetryAfter`, `Setting`, `SignInId`, `Stray`, `TenantPlacement`, `TenantRefusal`, `UnixTime`;
/// - what is shown for everybody to see: `ClaimedTenant`, `ConfirmedTenant`, `Employee`, `Endpoints`, `Role`, `Roles`, `Tenant`,
///   `Tenants`, `UserKey`;
/// - parts of types above: `Ambiguity`, `ApiProblem`, `ErrorCode`, `Header`, `OtherCode`;
/// - errors with nothing but errors without content: `NotRequested`.
#[test]
fn every_public_type_is_looked_at_or_can_hold_no_secret() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut public = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let types = ["pub struct ", "pub enum ", "pub trait "];
            let source = fs::read_to_string(entry).unwrap();
            let lines = source.lines().filter_map(|line| types.iter().find_map(|kind| line.trim().strip_prefix(kind)));
            public.extend(lines.map(|line| words(line).next().unwrap().to_owned()));
        }
    }
    assert!(public.len() > 50, "{public:?}");
    for name in public {
        let looked_at = include_str!("secrets.rs");
        assert!(words(looked_at).any(|word| word == name), "{name}: look at it, or say that it is harmless");
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

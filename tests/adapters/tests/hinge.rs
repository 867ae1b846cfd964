//! From the core to the `http` crate and back, with generated requests and replies: every byte comes through.

use core::future::ready;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::request::Body;
use catapa_signin::{
    ApiError, Authorized, Client, ClientConfig, Endpoints, HaveCode, Method, NotGranted, Options, Reply, Request,
    SignIn, Tenants, UnixTime,
};
use catapa_signin_async::send;
use catapa_signin_http::{CutShort, ReplyBuffer, SendError, to_http};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use proptest::prelude::*;

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
const CSRF_TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const VERIFIER: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
const ACCESS_TOKEN: &str = "e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln";

fn client(id: &str, secret: &str) -> Client {
    Client::new(ClientConfig {
        client_id: id,
        client_secret: secret,
        redirect_uri: "https://app.example.com/callback?a=b%20c",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Any,
        options: Options::default().pkce(true),
    })
    .unwrap()
}

fn catapa() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client("id", "secret"))
}

fn have_code<'c>(client: &'c Client, code: &str, tenant: &str) -> SignIn<'c, HaveCode> {
    let callback = serde_urlencoded::to_string([("code", code), ("state", CSRF_TOKEN), ("tenant", tenant)]).unwrap();
    SignIn::new(client).begin(core::array::from_fn(|index| index as u8), NOW).accept(&callback, NOW).unwrap()
}

fn authorized() -> SignIn<'static, Authorized<String>> {
    let mut body = format!(r#"{{"access_token":"{ACCESS_TOKEN}","refresh_token":"r"}}"#).into_bytes();
    let authorized = have_code(catapa(), "c0de", "gdplabs").finish(Reply::new(200, &mut body), NOW).unwrap();
    authorized.to_owned_in().unwrap()
}

/// Method, URL, headers, marks and body are the core's own; nothing is added, doubled or lost.
fn is_the_same(request: &Request<'_>, judged: &http::Request<Vec<u8>>) {
    assert_eq!(judged.method().as_str(), request.method().as_str());
    assert_eq!(judged.uri().to_string(), request.url().to_string());
    assert_eq!(judged.headers().len(), request.headers().count());
    for header in request.headers() {
        let mut text = String::new();
        header.write_value(&mut text).unwrap();
        let value = judged.headers().get(header.name()).unwrap();
        assert_eq!((value.as_bytes(), value.is_sensitive()), (text.as_bytes(), header.is_secret()));
    }
    let mut body = String::new();
    request.body().write_to(&mut body).unwrap();
    assert_eq!(judged.body(), body.as_bytes());
}

#[test]
fn of_two_waits_the_first_that_can_be_read_counts() {
    for name in ["retry-after", "ratelimit-reset"] {
        let response = http::Response::builder().status(429).header(name, "soon").header(name, 7).header(name, 9);
        let mut buffer = ReplyBuffer::new(response.body(Vec::new()).unwrap(), 65_536);
        let outcome = have_code(catapa(), "c0de", "gdplabs").finish(buffer.as_reply(), NOW);
        assert!(
            matches!(outcome, Err(NotGranted::RateLimited { retry_after, .. }) if retry_after.secs(NOW) == 7),
            "{outcome:?}"
        );
    }
}

proptest! {
    #[test]
    fn a_token_request_comes_through_and_a_form_decoder_reads_code_credentials_and_tenant(
        code in "[!-~]{1,60}",
        tenant in "[!#$%&*+.^_|~a-zA-Z0-9-]{1,20}",
        id in "[^:\\pC]{1,20}",
        secret in "\\PC{1,20}",
    ) {
        let client = client(&id, &secret);
        let have_code = have_code(&client, &code, &tenant);
        let request = have_code.token_request(NOW).unwrap();
        let judged = to_http(&request).unwrap();
        is_the_same(&request, &judged);
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(judged.body()).unwrap();
        let expected = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "https://app.example.com/callback?a=b%20c"),
            ("code_verifier", VERIFIER),
        ];
        prop_assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let basic = judged.headers()[AUTHORIZATION].to_str().unwrap().strip_prefix("Basic ").unwrap();
        prop_assert_eq!(STANDARD.decode(basic).unwrap(), format!("{id}:{secret}").into_bytes());
        prop_assert_eq!(judged.headers()["tenant"].as_bytes(), tenant.as_bytes());
        prop_assert!(judged.headers()[AUTHORIZATION].is_sensitive());
    }

    #[test]
    fn an_api_request_comes_through_and_its_json_is_what_was_given(
        path in "/[a-z0-9/._~%-]{0,20}(\\?[a-z0-9=&%+:@!$'()*,;/-]{0,20})?",
        texts: Vec<String>,
    ) {
        let authorized = authorized();
        let json = serde_json::to_string(&texts).unwrap();
        for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete] {
            let Ok(request) = authorized.api_request(method, &path) else { continue };
            is_the_same(&request, &to_http(&request).unwrap());
            let request = request.json(&json);
            let judged = to_http(&request).unwrap();
            is_the_same(&request, &judged);
            prop_assert_eq!(judged.uri().path_and_query().unwrap().as_str(), path.as_str());
            prop_assert_eq!(&serde_json::from_slice::<Vec<String>>(judged.body()).unwrap(), &texts);
            prop_assert_eq!(&judged.headers()[CONTENT_TYPE], "application/json");
            prop_assert!(matches!(request.body(), Body::Json(_)));
        }
    }

    #[test]
    fn a_reply_keeps_its_bytes_up_to_the_limit_and_is_refused_beyond_it(
        body: Vec<u8>,
        status in 200..300_u16,
        over in 0..3_usize,
    ) {
        let authorized = authorized();
        let response = || http::Response::builder().status(status).body(body.clone()).unwrap();
        let limit = body.len().saturating_sub(over);
        let mut buffer = ReplyBuffer::new(response(), limit);
        prop_assert_eq!(buffer.status().as_u16(), status);
        match authorized.read_api(buffer.as_reply()) {
            Ok(reply) => {
                prop_assert_eq!((reply.status(), reply.body()), (status, body.as_slice()));
                prop_assert_eq!(limit, body.len());
            }
            Err(ApiError::Unreadable(BodyFault::OverLimit)) => prop_assert!(body.len() > limit),
            Err(other) => panic!("{other:?}"),
        }
        let mut cut_short = response();
        cut_short.extensions_mut().insert(CutShort);
        let mut buffer = ReplyBuffer::new(cut_short, body.len());
        let cut = authorized.read_api(buffer.as_reply());
        prop_assert!(matches!(cut, Err(ApiError::Unreadable(BodyFault::CutShort))), "{:?}", cut);
    }

    #[test]
    fn a_closure_gets_the_very_request_and_the_step_gets_the_very_reply(
        path in "/[a-z0-9_~-]{0,20}(\\?[a-z0-9=&+:@!$'()*,;/-]{0,20})?",
        text: String,
        body: Vec<u8>,
        over in 0..3_usize,
        is_cut_short: bool,
    ) {
        let authorized = authorized();
        let json = serde_json::to_string(&text).unwrap();
        let limit = body.len().saturating_sub(over);
        let request = authorized.api_request(Method::Post, &path).unwrap().json(&json).with_reply_limit(limit);
        let mut response = http::Response::new(body.clone());
        if is_cut_short {
            response.extensions_mut().insert(CutShort);
        }
        let sent = send(&request, |judged| {
            is_the_same(&request, &judged);
            ready(Ok::<_, SendError>(response))
        });
        let mut buffer = smol::block_on(sent).unwrap();
        match authorized.read_api(buffer.as_reply()) {
            Ok(reply) => prop_assert_eq!((reply.body(), limit, is_cut_short), (body.as_slice(), body.len(), false)),
            Err(ApiError::Unreadable(BodyFault::OverLimit)) => prop_assert!(body.len() > limit),
            Err(ApiError::Unreadable(BodyFault::CutShort)) => prop_assert!(body.len() == limit && is_cut_short),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn tokens_come_through_as_serde_json_reads_them(refresh_token in "[!-~]{1,60}", unread: String) {
        let json = serde_json::json!({ "access_token": ACCESS_TOKEN, "refresh_token": refresh_token, "x": unread });
        let response = http::Response::builder().status(200).body(serde_json::to_vec(&json).unwrap()).unwrap();
        let mut buffer = ReplyBuffer::new(response, 65_536);
        let granted = have_code(catapa(), "c0de", "gdplabs").finish(buffer.as_reply(), NOW).unwrap();
        prop_assert_eq!(granted.step().expose_access_token(), ACCESS_TOKEN);
        prop_assert_eq!(granted.step().expose_refresh_token(), Some(refresh_token.as_str()));
    }

    #[test]
    fn a_wait_comes_through_whatever_other_headers_say(
        secs in 0..2_000_u32,
        name in prop::sample::select(vec!["Retry-After", "RateLimit-Reset"]),
        others in prop::collection::vec(("[a-z-]{1,12}", prop::collection::vec(any::<u8>(), 0..12)), 0..6),
    ) {
        let mut response = http::Response::builder().status(429).header(name, secs).body(Vec::new()).unwrap();
        for (name, value) in others {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(&value)) {
                response.headers_mut().append(name, value);
            }
        }
        let mut buffer = ReplyBuffer::new(response, 65_536);
        match have_code(catapa(), "c0de", "gdplabs").finish(buffer.as_reply(), NOW) {
            Err(NotGranted::RateLimited { retry_after, .. }) => {
                prop_assert_eq!(retry_after.secs(NOW), u64::from(secs.clamp(1, 300)));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn any_status_and_any_body_reach_the_step_without_a_panic(status in 100..1_000_u16, body: Vec<u8>) {
        let response = http::Response::builder().status(status).body(body).unwrap();
        let mut buffer = ReplyBuffer::new(response, 65_536);
        match have_code(catapa(), "c0de", "gdplabs").finish(buffer.as_reply(), NOW) {
            Err(NotGranted::RateLimited { .. }) => prop_assert_eq!(status, 429),
            Err(NotGranted::Ambiguous { why: Ambiguity::Status { status: said, .. }, .. }) => prop_assert_eq!(said, status),
            Err(NotGranted::Ambiguous { .. }) => prop_assert!((200..300).contains(&status)),
            other => panic!("{other:?}"),
        }
    }
}

//! The work as the examples of `oauth2` do it. `oauth2` has no tenant, so that part is as its user would write it.

use core::cell::Cell;
use core::fmt;
use core::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use oauth2::http::{Response, StatusCode};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, HttpResponse,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse as _, TokenUrl,
};
use serde::Deserialize;
use url::Url;

use super::inputs::{self, CALLBACK, CODE, ENTROPY};
use super::{Meter, Operation, Worker};

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;
type Answered<T> = Result<T, RequestTokenError<Unanswered, BasicErrorResponse>>;

/// The error of a client that never answers.
#[derive(Debug)]
struct Unanswered;

impl core::error::Error for Unanswered {}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unanswered")
    }
}

pub(super) fn work(meter: &mut impl Meter) {
    let client = client();
    let code = || Some(AuthorizationCode::new(CODE.to_owned()));

    meter.measure(
        Operation::AuthorizeUrl,
        Worker::Peer,
        || (),
        |_| {
            black_box(&authorize_url(&client));
        },
    );
    let csrf_token = || CsrfToken::new(inputs::CSRF_TOKEN.to_owned());
    meter.measure(Operation::Callback, Worker::Peer, csrf_token, |csrf_token| {
        black_box(&callback(csrf_token));
    });
    meter.measure(Operation::TokenRequest, Worker::Peer, code, |code| {
        assert!(exchange(&client, code, &mut None).is_err());
    });
    for (operation, status, body) in [
        (Operation::Reply, StatusCode::OK, inputs::reply()),
        (Operation::LongReply, StatusCode::OK, inputs::long_reply()),
        (Operation::ErrorReply, StatusCode::BAD_REQUEST, inputs::ERROR_REPLY.to_owned()),
    ] {
        let input = || (code(), Some(response(status, &body)));
        meter.measure(operation, Worker::Peer, input, |(code, response)| {
            let outcome = exchange(&client, code, response);
            assert_eq!(outcome.is_ok(), status == StatusCode::OK);
            black_box(&outcome);
        });
    }
    let claimed = inputs::claimed_reply();
    let input = || (code(), Some(response(StatusCode::OK, &claimed)));
    meter.measure(Operation::ClaimedReply, Worker::Peer, input, |(code, response)| {
        let tokens = exchange(&client, code, response).expect("tokens");
        assert_eq!(claimed_tenant(tokens.access_token().secret()).as_deref(), Some(inputs::TENANT));
        black_box(&tokens);
    });
    let reply = inputs::reply();
    let refresh_token = exchange(&client, &mut code(), &mut Some(response(StatusCode::OK, &reply))).expect("tokens");
    let refresh_token = refresh_token.refresh_token().expect("a refresh token").clone();
    let input = || (refresh_token.clone(), Some(response(StatusCode::OK, &reply)));
    meter.measure(Operation::Refresh, Worker::Peer, input, |(refresh_token, response)| {
        black_box(&refresh(&client, refresh_token, response));
    });
    let reply = || Some(response(StatusCode::OK, &reply));
    let input = || (reply(), reply());
    meter.measure(Operation::Whole, Worker::Peer, input, |(response, refreshed)| {
        let (url, csrf_token) = authorize_url(&client);
        black_box(&url);
        let (code, tenant) = callback(&csrf_token);
        black_box(&tenant);
        let tokens = exchange(&client, &mut Some(code), response).expect("tokens");
        black_box(&refresh(&client, tokens.refresh_token().expect("a refresh token"), refreshed));
    });
}

fn authorize_url(client: &Client) -> (Url, CsrfToken) {
    let csrf_token = || CsrfToken::new(URL_SAFE_NO_PAD.encode(&ENTROPY[..32]));
    client.authorize_url(csrf_token).add_scope(Scope::new(String::new())).url()
}

fn callback(csrf_token: &CsrfToken) -> (AuthorizationCode, String) {
    let url = Url::parse(&("http://localhost".to_owned() + CALLBACK)).expect("a URL");
    let find = |wanted| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned())).expect("a parameter")
    };
    let (code, state) = (AuthorizationCode::new(find("code")), CsrfToken::new(find("state")));
    assert_eq!(state.secret(), csrf_token.secret());
    (code, find("tenant"))
}

fn exchange(
    client: &Client,
    code: &mut Option<AuthorizationCode>,
    response: &mut Option<HttpResponse>,
) -> Answered<BasicTokenResponse> {
    let response = Cell::from_mut(response);
    client.exchange_code(code.take().expect("one")).request(&|request| {
        black_box(&request);
        response.take().ok_or(Unanswered)
    })
}

fn refresh(client: &Client, refresh_token: &RefreshToken, response: &mut Option<HttpResponse>) -> BasicTokenResponse {
    let response = Cell::from_mut(response);
    let tokens: Answered<_> = client.exchange_refresh_token(refresh_token).request(&|request| {
        black_box(&request);
        response.take().ok_or(Unanswered)
    });
    tokens.expect("newer tokens")
}

/// The tenant that an access token names. Its signature is not checked.
fn claimed_tenant(access_token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        tenant: String,
    }

    let payload = access_token.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&payload).ok().map(|Claims { tenant }| tenant)
}

fn response(status: StatusCode, body: &str) -> HttpResponse {
    let mut response = Response::new(body.as_bytes().to_vec());
    *response.status_mut() = status;
    response
}

fn client() -> Client {
    BasicClient::new(ClientId::new(inputs::CLIENT_ID.to_owned()))
        .set_client_secret(ClientSecret::new(inputs::CLIENT_SECRET.to_owned()))
        .set_auth_uri(AuthUrl::new(inputs::AUTHORIZE_URL.to_owned()).expect("a URL"))
        .set_token_uri(TokenUrl::new(inputs::TOKEN_URL.to_owned()).expect("a URL"))
        .set_redirect_uri(RedirectUrl::new(inputs::REDIRECT_URI.to_owned()).expect("a URL"))
}

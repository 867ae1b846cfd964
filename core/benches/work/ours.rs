//! The work as this crate's documentation does it.

use core::fmt::Write as _;
use core::hint::black_box;

use catapa_signin::config::OpaqueTokens;
use catapa_signin::{
    Authorized, AwaitingCallback, Client, ClientConfig, Endpoints, Freshness, HaveCode, Options, Reply, Request,
    SignIn, Tenants,
};
use heapless::String as Text;

use super::inputs::{self, LATER, NOW};
use super::{Meter, Operation, Worker};

pub(super) fn work(meter: &mut impl Meter) {
    let client = client(OpaqueTokens::TrustUserReply);
    let checking = self::client(OpaqueTokens::Refuse);

    meter.measure(
        Operation::AuthorizeUrl,
        Worker::Ours,
        || (),
        |_| {
            black_box(&begin(&client));
        },
    );
    meter.measure(
        Operation::Callback,
        Worker::Ours,
        || Some(pending(&client)),
        |pending| {
            black_box(&accept(taken(pending)));
        },
    );
    meter.measure(
        Operation::TokenRequest,
        Worker::Ours,
        || have_code(&client),
        |have_code| {
            write(&have_code.token_request(NOW).expect("a new code"), sent);
        },
    );
    for (operation, client, status, body) in [
        (Operation::Reply, &client, 200, inputs::reply()),
        (Operation::LongReply, &client, 200, inputs::long_reply()),
        (Operation::ErrorReply, &client, 400, inputs::ERROR_REPLY.to_owned()),
        (Operation::ClaimedReply, &checking, 200, inputs::claimed_reply()),
    ] {
        let input = || (Some(have_code(client)), body.clone().into_bytes());
        meter.measure(operation, Worker::Ours, input, |(have_code, body)| {
            let outcome = taken(have_code).finish(Reply::new(status, body), NOW);
            assert_eq!(outcome.is_ok(), status == 200);
            black_box(&outcome);
        });
    }
    let reply = inputs::reply();
    let input = || (Some(authorized(&client, &reply)), reply.clone().into_bytes());
    meter.measure(Operation::Refresh, Worker::Ours, input, |(tokens, body)| {
        black_box(&refresh(taken(tokens), body));
    });
    let input = || (reply.clone().into_bytes(), reply.clone().into_bytes());
    meter.measure(Operation::Whole, Worker::Ours, input, |(body, refreshed)| {
        let have_code = accept(begin(&client));
        write(&have_code.token_request(NOW).expect("a new code"), sent);
        let tokens = have_code.finish(Reply::new(200, body), NOW).expect("tokens");
        let tokens = tokens.to_owned_in::<String>().expect("a String takes all");
        black_box(&refresh(tokens, refreshed));
    });
}

/// Takes the only step.
fn taken<S>(step: &mut Option<S>) -> S {
    step.take().expect("one")
}

fn begin(client: &Client) -> SignIn<'_, AwaitingCallback> {
    let sign_in = SignIn::new(client).begin(inputs::ENTROPY, NOW);
    let mut url = Text::<512>::new();
    sign_in.authorize_url().write_to(&mut url).expect("a URL that fits");
    black_box(&url);
    sign_in
}

fn pending(client: &Client) -> SignIn<'_, AwaitingCallback> {
    SignIn::new(client).begin(inputs::ENTROPY, NOW)
}

fn accept(pending: SignIn<'_, AwaitingCallback>) -> SignIn<'_, HaveCode> {
    pending.accept(inputs::CALLBACK, NOW).expect("our callback")
}

fn have_code(client: &Client) -> SignIn<'_, HaveCode> {
    accept(pending(client))
}

fn authorized<'c>(client: &'c Client, reply: &str) -> SignIn<'c, Authorized<String>> {
    let mut body = reply.as_bytes().to_vec();
    let tokens = have_code(client).finish(Reply::new(200, &mut body), NOW).expect("tokens");
    tokens.to_owned_in().expect("a String takes all")
}

fn refresh<'c>(tokens: SignIn<'c, Authorized<String>>, body: &mut [u8]) -> SignIn<'c, Authorized<String>> {
    let Freshness::Expired(expired) = tokens.at(LATER) else { panic!("due by now") };
    write(&expired.refresh_request(), sent);
    expired.finish(Reply::new(200, body), LATER).expect("newer tokens")
}

/// The texts that a whole sign-in writes.
pub(super) struct Written {
    pub(super) authorize_url: String,
    pub(super) token_request: String,
    pub(super) refresh_request: String,
}

pub(super) fn written() -> Written {
    let client = client(OpaqueTokens::TrustUserReply);
    let text = |request: &Request<'_>| {
        let mut text = String::new();
        write(request, |parts| text = parts.concat());
        text
    };
    let Freshness::Expired(expired) = authorized(&client, &inputs::reply()).at(LATER) else { panic!("due by now") };
    Written {
        authorize_url: pending(&client).authorize_url().to_string(),
        token_request: text(&have_code(&client).token_request(NOW).expect("a new code")),
        refresh_request: text(&expired.refresh_request()),
    }
}

/// Takes URL, headers and body, as an HTTP client does.
fn write(request: &Request<'_>, take: impl FnOnce([&str; 3])) {
    let (mut url, mut headers, mut body) = (Text::<256>::new(), Text::<512>::new(), Text::<1024>::new());
    write!(url, "{}", request.url()).expect("a URL that fits");
    for header in request.headers() {
        headers.push_str(header.name()).expect("headers that fit");
        header.write_value(&mut headers).expect("headers that fit");
    }
    request.body().write_to(&mut body).expect("a body that fits");
    take([&url, &headers, &body]);
}

fn sent(parts: [&str; 3]) {
    black_box(parts);
}

fn client(opaque_tokens: OpaqueTokens) -> Client {
    Client::new(ClientConfig {
        client_id: inputs::CLIENT_ID,
        client_secret: inputs::CLIENT_SECRET,
        redirect_uri: inputs::REDIRECT_URI,
        endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
        tenants: Tenants::Any,
        options: Options::default().opaque_tokens(opaque_tokens),
    })
    .expect("a client that can be")
}

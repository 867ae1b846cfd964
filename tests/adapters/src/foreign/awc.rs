//! `awc`, the client of Actix: of `http` 0.2, with futures that stay on their thread.

use core::error::Error;
use core::time::Duration;
use std::sync::Arc;

use awc::error::{ConnectError, SendRequestError};
use catapa_signin_http::conformance::{ClientUnderTest, Setup};
use catapa_signin_http::{CutShort, SendError};
use futures_util::StreamExt as _;
use http::header::CONTENT_LENGTH;
use http::{Method, Request, Response};
use tokio::time::{Instant, timeout_at};

use crate::way::options;

/// `awc`, as an application sets it up.
#[must_use]
pub fn awc() -> ClientUnderTest {
    let make = |setup: &Setup| {
        // Its connections for GETs are kept. One for anything else has no lifetime beyond its request.
        let (kept, fresh) = (client(setup, Duration::from_secs(60)), client(setup, Duration::ZERO));
        let timeout = setup.timeout;
        async move |request: Request<Vec<u8>>, limit| {
            let client = if request.method() == Method::GET { &kept } else { &fresh };
            send(client, request, limit, timeout).await
        }
    };
    let on_tokio = |check: catapa_signin_http::conformance::Check<'_>| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        tokio::task::LocalSet::new().block_on(&runtime.expect("a runtime"), check);
    };
    ClientUnderTest::new("awc", make, on_tokio).without_proxy()
}

fn client(setup: &Setup, lifetime: Duration) -> awc::Client {
    let mut tls = options(setup).and_then(|options| options.tls()).expect("TLS");
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let connector = awc::Connector::new()
        .timeout(setup.connect_timeout)
        .conn_lifetime(lifetime)
        .handshake_timeout(setup.connect_timeout)
        .rustls_0_23(Arc::new(tls));
    let client = awc::Client::builder().connector(connector).timeout(setup.timeout);
    client.disable_redirects().no_default_headers().finish()
}

async fn send(
    client: &awc::Client,
    request: Request<Vec<u8>>,
    limit: usize,
    timeout: Duration,
) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
    // Its own time-out ends with the head of the reply.
    let until = Instant::now() + timeout;
    let (head, body) = request.into_parts();
    let method = awc::http::Method::from_bytes(head.method.as_str().as_bytes())?;
    let mut request = client.request(method, head.uri.to_string()).no_decompress();
    for (name, value) in &head.headers {
        request = request.insert_header((name.as_str(), value.as_bytes()));
    }
    let mut reply = request.send_body(body).await.map_err(classify)?;

    let mut response = Response::builder().status(reply.status().as_u16());
    for (name, value) in reply.headers() {
        response = response.header(name.as_str(), value.as_bytes());
    }
    let (mut body, mut is_cut_short) = (Vec::new(), false);
    while body.len() <= limit {
        match timeout_at(until, reply.next()).await {
            Ok(Some(Ok(piece))) => body.extend_from_slice(&piece),
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => {
                is_cut_short = true;
                break;
            }
        }
    }
    let mut response = response.body(body)?;
    // It takes the end of a connection for the end of the body.
    let announced = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if is_cut_short || announced.is_some_and(|announced: usize| response.body().len() < announced.min(limit)) {
        response.extensions_mut().insert(CutShort);
    }
    Ok(response)
}

/// Its errors are not `Send`, so their texts stay.
fn classify(error: SendRequestError) -> SendError {
    let cause = error.to_string().into();
    match error {
        // A connection that was open, and has ended since.
        SendRequestError::Connect(ConnectError::Disconnected) => SendError::Ambiguous(cause),
        SendRequestError::Connect(_) | SendRequestError::Url(_) => SendError::NotSent(cause),
        _ => SendError::Ambiguous(cause),
    }
}

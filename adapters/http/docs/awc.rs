use core::error::Error;
use core::time::Duration;

use catapa_signin_http::{CutShort, SendError};
use futures_util::StreamExt as _;

/// Sends a request of `http` 1 over a client of `http` 0.2: all that the two versions share is text and bytes.
pub(crate) async fn send(
    client: &awc::Client,
    request: http::Request<Vec<u8>>,
    limit: usize,
    timeout: Duration,
) -> Result<http::Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
    let (head, body) = request.into_parts();
    let method = awc::http::Method::from_bytes(head.method.as_str().as_bytes())?;
    let mut request = client.request(method, head.uri.to_string()).no_decompress().timeout(timeout);
    for (name, value) in &head.headers {
        request = request.insert_header((name.as_str(), value.as_bytes()));
    }
    let mut reply = request.send_body(body).await.map_err(classify)?.timeout(timeout);

    let mut response = http::Response::builder().status(reply.status().as_u16());
    for (name, value) in reply.headers() {
        response = response.header(name.as_str(), value.as_bytes());
    }
    let (mut body, mut end) = (Vec::new(), None);
    while body.len() <= limit && end.is_none() {
        match reply.next().await {
            Some(Ok(piece)) => body.extend_from_slice(&piece),
            ended => end = Some(ended.is_none()),
        }
    }
    let mut response = response.body(body)?;
    // It takes the end of a connection for the end of the body.
    let announced = response.headers().get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
    let is_short = announced.is_some_and(|announced: usize| response.body().len() < announced.min(limit));
    if end == Some(false) || is_short {
        response.extensions_mut().insert(CutShort);
    }
    Ok(response)
}

/// Did the request leave this machine? Its errors are not `Send`, so their texts stay.
fn classify(error: awc::error::SendRequestError) -> SendError {
    use awc::error::{ConnectError, SendRequestError};

    let cause = error.to_string().into();
    match error {
        // A connection that was open, and has ended since.
        SendRequestError::Connect(ConnectError::Disconnected) => SendError::Ambiguous(cause),
        SendRequestError::Connect(_) | SendRequestError::Url(_) => SendError::NotSent(cause),
        _ => SendError::Ambiguous(cause),
    }
}

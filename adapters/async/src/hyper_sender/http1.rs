//! One request and its reply over HTTP/1.1.

use core::future::pending;

use bytes::Bytes;
use futures_lite::future;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;

use crate::hyper_sender::clock::Deadline;
use crate::hyper_sender::failure::{BoxError, Failed, Failure};
use crate::hyper_sender::stream::Stream;
use crate::received::Received;

/// Whether the connection may serve another request afterwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum After {
    Keep,
    Close,
}

/// Sends `request` over `stream` and reads the reply, driving the connection meanwhile. Gives the connection back if
/// another request can go over it.
pub(super) async fn round_trip(
    stream: Stream,
    request: Request<Bytes>,
    after: After,
    limit: usize,
    deadline: &mut Deadline,
) -> Result<(Response<Vec<u8>>, Option<Stream>), Failure> {
    let request = for_the_wire(request, after).map_err(Failure::unsent)?;
    let traffic = stream.traffic();
    let (read, written) = (traffic.read(), traffic.written());
    let (mut sender, mut connection) = http1::handshake(TokioIo::new(stream)).await.map_err(Failure::unsent)?;

    let mut has_ended = false;
    let reply = async {
        let response = deadline.in_time(sender.send_request(request)).await?;
        let (parts, body) = response.map_err(BoxError::from)?.into_parts();
        let (received, end) = receive(body, limit, deadline).await;
        Ok::<_, BoxError>((parts, received, end))
    };
    // A connection that ends has given everything to `reply`, which says how it went.
    let driven = async {
        let _ = (&mut connection).await;
        has_ended = true;
        pending().await
    };
    let reply = future::or(reply, driven).await;
    let (parts, received, end) = reply.map_err(|why| {
        let how = match why.downcast_ref::<std::io::Error>() {
            _ if traffic.written() == written => Failed::Unsent,
            // Ours, from the deadline: hyper wraps its own.
            Some(_) => Failed::Midway,
            None if traffic.read() == read => Failed::Unanswered,
            None => Failed::Midway,
        };
        Failure::new(how, why)
    })?;

    let response = match end {
        End::CutShort => return Ok((received.cut_short(parts.status, parts.headers), None)),
        End::OverLimit => return Ok((received.whole(parts.status, parts.headers), None)),
        End::Whole => received.whole(parts.status, parts.headers),
    };
    if !has_ended {
        let _ = future::poll_once(&mut connection).await;
    }
    // It waits for another request if this one was written whole, and if neither side has asked for the end.
    let can_stay = sender.is_ready();
    let left = connection.into_parts();
    if !left.read_buf.is_empty() {
        return Err(Failure::malformed());
    }
    Ok((response, can_stay.then(|| left.io.into_inner())))
}

/// The request as HTTP/1.1 writes it without a proxy (RFC 9112, 3.2.1).
fn for_the_wire(request: Request<Bytes>, after: After) -> Result<Request<Full<Bytes>>, BoxError> {
    let mut request = request.map(Full::new);
    let uri = core::mem::take(request.uri_mut());
    let host = HeaderValue::from_str(uri.authority().map_or("", |authority| authority.as_str()))?;
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    *request.uri_mut() = Uri::try_from(target)?;
    request.headers_mut().insert(HOST, host);
    if after == After::Close {
        request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(request)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Whole,
    OverLimit,
    CutShort,
}

async fn receive(mut body: Incoming, limit: usize, deadline: &mut Deadline) -> (Received, End) {
    let mut received = Received::with_limit(limit, body.size_hint().exact());
    loop {
        match deadline.in_time(body.frame()).await {
            Ok(Some(Ok(frame))) => {
                if frame.data_ref().is_some_and(|piece| !received.push(piece)) {
                    return (received, End::OverLimit);
                }
            }
            Ok(None) => return (received, End::Whole),
            Ok(Some(Err(_))) | Err(_) => return (received, End::CutShort),
        }
    }
}

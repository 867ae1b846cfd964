//! One request and its reply over one connection.

use core::error::Error;
use core::future::pending;
use core::pin::Pin;
use std::io;

use bytes::Bytes;
use futures_lite::future;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper::rt::{Read, Sleep, Write};

use crate::received::{Received, wiped};

type Result<T> = core::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The moment when time is up.
pub(super) type Deadline = Pin<Box<dyn Sleep>>;

/// The output of `future`, or an error when time is up first.
pub(super) async fn in_time<T>(deadline: &mut Deadline, future: impl Future<Output = T>) -> io::Result<T> {
    future::or(async { Ok(future.await) }, async {
        deadline.await;
        Err(io::ErrorKind::TimedOut.into())
    })
    .await
}

/// Sends `request` over `io` and reads the reply, driving the connection meanwhile.
pub(super) async fn round_trip(
    io: impl Read + Write + Unpin,
    request: Request<Full<Bytes>>,
    limit: usize,
    deadline: &mut Deadline,
) -> Result<Response<Vec<u8>>> {
    let (mut sender, connection) = http1::handshake(io).await?;
    let reply = async {
        let response = in_time(deadline, sender.send_request(request)).await??;
        let (parts, body) = response.into_parts();
        Ok(receive(parts.status, parts.headers, body, limit, deadline).await)
    };
    // A connection that ends has given everything to `reply`, which says how it went.
    let driven = async {
        let _ = connection.await;
        pending().await
    };
    future::or(reply, driven).await
}

/// The request as HTTP/1.1 writes it without a proxy (RFC 9112, 3.2.1), for a connection of its own (9.6). Its body is
/// wiped after use.
pub(super) fn for_the_wire(request: Request<Vec<u8>>) -> Result<Request<Full<Bytes>>> {
    let mut request = request.map(|body| Full::new(wiped(body)));
    let uri = core::mem::take(request.uri_mut());
    let host = HeaderValue::from_str(uri.authority().map_or("", |authority| authority.as_str()))?;
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    *request.uri_mut() = Uri::try_from(target)?;
    request.headers_mut().insert(HOST, host);
    request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(request)
}

async fn receive(
    status: StatusCode,
    headers: HeaderMap,
    mut body: Incoming,
    limit: usize,
    deadline: &mut Deadline,
) -> Response<Vec<u8>> {
    let mut received = Received::with_limit(limit, body.size_hint().exact());
    loop {
        match in_time(deadline, body.frame()).await {
            Ok(Some(Ok(frame))) => {
                if frame.data_ref().is_some_and(|piece| !received.push(piece)) {
                    return received.whole(status, headers);
                }
            }
            Ok(None) => return received.whole(status, headers),
            Ok(Some(Err(_))) | Err(_) => return received.cut_short(status, headers),
        }
    }
}

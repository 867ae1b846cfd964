//! One request, from its bytes to the answer, with the fault that the script has for it.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header, request, response};
use tower::ServiceExt as _;

use crate::catapa::Catapa;
use crate::fault::Fault;
use crate::json;
use crate::path::Path;
use crate::record::{self, Protocol};

/// The longest request body, in bytes. A request of CATAPA's API is far shorter.
pub(crate) const REQUEST_LIMIT: usize = 1 << 20;

/// The headers that say where a body ends. The server writes them itself.
const FRAMING: [HeaderName; 2] = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING];

/// What the requests of one connection share.
pub(crate) struct Connection {
    pub(crate) catapa: Arc<Catapa>,
    pub(crate) routes: Router,
    pub(crate) peer: SocketAddr,
    pub(crate) number: usize,
    pub(crate) protocol: Protocol,
    pub(crate) served: AtomicUsize,
}

/// An answer, and the fault that says how it is sent.
pub(crate) struct Answer {
    pub(crate) head: response::Parts,
    pub(crate) body: Bytes,
    pub(crate) fault: Arc<Fault>,
}

impl Answer {
    /// The answer to a request without an end.
    pub(crate) fn too_large() -> Self {
        Self::plain(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large.")
    }

    /// An answer that no fault touches.
    pub(crate) fn plain(status: StatusCode, text: &'static str) -> Self {
        let (mut head, ()) = Response::new(()).into_parts();
        head.status = status;
        Self { head, body: Bytes::from_static(text.as_bytes()), fault: Arc::default() }
    }
}

impl Connection {
    /// Records the request, carries it out, and alters the answer.
    pub(crate) async fn answer(&self, head: request::Parts, body: Bytes) -> Answer {
        let catapa = &self.catapa;
        let place = self.served.fetch_add(1, Ordering::Relaxed) + 1;
        let request = record::Request::new(&head, &body, self.peer, self.number, self.protocol, place);
        catapa.record.add(request);
        let fault = catapa.faults.take(Path::of(head.uri.path()));

        let mut request = Request::from_parts(head, Body::from(body));
        request.extensions_mut().insert(fault.clone());
        let answer = if fault.skips_the_work {
            Response::default()
        } else {
            self.routes.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
        };
        let mut answer = match alter(answer, &fault).await {
            Ok((head, body)) => Answer { head, body, fault },
            Err(why) => return Answer::plain(StatusCode::INTERNAL_SERVER_ERROR, why),
        };
        if let Ok(date) = HeaderValue::try_from(catapa.clock.http_date()) {
            answer.head.headers.entry(header::DATE).or_insert(date);
        }
        hold_back(&answer.fault).await;
        answer
    }
}

/// Status, headers and body, as the fault wants them.
async fn alter(answer: Response<Body>, fault: &Fault) -> Result<(response::Parts, Bytes), &'static str> {
    let (mut head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|_| "The body was lost.")?;
    let mut body = fault.body.clone().unwrap_or_else(|| body.to_vec());
    if !fault.members.is_empty() {
        body = json::edit(&body, &fault.members).unwrap_or(body);
    }
    if body.len() < fault.padded_to {
        body.resize(fault.padded_to, b' ');
    }
    if let Some(status) = fault.status {
        head.status = StatusCode::from_u16(status).map_err(|_| "The fault's status is not an HTTP status.")?;
    }
    head.headers.remove(header::CONTENT_LENGTH);
    for (name, value) in &fault.headers {
        let name = HeaderName::try_from(name).map_err(|_| "The fault's header name is not valid.")?;
        if FRAMING.contains(&name) {
            return Err(
                "The fault's header frames the body, as the server alone may: cut the body to announce a wrong length.",
            );
        }
        let value = HeaderValue::try_from(value);
        let value = value.map_err(|_| "The fault's header value is not valid.")?;
        head.headers.insert(name, value);
    }
    Ok((head, Bytes::from(body)))
}

async fn hold_back(fault: &Fault) {
    if !fault.delay.is_zero() {
        tokio::time::sleep(fault.delay).await;
    }
    if let Some(gate) = &fault.gate {
        gate.opened().await;
    }
}

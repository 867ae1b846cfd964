//! One request, from the socket to the answer, with the fault that the script has for it.

use alloc::sync::Arc;
use core::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use tower::ServiceExt as _;

use crate::catapa::Catapa;
use crate::cut::{Cut, CutBody, Scissors};
use crate::fault::{Fault, Wire};
use crate::json;
use crate::path::Path;
use crate::record;

/// The longest request body, in bytes. A request of CATAPA's API is far shorter.
const REQUEST_LIMIT: usize = 1 << 20;

/// The headers that say where a body ends. The server writes them itself.
const FRAMING: [HeaderName; 2] = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING];

pub(crate) async fn answer(
    catapa: Arc<Catapa>,
    routes: Router,
    request: Request<Body>,
    peer: SocketAddr,
    scissors: Scissors,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large.");
    };
    catapa.record.add(record::Request::new(&head, &body, peer));
    let fault = catapa.faults.take(Path::of(head.uri.path()));

    let mut request = Request::from_parts(head, Body::from(body));
    request.extensions_mut().insert(fault.clone());
    let answer = if fault.skips_the_work {
        Response::default()
    } else {
        routes.oneshot(request).await.unwrap_or_else(|never| match never {})
    };
    let mut answer = match alter(answer, &fault).await {
        Ok(answer) => answer,
        Err(why) => return plain(StatusCode::INTERNAL_SERVER_ERROR, why),
    };
    if let Ok(date) = HeaderValue::try_from(catapa.clock.http_date()) {
        answer.headers_mut().entry(header::DATE).or_insert(date);
    }
    hold_back(&fault).await;
    send(answer, &fault, scissors).await
}

/// Status, headers and body, as the fault wants them.
async fn alter(answer: Response<Body>, fault: &Fault) -> Result<Response<Body>, &'static str> {
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
    Ok(Response::from_parts(head, Body::from(body)))
}

async fn hold_back(fault: &Fault) {
    if !fault.delay.is_zero() {
        tokio::time::sleep(fault.delay).await;
    }
    if let Some(gate) = &fault.gate {
        gate.opened().await;
    }
}

async fn send(answer: Response<Body>, fault: &Fault, scissors: Scissors) -> Response<Body> {
    match fault.wire {
        Wire::Delivered => return answer,
        Wire::Silent => {}
        Wire::Closed => scissors.cut(Cut::Close),
        Wire::Reset => scissors.cut(Cut::Reset),
        Wire::CutAfter(sent) => return CutBody::instead_of(answer, sent, scissors).await,
    }
    // The client gets no answer: wait until either side closes the connection.
    core::future::pending().await
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}

//! A connection of HTTP/1.1: hyper's server, and what it would not write.

use alloc::sync::Arc;
use core::convert::Infallible;
use std::io::Cursor;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Response, StatusCode, Version, header, request, response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;

use crate::delivery::{Answer, Connection, REQUEST_LIMIT};
use crate::gate::Gate;
use crate::line::{End, Line};
use crate::wire::Wire;

/// What is written in hyper's place, and what comes then.
struct Takeover {
    bytes: Vec<u8>,
    then: Option<Event>,
    idle_gate: Option<Gate>,
    /// The client, or the reply, ends the connection.
    last: bool,
}

/// What happens to a connection after a reply.
enum Event {
    Stray(Vec<u8>),
    End(End),
}

/// Serves one connection until it ends, or a fault ends it.
pub(crate) async fn serve(mut line: Line, connection: Arc<Connection>) {
    let mut unread = Bytes::new();
    let mut waiting: Option<(Gate, Event)> = None;
    loop {
        let (takeovers, mut taken) = mpsc::unbounded_channel();
        let service = service_fn(|request: hyper::Request<Incoming>| {
            let (connection, takeovers) = (connection.clone(), takeovers.clone());
            async move {
                if let Some(response) = respond(&connection, request, takeovers).await {
                    return Ok::<_, Infallible>(response);
                }
                // The client gets no answer of hyper's: wait until either side closes the connection.
                core::future::pending().await
            }
        });
        let io = tokio::io::join(Cursor::new(unread).chain(line.clone()), line.clone());
        let mut server = http1::Builder::new().serve_connection(TokioIo::new(io), service);
        let takeover = loop {
            tokio::select! {
                _ = &mut server => return,
                Some(takeover) = taken.recv() => break takeover,
                Some(event) = opened(&mut waiting) => match event {
                    Event::Stray(bytes) => stray(&mut line, &bytes, &connection).await,
                    Event::End(how) => {
                        drop(server);
                        return line.end(how).await;
                    }
                },
            }
        };
        unread = server.into_parts().read_buf;

        let Takeover { bytes, then, idle_gate, last } = takeover;
        if line.send(&bytes).await.is_err() {
            return;
        }
        match (then, idle_gate) {
            (Some(event), Some(gate)) if !last => waiting = Some((gate, event)),
            (Some(Event::End(how)), _) => return line.end(how).await,
            (Some(Event::Stray(bytes)), _) => stray(&mut line, &bytes, &connection).await,
            (None, _) => {}
        }
        if last {
            return line.end(End::Closed).await;
        }
    }
}

/// What waits at a gate, once the gate is open.
async fn opened(waiting: &mut Option<(Gate, Event)>) -> Option<Event> {
    let (gate, _) = waiting.as_ref()?;
    gate.opened().await;
    waiting.take().map(|(_, event)| event)
}

async fn stray(line: &mut Line, bytes: &[u8], connection: &Connection) {
    if line.send(bytes).await.is_ok() {
        connection.catapa.record.stray_bytes_written();
    }
}

/// hyper's answer, or none where the connection was taken over.
async fn respond(
    connection: &Connection,
    request: hyper::Request<Incoming>,
    takeovers: mpsc::UnboundedSender<Takeover>,
) -> Option<Response<Body>> {
    let (head, body) = request.into_parts();
    let last = asks_to_close(&head);
    let answer = match to_bytes(Body::new(body), REQUEST_LIMIT).await {
        Ok(body) => connection.answer(head, body).await,
        Err(_) => Answer::too_large(),
    };
    let Answer { mut head, body, fault } = answer;
    let length = body.len();
    let (bytes, then) = match fault.wire.clone() {
        Wire::Delivered => return Some(Response::from_parts(head, Body::from(body))),
        Wire::GoawayThenReply => {
            head.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            return Some(Response::from_parts(head, Body::from(body)));
        }
        Wire::SettingsFlood(_) | Wire::UnopenedStream(_) => {
            let Answer { head, body, .. } = Answer::plain(StatusCode::INTERNAL_SERVER_ERROR, "The fault needs HTTP/2.");
            return Some(Response::from_parts(head, Body::from(body)));
        }
        Wire::Silent => return None,
        Wire::Closed | Wire::StreamRefused | Wire::StreamReset(_) | Wire::RefusedByGoaway => {
            (Vec::new(), Some(Event::End(End::Cut)))
        }
        Wire::Reset => (Vec::new(), Some(Event::End(End::Reset))),
        Wire::CutAfter(sent) | Wire::StreamResetAfter(sent, _) => {
            let announced = length.max(sent.saturating_add(1));
            (written(&head, Some(announced), last, &body[..sent.min(length)]), Some(Event::End(End::Cut)))
        }
        Wire::Surplus(surplus) => {
            let body = [&body[..], &surplus].concat();
            (written(&head, Some(length), last, &body), None)
        }
        Wire::StrayAfter(bytes) => (written(&head, Some(length), last, &body), Some(Event::Stray(bytes))),
        Wire::CloseAfter => (written(&head, Some(length), last, &body), Some(Event::End(End::Closed))),
        Wire::DeadAfter => (written(&head, Some(length), last, &body), Some(Event::End(End::Dead))),
        Wire::EndsWithConnection => (written(&head, None, true, &body), Some(Event::End(End::Closed))),
        Wire::EndsWithoutCloseNotify => (written(&head, None, true, &body), Some(Event::End(End::Cut))),
    };
    let _ = takeovers.send(Takeover { bytes, then, idle_gate: fault.idle_gate.clone(), last });
    None
}

/// Does the client say that this is its last request here?
fn asks_to_close(head: &request::Parts) -> bool {
    let mut connection = head.headers.get_all(header::CONNECTION).iter();
    head.version == Version::HTTP_10 || connection.any(|value| value.as_bytes().eq_ignore_ascii_case(b"close"))
}

/// A reply as HTTP/1.1 writes it, with the length that it announces, if any.
fn written(head: &response::Parts, length: Option<usize>, last: bool, body: &[u8]) -> Vec<u8> {
    let reason = head.status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", head.status.as_str()).into_bytes();
    for (name, value) in &head.headers {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    if let Some(length) = length {
        bytes.extend(format!("content-length: {length}\r\n").into_bytes());
    }
    if last {
        bytes.extend(b"connection: close\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

//! A connection of HTTP/2: the server of `h2`, and what it would not write.

use alloc::sync::Arc;
use core::future::poll_fn;
use std::sync::Mutex;

use axum::body::Bytes;
use axum::http::{HeaderValue, Request, Response, header};
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::delivery::{Answer, Connection, REQUEST_LIMIT};
use crate::fault::Fault;
use crate::frames;
use crate::line::{End, Line};
use crate::lock::Lock as _;
use crate::tap::Tap;
use crate::wire::Wire;

/// As many streams at once as hyper's server takes.
const STREAMS: u32 = 200;

/// What the streams of one connection share.
struct Shared {
    connection: Arc<Connection>,
    tap: Tap,
    ends: mpsc::UnboundedSender<End>,
    streams: Mutex<Streams>,
}

#[derive(Default)]
struct Streams {
    /// The last one that was accepted, and that GOAWAY named, if it was said.
    accepted: u32,
    last: Option<u32>,
}

/// Serves one connection until it ends, or a fault ends it.
pub(crate) async fn serve(line: Line, connection: Arc<Connection>) {
    let tap = Tap::default();
    let handshake = h2::server::Builder::new().max_concurrent_streams(STREAMS).handshake(tap.on(line.clone()));
    let Ok(mut server) = handshake.await else { return };
    let (ends, mut ended) = mpsc::unbounded_channel();
    let shared = Arc::new(Shared { connection, tap: tap.clone(), ends, streams: Mutex::default() });
    let mut tasks = JoinSet::new();
    // Streams after GOAWAY's. They are kept, because a stream that is dropped is reset.
    let mut ignored = Vec::new();
    let how = loop {
        tokio::select! {
            // In this order: a stream whose fault ended the connection must not be reset before.
            biased;
            Some(how) = ended.recv() => break how,
            accepted = server.accept() => match accepted {
                Some(Ok((request, respond))) if shared.accepts(&respond) => {
                    tasks.spawn(respond_to(shared.clone(), request, respond));
                }
                Some(Ok(stream)) => ignored.push(stream),
                Some(Err(_)) | None => return,
            },
            // The next turn of the loop polls the server, and this writes what was added.
            () = tap.added() => {}
            Some(_) = tasks.join_next() => {}
        }
    };
    drop((tasks, ignored, server));
    line.end(how).await;
}

impl Shared {
    /// Is the stream one that GOAWAY leaves?
    fn accepts(&self, respond: &SendResponse<Bytes>) -> bool {
        let mut streams = self.streams.hold();
        let stream = respond.stream_id().as_u32();
        let accepts = streams.last.is_none_or(|last| stream <= last);
        if accepts {
            streams.accepted = stream;
        }
        accepts
    }

    fn end(&self, how: End) {
        let _ = self.ends.send(how);
    }

    /// Says GOAWAY, with the last stream that was accepted.
    fn go_away(&self) {
        self.say_goaway(&mut self.streams.hold(), u32::MAX);
    }

    /// Says GOAWAY so that it names this stream as not processed, and tells whether it could: a later stream may have
    /// been accepted already.
    fn go_away_before(&self, stream: u32) -> bool {
        let mut streams = self.streams.hold();
        let is_last = streams.accepted == stream;
        // A client's streams have odd numbers.
        self.say_goaway(&mut streams, if is_last { stream.saturating_sub(2) } else { u32::MAX });
        is_last
    }

    fn say_goaway(&self, streams: &mut Streams, at_most: u32) {
        // A later GOAWAY must not name a later stream.
        let last = streams.last.unwrap_or(streams.accepted).min(at_most);
        streams.last = Some(last);
        self.tap.add(&frames::goaway(last));
    }
}

async fn respond_to(shared: Arc<Shared>, request: Request<RecvStream>, mut respond: SendResponse<Bytes>) {
    let (head, mut body) = request.into_parts();
    let answer = match read(&mut body).await {
        Some(Some(body)) => shared.connection.answer(head, body).await,
        Some(None) => Answer::too_large(),
        None => return,
    };
    // A client that is gone gets no answer.
    let _ = deliver(&shared, answer, &mut respond).await;
}

/// The request's body: none if it never ends, `Some(None)` if it is too large.
async fn read(body: &mut RecvStream) -> Option<Option<Bytes>> {
    let mut whole = Vec::new();
    while let Some(part) = body.data().await {
        let part = part.ok()?;
        whole.extend_from_slice(&part);
        if whole.len() > REQUEST_LIMIT {
            return Some(None);
        }
        body.flow_control().release_capacity(part.len()).ok()?;
    }
    Some(Some(whole.into()))
}

async fn deliver(shared: &Shared, answer: Answer, respond: &mut SendResponse<Bytes>) -> Result<(), h2::Error> {
    let fault = answer.fault.clone();
    let stream = respond.stream_id().as_u32();
    let length = answer.body.len();
    let tap = &shared.tap;
    match fault.wire.clone() {
        Wire::Delivered => drop(send(answer, respond, Some(length), true)?),
        Wire::Silent => gone(respond).await,
        Wire::Closed => shared.end(End::Cut),
        Wire::Reset => shared.end(End::Reset),
        Wire::StreamRefused => respond.send_reset(Reason::REFUSED_STREAM),
        Wire::StreamReset(code) => respond.send_reset(code.into()),
        Wire::RefusedByGoaway if shared.go_away_before(stream) => gone(respond).await,
        Wire::RefusedByGoaway => respond.send_reset(Reason::REFUSED_STREAM),
        Wire::CutAfter(bytes) => cut(tap, answer, respond, bytes, Reason::INTERNAL_ERROR).await?,
        Wire::StreamResetAfter(bytes, code) => cut(tap, answer, respond, bytes, code.into()).await?,
        Wire::GoawayThenReply => {
            shared.go_away();
            send(answer, respond, Some(length), true)?;
        }
        Wire::SettingsFlood(count) => {
            tap.add_settings(count);
            send(answer, respond, Some(length), true)?;
        }
        Wire::UnopenedStream(body) => {
            let unopened = shared.streams.hold().accepted + 2;
            tap.add(&frames::reply(unopened, &body));
            send(answer, respond, Some(length), true)?;
        }
        Wire::Surplus(surplus) => {
            let body = [&answer.body[..], &surplus].concat().into();
            send(Answer { body, ..answer }, respond, Some(length), true)?;
        }
        Wire::StrayAfter(bytes) => {
            send_and_idle(tap, answer, respond, &fault).await?;
            tap.send(&bytes).await;
            shared.connection.catapa.record.stray_bytes_written();
        }
        Wire::CloseAfter => {
            send_and_idle(tap, answer, respond, &fault).await?;
            shared.end(End::Closed);
        }
        Wire::DeadAfter => {
            send_and_idle(tap, answer, respond, &fault).await?;
            shared.end(End::Dead);
        }
        Wire::EndsWithConnection => {
            tap.follow(stream);
            send(answer, respond, None, true)?;
            tap.sent(stream, |sent| sent.end).await;
            shared.end(End::Closed);
        }
        Wire::EndsWithoutCloseNotify => {
            tap.follow(stream);
            let _unfinished = send(answer, respond, None, false)?;
            tap.sent(stream, |sent| sent.head && sent.data == length).await;
            shared.end(End::Cut);
        }
    }
    Ok(())
}

/// Sends a reply, with the length that it announces, if any, and its end, if it has one.
fn send(
    answer: Answer,
    respond: &mut SendResponse<Bytes>,
    length: Option<usize>,
    end: bool,
) -> Result<SendStream<Bytes>, h2::Error> {
    let Answer { mut head, body, .. } = answer;
    // HTTP/2 has no such header.
    head.headers.remove(header::CONNECTION);
    if let Some(length) = length {
        head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    let only_head = body.is_empty() && end;
    let mut stream = respond.send_response(Response::from_parts(head, ()), only_head)?;
    if !only_head {
        stream.send_data(body, end)?;
    }
    Ok(stream)
}

/// Sends a reply to its end, and waits until what comes then is due.
async fn send_and_idle(
    tap: &Tap,
    answer: Answer,
    respond: &mut SendResponse<Bytes>,
    fault: &Fault,
) -> Result<(), h2::Error> {
    let (stream, length) = (respond.stream_id().as_u32(), answer.body.len());
    tap.follow(stream);
    send(answer, respond, Some(length), true)?;
    tap.sent(stream, |sent| sent.end).await;
    if let Some(gate) = &fault.idle_gate {
        gate.opened().await;
    }
    Ok(())
}

/// Announces the whole body, sends a part, and resets the stream.
async fn cut(
    tap: &Tap,
    answer: Answer,
    respond: &mut SendResponse<Bytes>,
    bytes: usize,
    reason: Reason,
) -> Result<(), h2::Error> {
    let (stream, length) = (respond.stream_id().as_u32(), answer.body.len());
    let announced = length.max(bytes.saturating_add(1));
    let part = answer.body.slice(..bytes.min(length));
    let parted = part.len();
    tap.follow(stream);
    let mut unfinished = send(Answer { body: part, ..answer }, respond, Some(announced), false)?;
    // A reset would take back what is still to be written.
    tap.sent(stream, |sent| sent.head && sent.data == parted).await;
    unfinished.send_reset(reason);
    Ok(())
}

/// Waits until the client gives the stream up.
async fn gone(respond: &mut SendResponse<Bytes>) {
    let _ = poll_fn(|cx| respond.poll_reset(cx)).await;
}

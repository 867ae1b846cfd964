//! Connections that end before their time.

use alloc::sync::Arc;
use core::convert::Infallible;
use core::pin::Pin;
use core::task::{Context, Poll};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Response, header};
use http_body::Frame;
use tokio::sync::watch;

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The stream ends, without TLS's `close_notify`.
    Close,
    /// The peer gets a TCP RST.
    Reset,
}

/// What a request needs to cut its own connection.
#[derive(Clone)]
pub(crate) struct Scissors(Arc<watch::Sender<Option<Cut>>>);

impl Scissors {
    /// The scissors of one connection, and where it learns that it was cut.
    pub(crate) fn new() -> (Self, watch::Receiver<Option<Cut>>) {
        let (sender, receiver) = watch::channel(None);
        (Self(Arc::new(sender)), receiver)
    }

    pub(crate) fn cut(&self, how: Cut) {
        self.0.send_replace(Some(how));
    }
}

/// A body that is announced in full and sent in part.
pub(crate) struct CutBody {
    part: Option<Bytes>,
    scissors: Scissors,
}

impl CutBody {
    /// The answer with its true length and the first bytes of its body.
    pub(crate) async fn instead_of(answer: Response<Body>, sent: usize, scissors: Scissors) -> Response<Body> {
        let (mut head, body) = answer.into_parts();
        let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let announced = whole.len().max(sent.saturating_add(1));
        head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(announced));
        let part = whole.slice(..sent.min(whole.len()));
        let body = Self { part: (!part.is_empty()).then_some(part), scissors };
        Response::from_parts(head, Body::new(body))
    }
}

impl http_body::Body for CutBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(part) = self.part.take() {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        // hyper still writes out what it has, before the connection looks at its scissors.
        self.scissors.cut(Cut::Close);
        Poll::Pending
    }
}

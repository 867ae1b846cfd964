//! An async sender and what it runs on, as an adapter that waits.

use core::pin::Pin;

use catapa_signin::Request;
use catapa_signin_http::{ReplyBuffer, SendError};
use smol::future;

use crate::world::Adapter;

type Sent = Result<ReplyBuffer, SendError>;

/// What sends without waiting.
pub trait AsyncSender {
    /// Sends a request once.
    fn send<'a>(&'a self, request: &'a Request<'_>) -> Pin<Box<dyn Future<Output = Sent> + 'a>>;
}

impl<F: AsyncFn(&Request<'_>) -> Sent> AsyncSender for F {
    fn send<'a>(&'a self, request: &'a Request<'_>) -> Pin<Box<dyn Future<Output = Sent> + 'a>> {
        Box::pin(self(request))
    }
}

/// An async sender, and the runtime that it needs.
pub struct Async {
    sender: Box<dyn AsyncSender>,
    tokio: Option<tokio::runtime::Runtime>,
}

impl Async {
    pub(super) fn on_tokio(sender: impl AsyncFn(&Request<'_>) -> Sent + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { sender: Box::new(sender), tokio: Some(runtime) }
    }

    pub(super) fn on_smol(sender: impl AsyncFn(&Request<'_>) -> Sent + 'static) -> Self {
        Self { sender: Box::new(sender), tokio: None }
    }

    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        match &self.tokio {
            Some(tokio) => tokio.block_on(future),
            None => smol::block_on(future),
        }
    }

    /// Sends, and drops the future once `until` returns, on a thread of its own. Gives the reply if it came first.
    pub fn abandon(&self, request: &Request<'_>, until: impl FnOnce() + Send + 'static) -> Option<Sent> {
        let sent = async { Some(self.sender.send(request).await) };
        self.block_on(future::or(sent, async {
            smol::unblock(until).await;
            None
        }))
    }
}

impl Adapter for Async {
    fn send(&self, request: &Request<'_>) -> Sent {
        self.block_on(self.sender.send(request))
    }
}

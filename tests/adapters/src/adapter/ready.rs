//! An adapter that is set up, and what it runs on.

use catapa_signin::Request;
use catapa_signin_async::send;
use catapa_signin_http::{AnySender, ReplyBuffer, SendError, Sender};
use smol::future;

type Sent = Result<ReplyBuffer, SendError>;

/// An adapter that is ready to send. It waits half a second for a reply, unless its setup says otherwise.
pub struct Ready {
    sender: AnySender,
    tokio: Option<tokio::runtime::Runtime>,
}

impl Ready {
    pub(super) fn on_tokio(sender: impl Sender) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { sender: AnySender::new(sender), tokio: Some(runtime) }
    }

    pub(super) fn on_smol(sender: impl Sender) -> Self {
        Self { sender: AnySender::new(sender), tokio: None }
    }

    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        match &self.tokio {
            Some(tokio) => tokio.block_on(future),
            None => smol::block_on(future),
        }
    }

    async fn send_it(&self, request: &Request<'_>) -> Sent {
        send(request, |http_request| self.sender.send(http_request, request.reply_limit())).await
    }

    /// Sends a request once, and waits.
    ///
    /// # Errors
    ///
    /// The adapter's own.
    pub fn send(&self, request: &Request<'_>) -> Sent {
        self.block_on(self.send_it(request))
    }

    /// Sends a request, and drops the future once `until` returns, on a thread of its own. Gives the reply if it came
    /// first.
    pub fn abandon(&self, request: &Request<'_>, until: impl FnOnce() + Send + 'static) -> Option<Sent> {
        let sent = async { Some(self.send_it(request).await) };
        self.block_on(future::or(sent, async {
            smol::unblock(until).await;
            None
        }))
    }
}

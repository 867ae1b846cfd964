//! What sends requests to CATAPA.

use core::error::Error;
use core::pin::Pin;
use std::sync::Arc;

use catapa_signin_async::SendError;
use http::{Request, Response};

/// Whatever sends one request to CATAPA: `ReqwestSender` (feature `reqwest`), or a closure over a client of yours, such
/// as `async |request: http::Request<Vec<u8>>| -> Result<http::Response<Vec<u8>>, E>`.
///
/// It sends each request once and does nothing of what [no client may do][forbidden]. A closure may read one byte more
/// than 64 KiB of a reply, or more than that if the application's own calls ask for more.
///
/// [forbidden]: https://docs.rs/catapa-signin-http/latest/catapa_signin_http/#what-a-client-must-not-do
pub trait Sender: Send + Sync + 'static {
    /// Sends `request`, and reads at most `limit` bytes of the reply's body and one.
    ///
    /// # Errors
    ///
    /// [`SendError::NotSent`] if nothing has left this machine; any other means that it may have been answered.
    fn exchange(
        &self,
        request: Request<Vec<u8>>,
        limit: usize,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, SendError>> + Send;
}

impl<Sends, Sending, E> Sender for Sends
where
    Sends: Fn(Request<Vec<u8>>) -> Sending + Send + Sync + 'static,
    Sending: Future<Output = Result<Response<Vec<u8>>, E>> + Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    async fn exchange(&self, request: Request<Vec<u8>>, _: usize) -> Result<Response<Vec<u8>>, SendError> {
        self(request).await.map_err(classify)
    }
}

#[cfg(feature = "reqwest")]
impl Sender for catapa_signin_async::ReqwestSender {
    async fn exchange(&self, request: Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        Self::exchange(self, request, limit).await
    }
}

/// What the client did not call unsent may have been sent.
fn classify(error: impl Into<Box<dyn Error + Send + Sync>>) -> SendError {
    error.into().downcast().map_or_else(SendError::Ambiguous, |error: Box<SendError>| *error)
}

pub(crate) type Exchanging = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, SendError>> + Send>>;

/// A sender whose type is forgotten.
pub(crate) type AnySender = Arc<dyn Fn(Request<Vec<u8>>, usize) -> Exchanging + Send + Sync>;

pub(crate) fn erase(sender: impl Sender) -> AnySender {
    let sender = Arc::new(sender);
    Arc::new(move |request, limit| {
        let sender = Arc::clone(&sender);
        Box::pin(async move { sender.exchange(request, limit).await })
    })
}

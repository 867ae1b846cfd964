//! The one trait of whatever sends a request.

use core::error::Error;
use core::fmt;
use core::pin::Pin;
use std::sync::Arc;

use http::{Request, Response};

use crate::SendError;

/// Sends one request to CATAPA, in the types of `http` 1.
///
/// `ReqwestSender` and `HyperSender` of `catapa-signin-async` implement it, and so does `UreqSender` of
/// `catapa-signin-ureq`. So does a closure over a client of your own:
///
/// ```
/// # use catapa_signin_http::{SendError, Sender};
/// # fn takes(_: impl Sender) {}
/// # #[derive(Clone)] struct YourClient;
/// # impl YourClient {
/// #     async fn call(&self, _: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, std::io::Error> {
/// #         Ok(http::Response::new(Vec::new()))
/// #     }
/// # }
/// # let client = YourClient;
/// let sender = move |request: http::Request<Vec<u8>>| {
///     let client = client.clone();
///     async move { client.call(request).await }
/// };
/// takes(sender);
/// ```
///
/// A sender sends each request once (a GET without a body may be an exception), and keeps to what [a client must not do](crate#what-a-client-must-not-do).
pub trait Sender: Send + Sync + 'static {
    /// Sends `request` once, and reads the body of the reply up to `limit` and one byte more: that byte tells a long
    /// body from one that just fits. A reply of any status is a reply; one whose body breaks off carries the extension
    /// [`CutShort`](crate::CutShort).
    ///
    /// A closure is not told the limit, so it should have one of its own: CATAPA's own replies end within 64 KiB, those
    /// of its API within what the caller set.
    ///
    /// # Errors
    ///
    /// [`SendError::NotSent`] if CATAPA did nothing with it. Any other error means that the request may have been
    /// answered.
    fn send(
        &self,
        request: Request<Vec<u8>>,
        limit: usize,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, SendError>> + Send;
}

impl<Client, Sending, E> Sender for Client
where
    Client: Fn(Request<Vec<u8>>) -> Sending + Send + Sync + 'static,
    Sending: Future<Output = Result<Response<Vec<u8>>, E>> + Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    async fn send(&self, request: Request<Vec<u8>>, _: usize) -> Result<Response<Vec<u8>>, SendError> {
        self(request).await.map_err(SendError::from_client)
    }
}

/// Any [`Sender`], with its type forgotten. Cheap to clone; a clone is the same sender.
#[derive(Clone)]
pub struct AnySender(Arc<dyn DynSender>);

type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, SendError>> + Send + 'a>>;

trait DynSender: Send + Sync {
    fn send_boxed(&self, request: Request<Vec<u8>>, limit: usize) -> Sending<'_>;
}

impl<S: Sender> DynSender for S {
    fn send_boxed(&self, request: Request<Vec<u8>>, limit: usize) -> Sending<'_> {
        Box::pin(self.send(request, limit))
    }
}

impl AnySender {
    /// Forgets the type of `sender`.
    #[must_use]
    pub fn new(sender: impl Sender) -> Self {
        Self(Arc::new(sender))
    }
}

impl Sender for AnySender {
    async fn send(&self, request: Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        self.0.send_boxed(request, limit).await
    }
}

impl fmt::Debug for AnySender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnySender")
    }
}

//! `UreqSender`.

use core::fmt;
use std::sync::Arc;

use catapa_signin::Request;
use catapa_signin_http::{NotConfigured, ReplyBuffer, SendError, Sender, SenderOptions, to_http};
use http::Response;
use ureq::Agent;
use zeroize::Zeroizing;

use crate::agent::send_over;
use crate::exchange::Exchanges;
use crate::reply::receive;

/// Sends requests over [`ureq`], and blocks its thread meanwhile. Cheap to clone; a clone has the same connections.
///
/// It keeps connections by the [rules of a client](catapa_signin_http#what-a-client-must-not-do): a GET without a body goes
/// over a kept one, any other request over one that is new. It has no thread and no timer of its own, so an idle connection
/// that is too old is closed when the next request is sent. If a host has several addresses, it tries the next a quarter of
/// a second after the last, at the same time (RFC 8305).
///
/// As a [`Sender`] it gives a future that is ready at its first poll, because the poll blocks the thread until the reply
/// is there. That is good for a program with a thread to spare, such as a command-line tool that drives a `TokenKeeper` of
/// `catapa-signin-tokens` with a plain `block_on`. On an async server it would hold up everything else on its thread.
#[derive(Clone)]
pub struct UreqSender(Way);

#[derive(Clone)]
enum Way {
    Ours(Arc<Exchanges>),
    Agent(Agent),
}

impl UreqSender {
    /// A sender with the default [options](SenderOptions).
    ///
    /// # Errors
    ///
    /// [`NotConfigured::NoCryptoProvider`].
    pub fn new() -> Result<Self, NotConfigured> {
        Self::with(SenderOptions::default())
    }

    /// A sender with these options.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn with(options: SenderOptions) -> Result<Self, NotConfigured> {
        Ok(Self(Way::Ours(Arc::new(Exchanges::new(&options)?))))
    }

    /// A sender over an agent of the application's: its timeouts, TLS, resolver and, for https, its proxy.
    ///
    /// Each request overrides what would break the protocol: it follows no redirect, takes no status for an error, asks no
    /// proxy for http, asks for no encoding, and closes its connection. The rest is the application's choice. `ureq`'s own
    /// defaults have no timeout and take a proxy for https from the environment, and [middleware](ureq::middleware) sees
    /// the credentials.
    ///
    /// Some things only connections of ours can do. Over an agent,
    ///
    /// - a TLS handshake that fails for another reason than the certificate is [`Ambiguous`](SendError::Ambiguous), though
    ///   nothing was sent;
    /// - half a reply passes for a whole one if it has no length and its connection was cut;
    /// - bytes that follow a reply go unnoticed.
    #[must_use]
    pub const fn with_agent(agent: Agent) -> Self {
        Self(Way::Agent(agent))
    }

    /// Sends `request` once, and reads the reply up to its limit. It blocks.
    ///
    /// A reply of any status is a reply, even if its body breaks off or does not come in time: the step knows what the
    /// status alone says. The same for a request of `http` 1 is [`Sender::send`].
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply. The step that wrote the request is untouched.
    pub fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        let limit = request.reply_limit();
        Ok(ReplyBuffer::new(self.send_http(to_http(request)?, limit)?, limit))
    }

    fn send_http(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        let (head, body) = request.into_parts();
        let body = Zeroizing::new(body);
        match &self.0 {
            Way::Ours(exchanges) => exchanges.send(head, &body, limit),
            Way::Agent(agent) if body.is_empty() => {
                Ok(receive(send_over(agent, http::Request::from_parts(head, ()))?, limit))
            }
            Way::Agent(agent) => {
                Ok(receive(send_over(agent, http::Request::from_parts(head, body.as_slice()))?, limit))
            }
        }
    }
}

impl Sender for UreqSender {
    async fn send(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        self.send_http(request, limit)
    }
}

impl fmt::Debug for UreqSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UreqSender")
    }
}

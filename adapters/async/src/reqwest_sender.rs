//! reqwest, as the application has set it up.

use core::fmt;
use core::time::Duration;

use catapa_signin::Request;
use catapa_signin_http::{NotConfigured, ReplyBuffer, SendError, Sender};
use http::header::{CONNECTION, HeaderValue};
use http::{Method, Response};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use crate::catch_up::catch_up;
use crate::received::{Received, wiped};
use crate::send::send;

/// Sends requests over a [`reqwest`] of the application's, on tokio: with its TLS, its resolver and its proxy. Each request
/// is sent exactly once. Cheap to clone; clones share their connections.
///
/// A GET without a body goes over the connections that `reqwest` keeps. Any other request, above all one for tokens, has a
/// connection of its own, so that no code is lost to a connection that had died.
///
/// This crate turns on no feature of `reqwest`, so it changes nothing for the application's other clients. Where nothing
/// speaks for `reqwest`, take [`HyperSender`](https://docs.rs/catapa-signin-async/latest/catapa_signin_async/struct.HyperSender.html),
/// which needs fewer round trips. It also sees what `reqwest` does not tell: bytes beyond the announced end of a reply, a
/// stream of HTTP/2 that the server disowns, so that nothing was sent, and whether a connection had served before, so that a
/// GET can be asked once more.
///
/// `reqwest` writes a URL in its own way: it drops a segment of one dot from the path of an API request, and writes `'`
/// as `%27` in a query. CATAPA reads both alike. In wasm, where `reqwest` is the browser's `fetch`, use
/// [`send`](crate::send) with a closure.
#[derive(Clone)]
pub struct ReqwestSender {
    kept: Client,
    fresh: Client,
    timeout: Duration,
}

impl ReqwestSender {
    /// A sender over two clients of this configuration: one for the GETs, one for everything else. A request takes at most
    /// `timeout` from its first step to the last byte of its reply.
    ///
    /// `configure` gives the builder with your TLS, resolver, proxy and
    /// [`connect_timeout`](ClientBuilder::connect_timeout). The sender sets what the protocol needs: no redirect, no
    /// repetition, no `Referer`, no decompression, and no verbose log. Two things are left to you. Turn no cookie store
    /// on. Call [`no_proxy`](ClientBuilder::no_proxy) unless the environment's proxy may see where you connect.
    ///
    /// # Errors
    ///
    /// [`NotConfigured::Client`] if `reqwest` cannot make a client.
    pub fn new(configure: impl Fn() -> ClientBuilder, timeout: Duration) -> Result<Self, NotConfigured> {
        let build = |builder: ClientBuilder| {
            // Another crate may turn a feature of reqwest on, so what comes with a feature is turned off.
            let builder = builder
                .redirect(Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .no_gzip()
                .no_brotli()
                .no_deflate()
                .no_zstd()
                .connection_verbose(false);
            builder.build().map_err(|why| NotConfigured::Client(why.into()))
        };
        Ok(Self { kept: build(configure())?, fresh: build(configure().pool_max_idle_per_host(0))?, timeout })
    }

    /// Sends `request` once, and reads the reply up to its limit.
    ///
    /// A reply of any status is a reply, even if its body breaks off or does not come in time: the step knows what the
    /// status alone says. The same for a request of `http` 1 is [`Sender::send`].
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply. The step that wrote the request is untouched.
    pub async fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        send(request, |http_request| Sender::send(self, http_request, request.reply_limit())).await
    }
}

impl Sender for ReqwestSender {
    async fn send(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        let is_bare_get = request.method() == Method::GET && request.body().is_empty();
        let mut request = reqwest::Request::try_from(request.map(wiped))
            .map_err(|why| SendError::NotSent(why.without_url().into()))?;
        *request.timeout_mut() = Some(self.timeout);
        let client = if is_bare_get {
            catch_up().await;
            &self.kept
        } else {
            request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            &self.fresh
        };
        Ok(receive(client.execute(request).await.map_err(classify)?, limit).await)
    }
}

/// Did the request leave this machine? Where that is not sure, it did.
fn classify(error: reqwest::Error) -> SendError {
    let is_unsent = error.is_builder() || error.is_connect();
    // An error of `reqwest` shows its URL, and the path or the query of an API request may name a person.
    let cause = error.without_url().into();
    if is_unsent { SendError::NotSent(cause) } else { SendError::Ambiguous(cause) }
}

impl fmt::Debug for ReqwestSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestSender")
    }
}

async fn receive(mut response: reqwest::Response, limit: usize) -> Response<Vec<u8>> {
    let status = response.status();
    let headers = core::mem::take(response.headers_mut());
    let mut received = Received::with_limit(limit, response.content_length());
    loop {
        match response.chunk().await {
            Ok(Some(piece)) if received.push(&piece) => {}
            Ok(_) => return received.whole(status, headers),
            Err(_) => return received.cut_short(status, headers),
        }
    }
}

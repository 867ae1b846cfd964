//! reqwest, rightly configured.

use core::fmt;
use core::time::Duration;

use catapa_signin::Request;
use catapa_signin_http::{ReplyBuffer, SendError};
use http::Response;
use http::header::{CONNECTION, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};

use crate::options::{NotConfigured, SenderOptions};
use crate::received::{Received, wiped};
use crate::send::send;

/// Sends requests over [`reqwest`], on tokio: each exactly once, and each on a connection of its own, because on a
/// shared one a reply too many would be read as the reply to the next request, which may be another person's. Cheap to
/// clone.
///
/// It follows no redirect, keeps no cookie, undoes no encoding, asks no proxy of the environment and speaks HTTP/1.1,
/// whatever features of `reqwest` another crate turns on. For wasm, where `reqwest` is the browser's `fetch`, use
/// [`send`](crate::send) with a closure.
///
/// `reqwest` writes a URL in its own way: in an API request's path it drops a segment of one dot, and in a query it
/// writes `'` as `%27`. CATAPA reads both alike.
#[derive(Clone)]
pub struct ReqwestSender {
    client: Client,
    timeout: Duration,
    is_ours: bool,
}

impl ReqwestSender {
    /// A sender with the default [options](SenderOptions).
    ///
    /// # Errors
    ///
    /// [`NotConfigured::Client`] if `reqwest` cannot make a client.
    pub fn new() -> Result<Self, NotConfigured> {
        Self::with(SenderOptions::default())
    }

    /// A sender so configured.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn with(options: SenderOptions) -> Result<Self, NotConfigured> {
        // What is on by default only with a feature is turned off too: another crate may turn the feature on.
        let mut builder = Client::builder()
            .tls_backend_preconfigured(options.tls()?)
            .connect_timeout(options.connect_timeout)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .http1_only()
            .pool_max_idle_per_host(0)
            .connection_verbose(false);
        if let Some(url) = options.https_proxy()? {
            builder = builder.proxy(Proxy::https(url).map_err(|_| NotConfigured::Proxy)?);
        }
        let client = builder.build().map_err(|why| NotConfigured::Client(why.into()))?;
        Ok(Self { client, timeout: options.timeout, is_ours: true })
    }

    /// A sender over a client of the application's, for its resolver, say, or its certificates.
    ///
    /// `reqwest` lets little be said for each request. This is: one request for one call of ours, a connection that is
    /// closed after it, at most `timeout` from the first step to the last byte, the reply's limit, and that a status is
    /// no error. A reply from elsewhere, after a redirect, is refused, when the request has already gone there. A
    /// connection that fails is [`Ambiguous`](SendError::Ambiguous), because it looks the same when it is the second one,
    /// of a redirect that was followed.
    ///
    /// This is not, and is the application's to see to:
    ///
    /// - [`redirect`](reqwest::ClientBuilder::redirect): `reqwest` follows ten by default, and a 307 carries the body,
    ///   a code or refresh token included, to wherever it names. **Set [`Policy::none`]**.
    /// - [`no_proxy`](reqwest::ClientBuilder::no_proxy): the environment's is asked by default, for http too.
    /// - [`retry`](reqwest::ClientBuilder::retry): over HTTP/2, a request that the server says it has not looked at is
    ///   sent again.
    /// - [`pool_max_idle_per_host`](reqwest::ClientBuilder::pool_max_idle_per_host): a connection that the application
    ///   left open to CATAPA's host is used for ours.
    /// - Cookies, decompression (its features turn it on), layers, verbose logs, and whom its TLS trusts.
    #[must_use]
    pub const fn with_client(client: Client, timeout: Duration) -> Self {
        Self { client, timeout, is_ours: false }
    }

    /// Sends `request` once, and reads the reply up to its limit.
    ///
    /// A reply of any status is a reply. One whose body breaks off, or does not come in time, is one too: the step
    /// knows what its status alone says.
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply. The step that wrote the request is untouched.
    pub async fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        send(request, |http_request| self.exchange(http_request, request.reply_limit())).await
    }

    /// The same for a request that was [written already](catapa_signin_http::to_http): what a `TokenKeeper` of
    /// `catapa-signin-tokens` asks of its sender. Reads at most `limit` bytes of the body and one; the response is marked
    /// [`CutShort`](crate::CutShort) if it did not come to its end.
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply.
    pub async fn exchange(
        &self,
        request: http::Request<Vec<u8>>,
        limit: usize,
    ) -> Result<Response<Vec<u8>>, SendError> {
        let mut request = reqwest::Request::try_from(request.map(wiped))
            .map_err(|why| SendError::NotSent(why.without_url().into()))?;
        request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        *request.timeout_mut() = Some(self.timeout);
        let url = request.url().clone();
        let response = self.client.execute(request).await.map_err(|why| self.classify(why))?;
        if *response.url() != url {
            return Err(SendError::Ambiguous("the client has followed a redirect".into()));
        }
        Ok(receive(response, limit).await)
    }

    /// Did the request leave this machine? Where that is not sure, it did.
    fn classify(&self, error: reqwest::Error) -> SendError {
        let is_unsent = self.is_ours && (error.is_builder() || error.is_connect());
        // An error of `reqwest` shows its URL, and the path or the query of an API request may name a person.
        let cause = error.without_url().into();
        if is_unsent { SendError::NotSent(cause) } else { SendError::Ambiguous(cause) }
    }
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

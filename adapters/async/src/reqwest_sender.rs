//! reqwest, properly configured.

use core::fmt;
use core::time::Duration;

use catapa_signin::Request;
use catapa_signin_http::{NotConfigured, ReplyBuffer, SendError, Sender, SenderOptions};
use http::Response;
use http::header::{CONNECTION, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};

use crate::received::{Received, wiped};
use crate::send::send;
use crate::tls::tls;

/// Sends requests over [`reqwest`], on tokio. Each request is sent exactly once, and on a connection of its own: on a
/// shared one, a surplus reply would be read as the reply to the next request, which may be another person's. Cheap to
/// clone.
///
/// It follows no redirect, keeps no cookie, undoes no encoding, ignores the environment's proxy and speaks HTTP/1.1,
/// whatever features of `reqwest` another crate turns on. In wasm, where `reqwest` is the browser's `fetch`, use
/// [`send`](crate::send) with a closure.
///
/// `reqwest` writes a URL in its own way: it drops a segment of one dot from the path of an API request, and writes `'`
/// as `%27` in a query. CATAPA reads both alike.
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

    /// A sender with these options.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`].
    pub fn with(options: SenderOptions) -> Result<Self, NotConfigured> {
        // Another crate may turn a feature of reqwest on, so what comes with a feature is turned off too.
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls(&options)?)
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

    /// A sender over a client of the application's, to keep its resolver or its certificates, for example.
    ///
    /// `reqwest` has few settings for a single request. The sender sees to these: it calls the client once for each
    /// request, closes the connection afterwards, allows at most `timeout` from the first step to the last byte, keeps to
    /// the reply's limit, and takes no status for an error. It refuses a reply that came from elsewhere after a redirect,
    /// though the request has gone there by then. A connection that fails is [`Ambiguous`](SendError::Ambiguous), because
    /// it may be the second one, of a redirect that was followed.
    ///
    /// The application sees to these:
    ///
    /// - [`redirect`](reqwest::ClientBuilder::redirect): `reqwest` follows ten by default, and a 307 carries the body,
    ///   with its code or refresh token, to wherever it points. **Set [`Policy::none`]**.
    /// - [`no_proxy`](reqwest::ClientBuilder::no_proxy): by default the environment's proxy is used, for http too.
    /// - [`retry`](reqwest::ClientBuilder::retry): over HTTP/2, a request is sent again if the server says that it has
    ///   not looked at it.
    /// - [`pool_max_idle_per_host`](reqwest::ClientBuilder::pool_max_idle_per_host): a connection that the application
    ///   left open to CATAPA's host is used for our requests.
    /// - Cookies, decompression (features of `reqwest` turn it on), layers, verbose logs, and the certificates that its TLS trusts.
    #[must_use]
    pub const fn with_client(client: Client, timeout: Duration) -> Self {
        Self { client, timeout, is_ours: false }
    }

    /// Sends `request` once, and reads the reply up to its limit.
    ///
    /// A reply of any status is a reply, even if its body breaks off or does not come in time: the step knows what the
    /// status alone says. The same for an [`http::Request`] is [`Sender::send`].
    ///
    /// # Errors
    ///
    /// [`SendError`] if there is no reply. The step that wrote the request is untouched.
    pub async fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        send(request, |http_request| Sender::send(self, http_request, request.reply_limit())).await
    }

    /// Did the request leave this machine? Where that is not sure, it did.
    fn classify(&self, error: reqwest::Error) -> SendError {
        let is_unsent = self.is_ours && (error.is_builder() || error.is_connect());
        // An error of `reqwest` shows its URL, and the path or the query of an API request may name a person.
        let cause = error.without_url().into();
        if is_unsent { SendError::NotSent(cause) } else { SendError::Ambiguous(cause) }
    }
}

impl Sender for ReqwestSender {
    async fn send(&self, request: http::Request<Vec<u8>>, limit: usize) -> Result<Response<Vec<u8>>, SendError> {
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

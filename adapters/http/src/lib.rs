//! `catapa-signin`'s requests and replies as types of the [`http`] crate, version 1: what connects the core, which does
//! no I/O, with any HTTP client.
//!
//! [`to_http`] turns a [`Request`](catapa_signin::Request) into an [`http::Request`]. A [`ReplyBuffer`] keeps the
//! response, wipes it when dropped, and lends it to the step as a [`Reply`](catapa_signin::Reply). A [`SendError`] says
//! whether the request may have arrived. A [`Sender`] is whatever sends: a client of ours, which [`SenderOptions`] set
//! up, or a closure over a client of yours. `catapa-signin-ureq` does all of this for blocking `ureq`, and
//! `catapa-signin-async` for async clients.
//!
//! ```toml
//! [dependencies]
//! catapa-signin = "0.1"
//! catapa-signin-http = "0.1"
//! http = "1"
//! ```
//!
//! ```
//! # use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
//! # let client = Client::new(ClientConfig {
//! #     client_id: "id", client_secret: "secret", redirect_uri: "https://app.example.com/callback",
//! #     endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
//! #     tenants: Tenants::Any, options: Options::default(),
//! # })?;
//! # let now = UnixTime::from_secs(1_700_000_000);
//! # let mut pending = Some(SignIn::new(&client).begin(core::array::from_fn(|index| index as u8), now).into_step());
//! # let callback = "code=c&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";
//! # let mut code = Some(client.accept(&mut pending, callback, now)?.into_step());
//! # fn any_client(request: http::Request<Vec<u8>>) -> http::Response<Vec<u8>> {
//! #     assert_eq!(request.uri(), "https://api.example.com/oauth/token");
//! #     http::Response::builder().status(429).header("retry-after", "7").body(Vec::new()).unwrap()
//! # }
//! use catapa_signin_http::{ReplyBuffer, to_http};
//!
//! let request = client.token_request(&code, now)?;
//! let limit = request.reply_limit();
//! let response = any_client(to_http(&request)?);
//! let mut reply = ReplyBuffer::new(response, limit);
//! let outcome = client.finish(&mut code, reply.as_reply(), now);
//! # assert!(matches!(outcome, Err(catapa_signin::NotGranted::RateLimited { .. })));
//! # Ok::<(), Box<dyn core::error::Error + Send + Sync>>(())
//! ```
//!
//! # What a client must not do
//!
//! It must not follow a redirect, keep cookies, decompress, turn a status into an error, send a request twice, or read
//! further than [`reply_limit`](catapa_signin::Request::reply_limit) and one byte more. Each of these hides something that
//! the core needs to see, or shows a credential to somebody else.
//!
//! A client that keeps connections keeps to these rules as well:
//!
//! - A request with a body goes over HTTP/2, or over an HTTP/1.1 connection that is fresh. Over an idle one that has died
//!   nobody could say whether the code or token in it is spent.
//! - A GET without a body may be sent once more, over a fresh connection, if the kept connection that it went over ended
//!   before a byte of reply. Nothing else is sent twice.
//! - A connection serves one scheme, host, port, TLS configuration and proxy.
//! - Bytes on an idle HTTP/1.1 connection end it. A reply that comes with more than it announced is no reply.
//!
//! A browser's `fetch` decompresses whatever is asked of it. There, take `Content-Encoding` out of the response.

#[cfg(feature = "conformance")]
pub mod conformance;
mod reply;
mod request;
mod send_error;
mod sender;
mod sender_options;
#[cfg(feature = "rustls")]
mod tls;

pub use reply::{CutShort, ReplyBuffer};
pub use request::{NotSendable, to_http};
#[cfg(feature = "rustls")]
pub use rustls;
/// Certificates, and how to read them from PEM: `CertificateDer::from_pem_slice`, by the trait `pem::PemObject`.
pub use rustls_pki_types as pki_types;
pub use send_error::SendError;
pub use sender::{AnySender, Sender};
pub use sender_options::{Connections, NotConfigured, SenderOptions};

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
//! Each rule is followed by the names of its checks. The feature `conformance` brings them as
//! [a suite](https://docs.rs/catapa-signin-http/latest/catapa_signin_http/conformance/) that you run against your client.
//!
//! A client must not
//!
//! - **hide a reply**: a reply of any status is a reply, and no status is an error.
//!   `every_reply_to_a_code_has_its_outcome_after_exactly_one_request`,
//!   `every_reply_to_a_refresh_token_has_its_outcome_after_exactly_one_request`,
//!   `every_reply_of_the_api_has_its_outcome_after_exactly_one_request`
//! - **send a request twice**. The one exception is below.
//!   `a_failed_request_is_not_repeated_and_its_code_is_still_good`
//! - **say that nothing was sent, unless it knows**: a request without a reply may have been carried out.
//!   `a_time_out_after_rotation_is_ambiguous_and_the_old_refresh_token_is_kept`
//! - **lose more than the reply when its future is dropped**.
//!   `a_future_dropped_after_the_request_was_written_leaves_the_step_and_the_code_to_it`
//! - **follow a redirect**: a second host would see the credentials.
//!   `a_redirect_shows_a_second_host_not_one_byte`
//! - **change a request**, or add a cookie to it: it names its user agent, and asks for no encoding.
//!   `a_request_goes_as_it_was_written_without_a_cookie`, `a_path_arrives_as_it_was_written`
//! - **show a secret** in an error, or the URL, which may name a person.
//!   `an_error_shows_no_secret_and_names_nobody`
//! - **decompress**. A browser's `fetch` decompresses whatever is asked of it: there, take `Content-Encoding` out of the
//!   response. `a_reply_in_a_coding_that_was_not_asked_for_is_named_as_such`
//! - **read further** than [`reply_limit`](catapa_signin::Request::reply_limit) and one byte more.
//!   `a_reply_is_read_to_the_limit_and_refused_beyond_it`
//! - **take half a reply for a whole one**: where its end does not come, it is [`CutShort`].
//!   `a_body_that_does_not_come_in_time_is_cut_short_and_its_status_is_heard`,
//!   `a_reply_without_a_length_is_cut_short_unless_its_end_is_told`
//! - **send anything** before it knows that it speaks with CATAPA, over TLS. What failed before is
//!   [`NotSent`](SendError::NotSent). `nothing_is_sent_where_nobody_listens`,
//!   `tls_to_a_stranger_is_refused_until_its_certificate_is_trusted`,
//!   `a_server_that_stays_silent_in_tls_gets_no_request`, `a_server_that_speaks_no_tls_gets_no_request`
//! - **ask a proxy** that it was not told of, or any proxy for http, which is for this very machine.
//!   `http_on_this_machine_never_goes_through_a_proxy`,
//!   `https_goes_through_the_proxy_that_was_asked_for_which_sees_its_own_credentials_alone`,
//!   `nothing_is_sent_when_the_proxy_says_no`
//!
//! A client that keeps connections must not
//!
//! - **send a token request over a connection that may have died**: nobody could say whether the code or token in it is spent.
//!   A request with a body goes over HTTP/2 that is live, or over a connection of HTTP/1.1 that is fresh.
//!   `a_token_request_goes_over_a_connection_that_is_live_or_fresh`
//! - **ask again, but for one case**: a GET without a body may be sent once more, over a fresh connection, if the kept
//!   connection that it went over ended before a byte of reply.
//!   `a_get_is_asked_once_more_at_most_and_a_token_request_never`
//! - **believe a reply with surplus bytes**: one that comes with more than it announced is no reply.
//!   `bytes_beyond_the_announced_end_are_not_believed`
//! - **take stray bytes for a reply**: bytes on an idle connection of HTTP/1.1 end it. `no_reply_reaches_another_request`
//! - **share a connection**: it serves one scheme, host, port, TLS configuration and proxy. `a_connection_serves_one_host`
//!
//! A client that speaks HTTP/2 must not
//!
//! - **call a stream sent that the server disowns**, by REFUSED_STREAM or a GOAWAY that leaves it out.
//!   `a_stream_that_the_server_disowns_was_not_sent`
//! - **call a stream unsent that is reset**, with any other code. `a_stream_that_is_reset_may_have_been_carried_out`
//! - **lose a reply to GOAWAY**, nor send anything over that connection afterwards.
//!   `a_reply_after_goaway_counts_and_the_next_request_goes_elsewhere`
//! - **call what GOAWAY leaves unsent**. `a_goaway_says_nothing_of_the_streams_that_it_leaves`
//! - **wait for ever** for a server that floods it. `a_flood_of_settings_ends_in_time`
//!
//! # A client of `http` 0.2
//!
//! Two versions of `http` share no type, but all of their types are text and bytes. This is `awc`, the client of Actix:
//!
//! ```
#![doc = include_str!("../docs/awc.rs")]
//!
//! # fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
//! #     let catapa = catapa_stand_in::StandIn::builder().start()?;
//! #     let request = http::Request::get(format!("{}/v1/users/me", catapa.origin())).body(Vec::new())?;
//! #     let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! #     let reply = tokio::task::LocalSet::new().block_on(&runtime, async {
//! #         let client = awc::Client::builder().disable_redirects().no_default_headers().finish();
//! #         send(&client, request, 65_536, Duration::from_secs(10)).await
//! #     })?;
//! #     assert_eq!((reply.status().as_u16(), reply.body().is_empty()), (401, false));
//! #     assert!(reply.extensions().get::<CutShort>().is_none());
//! #     Ok(())
//! # }
//! ```

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

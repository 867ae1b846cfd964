//! Sign in with CATAPA from a device: one [`send`] over anything that reads and writes by `embedded-io-async` 0.7, in your
//! buffer, without an allocator.
//!
//! The core writes each request and reads each reply as bytes, and needs no allocator either. [`send`] carries them over
//! embassy's TCP sockets, over TLS ([`open_tls`](#tls), the feature `embedded-tls`), or over a connection of `reqwless`, under
//! any executor.
//!
//! # The client secret stays at your server
//!
//! Somebody who holds a device can read its flash. So neither the client secret nor a refresh token belongs on it: both
//! stay at your server, which does every token request. The owner of the device signs in there. The device proves to your
//! server who it is, with a key of its own, and is told an access token, which ends soon. With that it asks CATAPA itself.
//!
//! ```toml
//! [dependencies]
//! catapa-signin = "0.1" # on the device: default-features = false
//! catapa-signin-embedded = "0.1"
//! catapa-signin-ureq = { version = "0.1", features = ["ring"] } # your server, in this example
//! catapa-stand-in = "0.1" # to try it without CATAPA
//! embedded-io-adapters = { version = "0.7", features = ["futures-03"] } # to try it without a device
//! smol = "2"
//! ```
//!
//! ```
//! use catapa_signin::import::Tokens;
//! use catapa_signin::{Authorized, Client, ClientConfig, Endpoints, Freshness, Options, SignIn, Tenants, UnixTime};
//! use catapa_signin_embedded::send;
//! use catapa_signin_ureq::UreqSender;
//! use embedded_io_adapters::futures_03::FromFutures;
//! use smol::net::TcpStream;
//!
//! type Failure = Box<dyn core::error::Error + Send + Sync>;
//!
//! /// Your server's half: the answer to a device that has proved who it is, and the tokens to keep.
//! fn answer(
//!     server: &Client,
//!     sender: &UreqSender,
//!     kept: Authorized<String>,
//!     now: UnixTime,
//! ) -> Result<(String, Authorized<String>), Failure> {
//!     let kept = match server.resume(kept)?.at(now) {
//!         Freshness::Fresh(authorized) => authorized.into_step(),
//!         Freshness::Expired(expired) => {
//!             let mut reply = sender.send(&expired.refresh_request())?;
//!             expired.finish(reply.as_reply(), now)?.into_step() // save it at once: a refresh token works once
//!         }
//!         Freshness::Over => return Err("the owner has to sign in again".into()),
//!     };
//!     let ends = kept.expires_at().map_or(0, UnixTime::as_secs);
//!     let answer = format!("{} {ends} {}", kept.tenant().as_str(), kept.expose_access_token());
//!     Ok((answer, kept))
//! }
//!
//! /// The device's half: shows the name of its owner. `device` has any text as its client secret.
//! async fn show_owner(device: &Client, answer: &str, now: UnixTime) -> Result<(), Failure> {
//!     let mut words = answer.split(' ');
//!     let mut word = || words.next().unwrap_or_default();
//!     let (tenant, ends, access_token) = (word(), word().parse()?, word());
//!     let expires_at = Some(UnixTime::from_secs(ends));
//!     let authorized = device.import(Tokens { access_token, refresh_token: None, expires_at, tenant }, now)?;
//!
//!     let request = authorized.user_request();
//!     let socket = TcpStream::connect(request.url().authority()).await?;
//!     let mut buffer = [0; 4_096];
//!     let reply = send(&request, FromFutures::new(socket), &mut buffer).await?;
//!     println!("{}", authorized.read_user(reply)?.username().unwrap_or("somebody"));
//!     Ok(())
//! }
//!
//! # fn main() -> Result<(), Failure> {
//! # let stand_in = catapa_stand_in::StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start()?;
//! # let origin = &stand_in.origin();
//! # let client = |client_secret| Client::new(ClientConfig {
//! #     client_id: "stand-in-client", client_secret, redirect_uri: "http://127.0.0.1:3000/callback",
//! #     endpoints: Endpoints::new(origin, origin), tenants: Tenants::Any, options: Options::default(),
//! # });
//! # let (server, device) = (client("stand-in-secret")?, client("not-on-this-device")?);
//! # let sender = UreqSender::new()?;
//! # let now = UnixTime::from(std::time::SystemTime::now());
//! # let sign_in = SignIn::new(&server).begin(core::array::from_fn(|index| index as u8), now);
//! # let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string())?;
//! # let mut code = Some(server.accept(&mut Some(sign_in.into_step()), &callback, now)?.into_step());
//! # let mut reply = sender.send(&server.token_request(&code, now)?)?;
//! # let kept = server.finish(&mut code, reply.as_reply(), now)?.to_owned_in::<String>()?.into_step();
//! let (answer, kept) = answer(&server, &sender, kept, now)?;
//! smol::block_on(show_owner(&device, &answer, now))?;
//! # assert_eq!(stand_in.count(catapa_stand_in::Path::UsersMe), 1);
//! # let later = UnixTime::from_secs(now.as_secs() + 86_400);
//! # stand_in.clock().advance(86_400);
//! # smol::block_on(show_owner(&device, &self::answer(&server, &sender, kept, later)?.0, later))?;
//! # assert_eq!(stand_in.count(catapa_stand_in::Path::UsersMe), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # TLS
//!
//! A token goes over TLS alone. The feature `embedded-tls` adds `open_tls`: TLS 1.3 by the crate of that name, with the
//! server's certificate checked. On the device, the socket is one of embassy's, and the clock and the randomness are the
//! board's.
//!
#![cfg_attr(feature = "embedded-tls", doc = "```")]
#![cfg_attr(not(feature = "embedded-tls"), doc = "```ignore")]
//! use catapa_signin::{Reply, Request};
//! use catapa_signin_embedded::embedded_tls::{CryptoRngCore, TlsClock, TlsError};
//! use catapa_signin_embedded::{SendError, open_tls, send};
//! use embedded_io_async::{Read, Write};
//!
//! /// The time that the network has told the board.
//! struct Clock;
//!
//! impl TlsClock for Clock {
//!     fn now() -> Option<u64> {
//! #       const BOARD_SECONDS: u64 = 1_800_000_000;
//!         Some(BOARD_SECONDS)
//!     }
//! }
//!
//! async fn send_over_tls<'b>(
//!     request: &Request<'_>,
//!     socket: impl Read + Write,
//!     authority: &[u8], // the certificate of the authority that has signed the server's own, as DER
//!     rng: impl CryptoRngCore,
//!     buffer: &'b mut [u8],
//! ) -> Result<Reply<'b>, SendError<TlsError>> {
//!     let (mut read_record, mut write_record) = ([0; 16_640], [0; 4_096]);
//!     let tls = open_tls::<Clock, _>(request, socket, authority, rng, &mut read_record, &mut write_record).await?;
//!     send(request, tls, buffer).await
//! }
//! ```
//!
//! `embedded-tls` 0.19 alone believes a server that sends no certificate, or one that any other certificate has signed.
//! `open_tls` refuses both. These limits remain:
//!
//! - Keys of servers and authorities are on the curve P-256. Its features `p384` and `ed25519` add others. `rsa` needs an
//!   allocator, and `webpki` an operating system.
//! - A certificate counts for three names of hosts, of at most 64 characters each, and for no address.
//! - It says the same whether a connection was closed or broke. So a reply that does not say its length is cut short.
//! - A server that has proved who it is, and then breaks the protocol, can make it panic.
//!
//! Another TLS will do as well, if it reads and writes by `embedded-io-async` and checks the certificate.
//!
//! # Your network stack, and your executor
//!
//! | You have | Hand over |
//! |---|---|
//! | embassy | an `embassy_net::tcp::TcpSocket`, or `open_tls` over it; a time-out is `embassy_time::with_timeout` |
//! | a stack of `embedded-nal-async` | what `connect` gives |
//! | `reqwless` | `&mut resource.conn` of `client.resource(&url)`; or send a request of its own, with the parts of ours |
//!
//! For https, do not let `reqwless` 0.14 open TLS: it uses `embedded-tls` 0.18, which believes too much as well, and knows
//! neither the time nor the alternative names of a certificate. Put what `open_tls` gives into its `HttpConnection::Plain`.
#![no_std]

mod framing;
mod send;
mod send_error;
#[cfg(feature = "embedded-tls")]
mod tls;

#[cfg(feature = "embedded-tls")]
pub use embedded_tls;
pub use send::send;
pub use send_error::{Cause, SendError};
#[cfg(feature = "embedded-tls")]
pub use tls::open_tls;

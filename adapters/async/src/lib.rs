//! Sign in with CATAPA over any async HTTP client, on any runtime.
//!
//! [`send`] takes the client as a closure from an [`http::Request`] to an [`http::Response`], the types of `http` 1. It
//! asks for no trait and no runtime, and boxes no future. Sending borrows the step, so a connection that breaks or a future
//! that is dropped loses nothing: only the step's own `finish`, which awaits nothing, moves it.
//!
//! Two clients come properly configured, each with a feature. None is on by default:
//!
//! | Feature | What it adds |
//! |---|---|
//! | `hyper` | [`HyperSender`]: HTTP/2 and HTTP/1.1 over connections that live, on tokio, smol, or any runtime |
//! | `ring` or `aws-lc-rs` | the cryptography of `HyperSender`'s TLS. Leave both out if your program has a `CryptoProvider` of rustls installed, or give one in [`SenderOptions`] |
//! | `reqwest` | [`ReqwestSender`]: a `reqwest` that you have set up |
//!
//! ```toml
//! [dependencies]
//! catapa-signin = "0.1"
//! catapa-signin-async = { version = "0.1", features = ["hyper", "ring"] }
//! tokio = { version = "1", features = ["macros", "rt"] }
//! catapa-stand-in = "0.1" # to try it without CATAPA
//! ```
//!
#![cfg_attr(feature = "hyper", doc = "```")]
#![cfg_attr(not(feature = "hyper"), doc = "```ignore")]
//! use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
//! use catapa_signin_async::{HyperSender, SenderOptions};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn core::error::Error + Send + Sync>> {
//! # let stand_in = catapa_stand_in::StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start()?;
//! # let origin = &stand_in.origin();
//! # let entropy = core::array::from_fn(|index| index as u8);
//! # let now = UnixTime::from(std::time::SystemTime::now());
//! let client = Client::new(ClientConfig {
//!     client_id: "stand-in-client",
//!     client_secret: "stand-in-secret",
//!     redirect_uri: "http://127.0.0.1:3000/callback",
//!     endpoints: Endpoints::new(origin, origin),
//!     tenants: Tenants::Only(&["gdplabs"]),
//!     options: Options::default(),
//! })?;
//! let sender = HyperSender::tokio(SenderOptions::default())?;
//!
//! let sign_in = SignIn::new(&client).begin(entropy, now);
//! let url = sign_in.authorize_url().to_string(); // the browser goes there, and comes back to the redirect URI
//! let mut pending = Some(sign_in.into_step());
//! # let callback = stand_in.sign_in_as("siti").allow(&url)?;
//!
//! // Whatever fails up to `finish`, what may still be good stays in its place.
//! let mut code = Some(client.accept(&mut pending, &callback, now)?.into_step());
//!
//! let mut reply = sender.send(&client.token_request(&code, now)?).await?;
//! // The code is spent: save the tokens before anything else can fail.
//! let tokens = client.finish(&mut code, reply.as_reply(), now)?.to_owned_in::<String>()?.into_step();
//!
//! let authorized = client.resume_ref(&tokens)?;
//! let mut reply = sender.send(&authorized.user_request()).await?;
//! let user = authorized.read_user(reply.as_reply())?;
//! assert_eq!(user.tenant().as_str(), "gdplabs");
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "__client")]
mod catch_up;
#[cfg(feature = "hyper")]
mod first_to_connect;
#[cfg(feature = "hyper")]
mod hyper_sender;
#[cfg(feature = "__client")]
mod received;
#[cfg(feature = "reqwest")]
mod reqwest_sender;
mod send;

#[cfg(feature = "hyper")]
pub use catapa_signin_http::rustls;
#[cfg(feature = "__client")]
pub use catapa_signin_http::{Connections, NotConfigured, SenderOptions, pki_types};
pub use catapa_signin_http::{CutShort, ReplyBuffer, SendError, Sender};
#[cfg(feature = "hyper")]
pub use first_to_connect::first_to_connect;
#[cfg(feature = "hyper")]
pub use hyper_sender::{HyperSender, Task, TokioConnector};
#[cfg(feature = "reqwest")]
pub use reqwest_sender::ReqwestSender;
pub use send::send;

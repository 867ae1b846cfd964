//! Sign in with CATAPA over blocking [`ureq`]: for command-line tools, threads and other code that may wait.
//!
//! A [`UreqSender`] sends a [`Request`](catapa_signin::Request) once and gives a [`ReplyBuffer`], which the step reads.
//! Sending borrows the step, so a connection that breaks loses nothing: only the step's own `finish` moves it.
//!
//! ```toml
//! [dependencies]
//! catapa-signin = "0.1"
//! catapa-signin-ureq = { version = "0.1", features = ["ring"] }
//! catapa-stand-in = "0.1" # to try it without CATAPA
//! ```
//!
//! ```
//! use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
//! use catapa_signin_ureq::UreqSender;
//!
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
//! let sender = UreqSender::new()?;
//!
//! let sign_in = SignIn::new(&client).begin(entropy, now);
//! let url = sign_in.authorize_url().to_string(); // the browser goes there, and comes back to the redirect URI
//! let mut pending = Some(sign_in.into_step());
//! # let callback = stand_in.sign_in_as("siti").allow(&url)?;
//!
//! // Whatever fails up to `finish`, what may still be good stays in its place.
//! let mut code = Some(client.accept(&mut pending, &callback, now)?.into_step());
//!
//! let mut reply = sender.send(&client.token_request(&code, now)?)?;
//! // The code is spent: save the tokens before anything else can fail.
//! let tokens = client.finish(&mut code, reply.as_reply(), now)?.to_owned_in::<String>()?.into_step();
//!
//! let authorized = client.resume_ref(&tokens)?;
//! let mut reply = sender.send(&authorized.user_request())?;
//! let user = authorized.read_user(reply.as_reply())?;
//! assert_eq!(user.tenant().as_str(), "gdplabs");
//! # Ok::<(), Box<dyn core::error::Error + Send + Sync>>(())
//! ```
//!
//! `cargo run --example sign_in` shows a whole sign-in, with a browser or without.

mod agent;
mod carrier;
mod connect;
mod dial;
mod exchange;
mod idle;
mod names;
mod reply;
mod sender;
mod tcp;
mod time_left;
mod tls;
mod watched;

pub use catapa_signin_http::{
    Connections, NotConfigured, ReplyBuffer, SendError, Sender, SenderOptions, pki_types, rustls,
};
pub use sender::UreqSender;

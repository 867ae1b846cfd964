//! Sign in with CATAPA over any async HTTP client, on any runtime.
//!
//! [`send`] takes the client as a closure: whatever turns an [`http::Request`] into an [`http::Response`]. There is no
//! trait to implement, no runtime, and no future is boxed. Sending borrows the step: a connection that breaks, and a
//! future that is dropped, lose nothing, and only the step's own `finish`, which awaits nothing, moves it.
//!
//! Two clients come rightly configured, each with a feature:
//!
//! | Feature | What it adds |
//! |---|---|
//! | `reqwest` | [`ReqwestSender`]: `reqwest` on tokio |
//! | `hyper` | [`HyperSender`]: `hyper` on tokio, smol, or whatever else connects and has a timer |
//!
#![cfg_attr(feature = "reqwest", doc = "```")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
//! use catapa_signin_async::ReqwestSender;
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
//! let sender = ReqwestSender::new()?;
//!
//! let sign_in = SignIn::new(&client).begin(entropy, now);
//! # let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string())?;
//! // The browser goes to `sign_in.authorize_url()`, and comes back to the redirect URI with a callback.
//! let have_code = sign_in.accept(&callback, now)?;
//!
//! let mut reply = sender.send(&have_code.token_request(now)?).await?;
//! let authorized = have_code.finish(reply.as_reply(), now)?.to_owned_in::<String>()?;
//!
//! let mut reply = sender.send(&authorized.user_request()).await?;
//! let user = authorized.read_user(reply.as_reply())?;
//! assert_eq!(user.tenant().as_str(), "gdplabs");
//! # Ok(())
//! # }
//! ```

mod send;
#[cfg(feature = "__client")]
mod options;
#[cfg(feature = "__client")]
mod received;
#[cfg(feature = "reqwest")]
mod reqwest_sender;
#[cfg(feature = "hyper")]
mod hyper_sender;

pub use catapa_signin_http::{CutShort, ReplyBuffer, SendError};
#[cfg(feature = "hyper")]
pub use hyper_sender::HyperSender;
#[cfg(feature = "__client")]
pub use options::{NotConfigured, SenderOptions};
#[cfg(feature = "reqwest")]
pub use reqwest_sender::ReqwestSender;
/// Certificates, and how to read them from PEM: `CertificateDer::from_pem_slice`, by the trait `pem::PemObject`.
#[cfg(feature = "__client")]
pub use rustls_pki_types as pki_types;
pub use send::send;

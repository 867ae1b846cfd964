//! Sign in with CATAPA on the web, with axum: three routes, an extractor, and sessions that are set up as they must be.
//!
//! [`SignInWithCatapa`] holds the client, the store of tokens and the keys. Merge its [routes](SignInWithCatapa::routes),
//! put its [layer of sessions](SignInWithCatapa::session_layer) around them, and take [`SignedIn`] as an argument where
//! somebody has to be signed in:
//!
#![cfg_attr(feature = "reqwest", doc = "```")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use axum::Router;
//! use axum::routing::get;
//! use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
//! use catapa_signin_async::ReqwestSender;
//! use catapa_signin_axum::{SignInOptions, SignInWithCatapa, SignedIn, tower_sessions};
//! use catapa_signin_tokens::{MemoryStore, SealingKeys};
//!
//! # fn key_from_your_configuration() -> [u8; 32] { [7; 32] }
//! let client = Client::new(ClientConfig {
//!     client_id: "my-application",
//!     client_secret: "keep-this-on-your-server",
//!     redirect_uri: "https://app.example.com/catapa/callback",
//!     endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
//!     tenants: Tenants::Only(&["gdplabs"]),
//!     options: Options::default(),
//! })?;
//! let options = SignInOptions::default().sealing_keys(SealingKeys::new(key_from_your_configuration()));
//! let catapa = SignInWithCatapa::new(client, ReqwestSender::new()?, MemoryStore::new(), options)?;
//! let app: Router = Router::new()
//!     .route("/", get(async |who: SignedIn| format!("Hello {}", who.profile().name())))
//!     .merge(catapa.routes())
//!     .layer(catapa.session_layer(tower_sessions::MemoryStore::default()))
//!     .with_state(catapa);
//! # Ok::<(), Box<dyn core::error::Error + Send + Sync>>(())
//! ```
//!
//! `cargo run --example web` is such an application, with a stand-in for CATAPA inside.
//!
//! # What happens
//!
//! ```text
//! GET  /catapa/sign-in?return_to=/page    303 to CATAPA; the pending login goes into a sealed cookie of its own
//! GET  /catapa/callback?code&state&tenant the cookie opens, the callback is claimed, the code is traded once,
//!                                         CATAPA says who it is; the session's id is renewed; 303 to /page
//! POST /catapa/sign-out                   tokens, profile and session are forgotten; 303 to /
//! ```
//!
//! The callback is at the path of the redirect URI; the other paths are [options](SignInOptions). What goes wrong is a
//! [`Failure`]: a [`Page`] that says what happened and what to do next, or JSON for a program.
//!
//! # Who is kept out
//!
//! - **A stranger's callback.** The code is traded only for the browser that holds the cookie of this very login, sealed
//!   for this client, this redirect URI and this cookie's name. A link with an attacker's code is refused without a
//!   request, and the login that waits goes on waiting.
//! - **A callback that comes twice.** The cookie turns into a mark that the login is finished, and the store lets one
//!   instance claim a callback, once, before anything is sent.
//! - **A foreign page.** Sign-ins begin in a window of their own or on a page of ours (`Sec-Fetch-*`), sign-out is a POST
//!   from a page of ours. Where a person goes afterwards is a path of this site, or the start page.
//! - **Whoever reads cookies or the store.** `Secure` and `__Host-` go with the scheme of the redirect URI, never with
//!   what a proxy says. A session holds a random key alone; tokens and profiles are in the store, sealed. An https
//!   redirect URI does not start without keys.
//!
//! # More than one machine
//!
//! Nothing is kept in a process. Give all instances the same client, the same [`SealingKeys`] and stores that they share,
//! such as `RedisStore` of `catapa-signin-tokens` and that of `tower-sessions-redis-store` over one connection: a sign-in
//! that begins at one instance ends at any other, and a token is refreshed by one of them. A new key is given to all as
//! one that [also opens](catapa_signin_tokens::SealingKeys::also_opens) before it seals.
//!
//! # What the application does
//!
//! Logging a callback's query would log codes: keep the query out of access logs. Sessions expire as their layer and
//! store say. What the session of an unknown person holds goes along when that person signs in.
//!
//! [`SealingKeys`]: catapa_signin_tokens::SealingKeys
//!
//! # Features
//!
//! | Feature | What it adds |
//! |---|---|
//! | `reqwest` (default) | [`Sender`] for `ReqwestSender` of `catapa-signin-async` |
//! | `redis` | `RedisStore` of `catapa-signin-tokens`, for the example |

mod api_call;
mod ask;
mod failure;
mod log;
mod login;
mod not_started;
mod options;
mod page;
mod pending;
mod profile;
mod protection;
mod return_to;
mod routes;
mod sender;
mod sign_in_with_catapa;
mod signed_in;
mod store;
mod visitor;

pub use api_call::{ApiAnswer, ApiCall, CallError};
pub use catapa_signin::Method;
pub use failure::Failure;
pub use not_started::NotStarted;
pub use options::SignInOptions;
pub use page::Page;
pub use profile::{Named, Profile};
pub use sender::Sender;
pub use sign_in_with_catapa::SignInWithCatapa;
pub use signed_in::SignedIn;
/// The version of `tower-sessions` that this crate is for.
pub use tower_sessions;

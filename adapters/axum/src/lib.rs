//! Sign in with CATAPA on the web, with axum: three routes, an extractor, and sessions that are set up as they must be.
//!
//! [`SignInWithCatapa`] holds the client, the store of tokens and the keys. Merge its [routes](SignInWithCatapa::routes),
//! put its [layer of sessions](SignInWithCatapa::session_layer) around them, and take [`SignedIn`] as an argument where
//! somebody has to be signed in:
//!
//! ```toml
//! [dependencies]
//! axum = "0.8"
//! catapa-signin = "0.1"
//! catapa-signin-async = { version = "0.1", features = ["hyper", "ring"] }
//! catapa-signin-axum = "0.1"
//! catapa-signin-tokens = "0.1"
//! tower-sessions = { version = "0.14", features = ["memory-store"] } # sessions of one process
//! ```
//!
//! ```
//! use axum::Router;
//! use axum::routing::get;
//! use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
//! use catapa_signin_async::{HyperSender, SenderOptions};
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
//! let sender = HyperSender::tokio(SenderOptions::default())?;
//! let catapa = SignInWithCatapa::new(client, sender, MemoryStore::new(), options)?;
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
//! GET  /catapa/sign-in?return_to=/page    303 to CATAPA; the pending sign-in goes into a sealed cookie of its own
//! GET  /catapa/callback?code&state&tenant the cookie opens, the callback is claimed, the code is traded once,
//!                                         CATAPA says who it is; the session's id is renewed; 303 to /page
//! POST /catapa/sign-out                   tokens, profile and session are forgotten; 303 to /
//! ```
//!
//! The callback is at the path of the redirect URI; the other paths are [options](SignInOptions). What goes wrong is a
//! [`SignInError`]: a [`Page`] that says what happened and what to do next, or JSON for a program.
//!
//! # Who is kept out
//!
//! - **A stranger's callback.** The code is traded only for the browser that holds the cookie of this very sign-in, sealed
//!   for this client, this redirect URI and this cookie's name. A link with an attacker's code is refused without a
//!   request, and the sign-in that waits goes on waiting.
//! - **A callback that comes twice.** The cookie turns into a mark that the sign-in is finished, and the store lets one
//!   instance claim a callback, once, before anything is sent.
//! - **A foreign page.** Sign-ins begin in a window of their own or on a page of ours (`Sec-Fetch-*`), sign-out is a POST
//!   from a page of ours. Where a person goes afterwards is a path of this site, or the start page.
//! - **Whoever reads cookies or the store.** `Secure` and `__Host-` go with the scheme of the redirect URI, never with
//!   what a proxy says. A session holds a random key alone; tokens and profiles are in the store, sealed. An https
//!   redirect URI does not start without keys.
//!
//! # When one machine is not enough
//!
//! Run as many instances as you like behind any balancer: no request has to come back to where the one before it went.
//! What they need:
//!
//! - **The same configuration**: client, paths and [`SealingKeys`]. A new key is given to all as one that
//!   [also opens](catapa_signin_tokens::SealingKeys::also_opens) before it seals. Clocks agree within a minute.
//! - **One Redis or Valkey**, with `appendonly yes` and `maxmemory-policy noeviction`: tokens in `RedisStore` of
//!   `catapa-signin-tokens` (feature `redis`), sessions in `RedisStore` of `tower-sessions-redis-store` 0.16.
//! - **A time-out for its commands**: the store of tokens has one, of 3 s. The store of sessions takes a client or pool of
//!   `fred`: give it a [time-out](https://docs.rs/fred/10/fred/types/config/struct.PerformanceConfig.html) of a few
//!   seconds, and a policy to connect again. `examples/web/redis.rs` is all of it:
//!   `cargo run --example web --features redis`, with the same `SEALING_KEY` and `REDIS_URL` on each machine.
//! - **An orderly end**: after axum's graceful shutdown, [`settle`](catapa_signin_tokens::TokenKeeper::settle) the
//!   [keeper](SignInWithCatapa::keeper), which may hold tokens that Redis could not take.
//!
//! And when something breaks:
//!
//! | What happens | What is left |
//! |---|---|
//! | an instance dies with a callback in hand | the callback is [used](SignInError::AlreadyUsed), whether or not its code was sent: the person signs in again |
//! | an instance dies while it refreshes tokens | the others [wait](catapa_signin_tokens::NotFresh::Busy) for its lease to end, three minutes at most; then the sign-in is [in doubt](catapa_signin_tokens::NotFresh::Ambiguous), and the person signs in again |
//! | Redis is away | 503 for whoever is signed in and for callbacks, which are good once it is back; nobody is signed out, and sign-ins begin |
//! | Redis was away while tokens were refreshed | the new ones wait in memory, and are stored with the next call |
//! | Redis has lost its data | everybody signs in again; sign-ins that had begun are finished |
//!
//! In none of these is a code or a refresh token sent twice, unless Redis has lost that it was. `tests/several-machines`
//! shows each of them, with processes that are killed.
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
//! | `redis` | `RedisStore` of `catapa-signin-tokens`, for the example |

mod api_call;
mod sign_in_error;
mod log;
mod session;
mod not_started;
mod options;
mod page;
mod pending;
mod profile;
mod security_headers;
mod return_to;
mod routes;
mod sign_in_with_catapa;
mod signed_in;
mod fetch_metadata;

pub use api_call::{ApiCall, CallError};
pub use catapa_signin::Method;
pub use catapa_signin::user::Omitted;
pub use catapa_signin_http::Sender;
pub use catapa_signin_tokens::ApiAnswer;
pub use not_started::NotStarted;
pub use options::SignInOptions;
pub use page::Page;
pub use profile::{Named, Profile};
pub use sign_in_error::SignInError;
pub use sign_in_with_catapa::SignInWithCatapa;
pub use signed_in::SignedIn;
/// The version of `tower-sessions` that this crate is for.
pub use tower_sessions;

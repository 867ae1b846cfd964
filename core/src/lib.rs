//! Sign in with CATAPA: the protocol as a chain of types, without I/O, clock, randomness, allocator or `unsafe`.
//!
//! CATAPA is an HR and payroll platform. An application sends its user there, gets a code back through the browser,
//! trades it for tokens, asks who signed in, and keeps the tokens fresh: the OAuth 2.0 authorization code flow (RFC
//! 6749), as CATAPA's guide describes it. This crate is that protocol and nothing else. It writes requests and reads
//! replies as bytes; you send them. `catapa-signin-ureq` sends them over blocking `ureq`,
//! `catapa-signin-async` over any async client, and `catapa-signin-http` joins any other client.
//!
//! # The five steps
//!
//! ```text
//! Unstarted --begin--> AwaitingCallback --accept--> HaveCode --finish--> Authorized
//!                                                         at, rejected |    ^
//!                                                                      v    | finish
//!                                                                     Expired
//! ```
//!
//! A [`SignIn`] is at one of them. What makes no sense there does not compile: a code cannot be traded before the
//! callback was checked, nor twice, and a token cannot be refreshed while it is fresh. What goes wrong says in its type
//! what is left: an error holds the step exactly when the step may still be good.
//!
//! An application keeps its steps between one request and the next. The verbs of [`Client`], such as
//! [`client.accept(&mut pending, query, now)?`](Client::accept), work on the place where a step is kept: after an error
//! the step is there exactly when it may still be good, so `?` is right. They are made of the verbs of [`SignIn`], which
//! consume the step and hand it back in the error.
//!
//! <!-- table -->
//! ```text
//! Unstarted
//!   begin         64 random bytes                   -> AwaitingCallback
//! AwaitingCallback
//!   accept        the true callback                 -> HaveCode
//!                 forged; stray; another issuer's;  -> AwaitingCallback, still good
//!                 doubled, garbled or too long
//!                 denied; unusable; tenant not      -> over
//!                 welcome; too late; clock run back
//! HaveCode
//!   token_request within five minutes               -> HaveCode, to be sent
//!                 later; clock run back             -> HaveCode, too old
//!   finish        tokens                            -> Authorized
//!                 429; invalid_client               -> HaveCode, still good
//!                 3xx; other 4xx; 5xx; unreadable;  -> HaveCode, perhaps spent
//!                 cut short
//!                 OAuth error; another tenant;      -> over
//!                 opaque token; tenant no longer
//!                 welcome
//! Authorized
//!   at            before its end                    -> Authorized
//!                 at its end, less the leeway;      -> Expired
//!                 clock run back
//!                 either, without a refresh token   -> over
//!   rejected      a 401 to another token            -> Authorized
//!                 a 401 to this token               -> Expired
//!                 the same, without a refresh token -> over
//! Expired
//!   finish        tokens                            -> Authorized
//!                 429; invalid_client               -> Expired, still good
//!                 3xx; other 4xx; 5xx; unreadable;  -> Expired, perhaps spent
//!                 cut short; does not fit
//!                 OAuth error; another tenant;      -> over
//!                 opaque token; tenant no longer
//!                 welcome
//! ```
//! <!-- end of table -->
//!
//! # The whole story
//!
//! ```toml
//! [dependencies]
//! catapa-signin = "0.1"
//! ```
//!
//! ```
//! use catapa_signin::{
//!     AwaitingCallback, Client, ClientConfig, Endpoints, Expired, Freshness, HaveCode, Method, Options, Reply,
//!     SignIn, Tenants, UnixTime,
//! };
//! # use catapa_signin::{Authorized, NotAccepted, Request};
//! # fn story() -> Result<(), Box<dyn core::error::Error + Send + Sync>> {
//! # // Whatever sends requests: here it has the answers ready. The token says {"tenant":"gdplabs"}.
//! # let send = |request: Request<'_>| -> Result<Vec<u8>, NotAccepted> {
//! #     Ok(match request.url().to_string().as_str() {
//! #         "https://api-apps.catapa.com/oauth/token" => br#"{"access_token":"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln",
//! #             "refresh_token":"r1","token_type":"Bearer","expires_in":86400}"#.to_vec(),
//! #         "https://api-apps.catapa.com/v1/users/me" => br#"{"id":"42","username":"siti"}"#.to_vec(),
//! #         _ => b"[]".to_vec(),
//! #     })
//! # };
//! # let at = UnixTime::from_secs;
//! # let now = at(1_700_000_000);
//! # let entropy: [u8; 64] = core::array::from_fn(|index| index as u8);
//! let client = Client::new(ClientConfig {
//!     client_id: "my-application",
//!     client_secret: "keep-this-on-your-server",
//!     redirect_uri: "https://app.example.com/callback",
//!     endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
//!     tenants: Tenants::Only(&["gdplabs"]),
//!     options: Options::default(),
//! })?;
//!
//! // Where the application keeps its steps: a session, a database, a file.
//! let mut pending: Option<AwaitingCallback>;
//! let mut code: Option<HaveCode>;
//! let mut expired: Option<Expired<String>>; // or heapless::String<4096>, or a type of yours
//!
//! // ---- Unstarted -> AwaitingCallback: 64 random bytes and the time come from the caller.
//! let sign_in = SignIn::new(&client).begin(entropy, now);
//! let redirect_the_browser_to = sign_in.authorize_url().to_string();
//! assert_eq!(
//!     redirect_the_browser_to,
//!     "https://accounts-apps.catapa.com/oauth2/authorize?response_type=code&client_id=my-application\
//!      &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&scope=\
//!      &state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
//! );
//! pending = Some(sign_in.into_step()); // plain data: serde, or bytes of a fixed size
//!
//! // ---- AwaitingCallback -> HaveCode: anybody can send a callback; one carries our CSRF token.
//! let forged = "code=stolen&state=guessed&tenant=gdplabs";
//! assert!(client.accept(&mut pending, forged, now).is_err() && pending.is_some()); // nothing is lost
//!
//! let callback = "code=c0de&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";
//! code = Some(client.accept(&mut pending, callback, now)?.into_step());
//!
//! // ---- HaveCode -> Authorized: where the connection breaks or CATAPA asks to wait, the code is still in its place.
//! let mut body = send(client.token_request(&code, now)?)?;
//! let authorized = client.finish(&mut code, Reply::new(200, &mut body), now)?.to_owned_in::<String>()?;
//! # let save = |_: &Authorized<String>| ();
//! save(authorized.step()); // before anything else can fail: the code is spent
//!
//! // ---- Who is it?
//! let mut body = send(authorized.user_request())?;
//! let user = authorized.read_user(Reply::new(200, &mut body))?;
//! assert_eq!(user.key().to_string(), "catapa.com|gdplabs|42"); // confirmed, by the token
//!
//! // ---- Authorized -> Expired -> Authorized, a day later.
//! let now = at(1_700_086_400);
//! let authorized = match authorized.at(now) {
//!     Freshness::Fresh(authorized) => authorized,
//!     Freshness::Expired(sign_in) => {
//!         expired = Some(sign_in.into_step());
//!         let mut body = send(client.refresh_request(&expired)?)?;
//!         let authorized = client.finish_refresh(&mut expired, Reply::new(200, &mut body), now)?;
//!         save(authorized.step());
//!         authorized
//!     }
//!     Freshness::Over => return Ok(()), // no refresh token: the person signs in again
//! };
//! let mut body = send(authorized.api_request(Method::Get, "/core/v1/employees?page=0")?)?;
//! let employees = authorized.read_api(Reply::new(200, &mut body))?.body();
//! # assert_eq!(employees, b"[]");
//! # Ok(())
//! # }
//! # story().unwrap();
//! ```
//!
//! # What it does not do
//!
//! I/O, clocks and entropy: they are arguments. Revocation, discovery and JWKS: CATAPA has none, so to sign out is to
//! forget the tokens. OpenID Connect: CATAPA has no ID token, and a token's signature is not checked, because the
//! token came over our own TLS connection and its claim is compared, never trusted alone. Sessions and cookies: they
//! belong to an application or an adapter.
//!
//! # Secrets
//!
//! Client secret, CSRF token, verifier, code and tokens are redacted in every `Debug`, have no `Display` and no `==`,
//! and are wiped when dropped. They leave in the requests that need them, through what writes a URL, a header's value or
//! a body, and through [`Form::pairs`](request::Form::pairs); in the saved form of a step, which is a secret itself; and tokens through
//! `expose_access_token` and `expose_refresh_token`. A value that Rust moves leaves its bytes where it was: the library moves secrets as seldom as
//! it can, and it cannot wipe what the compiler copied.
//!
//! # Features
//!
//! | Feature | What it adds |
//! |---|---|
//! | `std` (default) | `UnixTime` from `SystemTime`, whose `now()` panics on wasm32-unknown-unknown; implies `alloc` |
//! | `alloc` | tokens held in `String` |
//! | `serde` | saved steps, and the user's profile as JSON |
//!
//! None changes what the protocol does.
#![no_std]
// Whatever a stranger sends, nothing here can panic; tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unwrap_used
    )
)]

#[cfg(any(test, feature = "alloc"))]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

// A map of the source: first what all files use, then the protocol in its order, then bytes.
#[macro_use]
mod explain; // what every error says: a stable code, who has to act, a sentence
mod secret; // texts that are wiped and never shown; the text types that hold tokens
mod time; // moments, and how far clocks may differ
mod random_text; // 32 random bytes as text: CSRF token, code verifier
mod client; // who we are, where CATAPA is, who may sign in: checked once
mod sign_in; // the five steps, a file for each: what is known there, its verbs, its errors
pub mod callback; // what came through the browser: checked in the order of trust
pub mod tenant; // claimed by a callback, confirmed by a token's claims
pub mod request; // what to send: borrowed facts, written by one walker
pub mod reply; // what CATAPA answered: tokens, errors, API; a file for each
mod refusal; // CATAPA's no, in a callback or a reply
pub mod user; // who signed in, and the key to know them by
mod saved; // steps as bytes and through serde
mod wire; // bytes alone, no OAuth: forms, JSON, base64url, HTTP/1.1, SHA-256

/// What a client can be told beside the necessary, and what is wrong with a configuration.
pub mod config {
    pub use crate::client::{BasicEncoding, ConfigError, Fault, Setting, TenantPlacement};
    pub use crate::tenant::OpaqueTokens;
}

/// What the errors of the steps are made of.
pub mod error {
    pub use crate::refusal::{ErrorCode, OtherCode, Refusal};
    pub use crate::reply::api::TokenRejected;
    pub use crate::saved::NotAStep;
    pub use crate::secret::DoesNotFit;
    pub use crate::sign_in::{NotInTime, NotOurStep, NotRequested};
    pub use crate::tenant::TenantRefusal;
}

/// Tokens that another program kept: see [`Client::import`].
pub mod import {
    pub use crate::sign_in::{NotImported, Tokens};
}

pub use client::{Client, ClientConfig, Endpoints, Options, Tenants};
pub use explain::{Blame, Explain};
pub use reply::Reply;
pub use reply::api::ApiError;
pub use request::{Method, Request};
pub use secret::{FromTokenText, TokenText};
pub use sign_in::{
    Authorized, AwaitingCallback, Expired, Freshness, HaveCode, NotAccepted, NotGranted, NotRefreshed, SignIn, Step,
    Unstarted,
};
pub use time::UnixTime;
pub use user::{User, UserKey};

//! A CATAPA that runs on your machine, and can misbehave on request.
//!
//! Test your application's "Sign in with CATAPA" against it: it has the pages, the endpoints and the errors of the real
//! one, one demonstration person (`siti`, password `rahasia`, tenant `gdplabs`) and some [odd
//! ones](User::demonstration), a clock that you set, and a script of faults. It never leaves your machine, and it is no
//! CATAPA: never type a real password into it.
//!
//! **As a program**, for applications in any language. It prints `ready http://127.0.0.1:PORT` once it listens. This is
//! the accounts origin and the API origin in one.
//!
//! ```text
//! cargo run -p catapa-stand-in -- --client-id ID --client-secret SECRET --redirect-uri http://localhost:3000/callback
//! ```
//!
//! **As a library**, for tests in Rust, blocking or async. Start one for each test: it takes a port of the system's
//! choice, and ends when it is dropped.
//!
//! ```toml
//! [dependencies]
//! catapa-stand-in = "0.1"
//! ```
//!
//! ```
//! use catapa_stand_in::{Fault, Path, StandIn};
//!
//! let catapa = StandIn::builder()
//!     .client_id("payroll")
//!     .client_secret("s3cret")
//!     .redirect_uri("http://localhost:3000/callback")
//!     .clock_at(1_800_000_000)
//!     .start()?;
//!
//! // Your application makes this URL; the person logs in, allows it, and comes back to your callback.
//! let authorize_url = format!(
//!     "{}/oauth2/authorize?response_type=code&client_id=payroll&scope=&state=af0ifjsldkj\
//!      &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback",
//!     catapa.origin(),
//! );
//! let callback = catapa.sign_in_as("siti").allow(&authorize_url)?;
//! assert!(callback.starts_with("http://localhost:3000/callback?code="));
//! assert!(callback.ends_with("&state=af0ifjsldkj&tenant=gdplabs"));
//!
//! // Your application exchanges the code: what if the reply is lost, and five minutes pass?
//! catapa.fault(Path::Token, Fault::reset().carried_out());
//! catapa.clock().advance(300);
//! assert_eq!(catapa.count(Path::Token), 0);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # TLS and HTTP/2
//!
//! With the feature `tls`, `Builder::tls` speaks https: HTTP/2 with a client that offers it by ALPN, and HTTP/1.1 with
//! any other. The feature turns on `ring` of rustls **for the whole program**, and rustls in `ureq`. In a program whose
//! other crates turn on another provider, `rustls::ClientConfig::builder()` then panics, until the application installs
//! one of the two. Without the feature, there is no rustls in the stand-in.
//!
//! # Connections that live
//!
//! Each [`Request`] names its connection and its place on it. [`StandIn::connections`], [`StandIn::reuses`] and
//! [`StandIn::open_connections`] count. Faults end a connection early or late, write what nobody asked for, reset a
//! stream, or say GOAWAY; each says what it is on the other version of HTTP.
//!
//! ```
//! use std::io::{Read, Write};
//!
//! use catapa_stand_in::{Fault, Gate, Path, StandIn};
//!
//! let catapa = StandIn::builder().start()?;
//! let idle = Gate::new();
//! catapa.fault(Path::UsersMe, Fault::altered().close_after().idle_until(&idle));
//!
//! // Your application asks, and keeps the connection.
//! let mut socket = std::net::TcpStream::connect(catapa.origin().trim_start_matches("http://"))?;
//! socket.write_all(b"GET /v1/users/me HTTP/1.1\r\nhost: catapa\r\n\r\n")?;
//! assert!(socket.read(&mut [0; 4096])? > 0);
//! assert_eq!(catapa.open_connections(), 1);
//!
//! // The server closes it, as servers do with idle connections. Does the next call notice?
//! idle.open();
//! assert!(catapa.wait_for_open_connections(0));
//! assert_eq!((catapa.connections(), catapa.reuses()), (1, 0));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Decisions
//!
//! Where CATAPA's guide is silent, the stand-in decides:
//!
//! - A `scope` is empty or `all`.
//! - A code is spent once it is presented at its tenant, even if another check then refuses it.
//! - A code or a refresh token that comes twice ends every token that it gave.
//! - PKCE (S256) is checked if the authorize URL had a challenge.
//! - The API answers 403 to a tenant that is not the token's, and 400 to a request without a tenant.
//! - Ten failures within a minute close the authorize or the token endpoint until that minute is over.

#![warn(clippy::exhaustive_enums)]

extern crate alloc;

pub use crate::clock::Clock;
pub use crate::fault::Fault;
pub use crate::faults::Faults;
pub use crate::gate::Gate;
pub use crate::path::Path;
pub use crate::people::User;
pub use crate::person::{Person, PersonError};
pub use crate::record::{Protocol, Request};
pub use crate::settings::{Builder, ClientCredentials, GrantType, TenantPlace};
pub use crate::stand_in::{StandIn, StartError};

mod api;
mod authorize;
mod callback;
mod catapa;
mod clock;
mod delivery;
mod entropy;
mod fault;
mod faults;
#[cfg(feature = "tls")]
mod frames;
mod gate;
mod grants;
mod headers;
mod http1;
#[cfg(feature = "tls")]
mod http2;
mod json;
mod line;
mod lock;
#[cfg(not(feature = "tls"))]
#[path = "no_tls.rs"]
mod tls;
#[cfg(feature = "tls")]
mod tls;
mod pages;
mod parameters;
mod path;
mod people;
mod person;
mod rate;
mod record;
mod refusal;
mod routes;
mod server;
mod settings;
mod sign_ins;
mod stand_in;
#[cfg(feature = "tls")]
mod tap;
mod token;
mod wire;

/// The README's example runs too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! Sign in with CATAPA.
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

mod callback;
mod client;
mod explain;
mod refusal;
mod reply;
mod request;
#[cfg(feature = "serde")]
mod saved;
mod secret;
mod sign_in;
mod tenant;
mod time;
mod user;
mod wire;

pub use callback::Stray;
pub use client::{
    BasicEncoding, Client, ClientConfig, ConfigError, Endpoints, Fault, Field, OpaqueTokens, Options, TenantPlacement,
    Tenants,
};
pub use explain::{Blame, Explain};
pub use refusal::{ErrorCode, OtherCode, Refusal};
pub use reply::tokens::GrantedScope;
pub use reply::{MemberFault, NotHttp, Problem, Reply, Unclear, Unreadable, Wait};
pub use request::{AuthorizeUrl, Body, Form, Header, Method, PathRefused, Redirects, Request, Url};
pub use secret::{DoesNotFit, HoldText, Text};
pub use sign_in::{
    ApiError, ApiReply, Authorized, AwaitingCallback, CodeTooOld, Expired, Garbled, HaveCode, Lifetime, NotAccepted,
    NotGranted, NotOurStep, NotRefreshed, SignIn, Step, TokenRejected, Unstarted, Unusable,
};
pub use tenant::{ClaimedTenant, ConfirmedTenant, Tenant, TenantRefused};
pub use time::UnixTime;
pub use user::{Employee, Role, User, UserKey};

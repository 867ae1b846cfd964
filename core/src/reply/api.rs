//! What CATAPA's API answered, and why it did not.

use core::fmt;

use super::{ApiProblem, BodyFault, RetryAfter};
use crate::tenant::TenantRefusal;

/// A success of the CATAPA API. Its `Debug` shows no byte of the body.
#[derive(Clone, Copy)]
pub struct ApiReply<'b> {
    pub(crate) status: u16,
    pub(crate) body: &'b [u8],
}

impl<'b> ApiReply<'b> {
    /// The HTTP status, 200 to 299.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The body, whole.
    #[must_use]
    pub const fn body(&self) -> &'b [u8] {
        self.body
    }
}

impl fmt::Debug for ApiReply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiReply({}, {} bytes)", self.status, self.body.len())
    }
}

/// CATAPA answered 401 to an access token. Only the reading of that reply makes one:
///
/// ```
/// # use catapa_signin::{ApiError, Authorized, Freshness, Reply, SignIn};
/// fn end<'c>(sign_in: SignIn<'c, Authorized<String>>, reply: Reply<'_>) -> Freshness<'c, String> {
///     match sign_in.read_api(reply) {
///         Err(ApiError::TokenRejected(proof)) => sign_in.rejected(proof),
///         _ => Freshness::Fresh(sign_in),
///     }
/// }
/// ```
///
/// and nobody makes one up:
///
/// ```compile_fail,E0451
/// # use catapa_signin::error::TokenRejected;
/// # use catapa_signin::{Authorized, Freshness, SignIn};
/// fn end(sign_in: SignIn<'_, Authorized<String>>) -> Freshness<'_, String> {
///     sign_in.rejected(TokenRejected { digest: 0 })
/// }
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct TokenRejected {
    digest: u64,
}

impl TokenRejected {
    pub(crate) fn about(access_token: &str) -> Self {
        Self { digest: digest(access_token) }
    }

    pub(crate) fn is_about(&self, access_token: &str) -> bool {
        self.digest == digest(access_token)
    }
}

/// FNV-1a: tells one token from the next, which is no secret's business.
fn digest(token: &str) -> u64 {
    token.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

explain!(TokenRejected {
    Self { .. } => ("api.token_rejected", CatapaRefused, "CATAPA no longer accepts this sign-in's access token"),
});

impl fmt::Debug for TokenRejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenRejected")
    }
}

/// Why the CATAPA API did not answer. The sign-in is untouched.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// HTTP 401: hand the proof to [`rejected`](crate::SignIn::rejected), and refresh.
    TokenRejected(TokenRejected),
    /// HTTP 403: the person may not do this, or not in this tenant.
    Forbidden {
        /// What CATAPA said.
        problem: Option<ApiProblem>,
    },
    /// HTTP 429.
    RateLimited {
        /// When to come back.
        retry_after: RetryAfter,
    },
    /// Any other status than was asked for.
    Status {
        /// The HTTP status.
        status: u16,
        /// What CATAPA said.
        problem: Option<ApiProblem>,
    },
    /// A success whose body cannot be read.
    Unreadable(BodyFault),
    /// The tenant is not welcome any more, or nothing that the configuration trusts vouches for it: the person signs in
    /// again.
    TenantRefused(TenantRefusal),
}

explain!(ApiError {
    Self::TokenRejected(proof) => proof,
    Self::Forbidden { .. } => ("api.forbidden", CatapaRefused, "CATAPA does not allow this"),
    Self::RateLimited { .. } => ("api.rate_limited", CatapaRefused, "CATAPA asks to wait before trying again"),
    Self::Status { status, .. } => ("api.status", CatapaUnclear, "CATAPA answered with HTTP status {status}"),
    Self::Unreadable(why) => why,
    Self::TenantRefused(why) => why,
});

impl From<BodyFault> for ApiError {
    fn from(why: BodyFault) -> Self {
        Self::Unreadable(why)
    }
}

impl From<TenantRefusal> for ApiError {
    fn from(why: TenantRefusal) -> Self {
        Self::TenantRefused(why)
    }
}

//! Calls to the CATAPA API under an access token, and what their replies mean. (The guide's step 5.)

use core::fmt;

use super::{Authorized, SignIn};
use crate::explain::{Blame, Explain};
use crate::reply::{Problem, REPLY_LIMIT, Reply, Unreadable, Wait};
use crate::request::{self, Authorization, Body, Method, PathRefused, Request, Url};
use crate::secret::Text;
use crate::tenant::{ConfirmedTenant, OpaqueTokens, Tenant, TenantRefused};
use crate::user::User;

impl<'c, T: Text> SignIn<'c, Authorized<T>> {
    /// The request that asks who signed in: `/v1/users/me`.
    #[must_use]
    pub fn user_request(&self) -> Request<'_> {
        self.request(Method::Get, Url { base: self.client.user_url.as_str(), path: "" })
    }

    /// Reads the reply to [`user_request`](Self::user_request). A 200 under this tenant confirms it, so the user has
    /// a [key](User::key).
    ///
    /// # Errors
    ///
    /// [`ApiError`]; the sign-in is untouched.
    pub fn user<'b>(&self, reply: Reply<'b>) -> Result<User<'b>, ApiError>
    where
        'c: 'b,
    {
        let body = match self.success(reply)? {
            reply if reply.status() == 200 => reply.into_body(REPLY_LIMIT)?,
            // It vouches for the tenant, so it must be CATAPA's plain yes and not, say, a proxy's 203.
            reply => return Err(ApiError::Status { status: reply.status(), problem: None }),
        };
        if !self.client.welcomes(self.step.tenant.as_str()) {
            return Err(TenantRefused::NotWelcome.into());
        }
        let tenant = match &self.step.tenant {
            Tenant::Confirmed(tenant) => tenant.clone(),
            // Granted when opaque tokens were trusted; now they may not be.
            Tenant::Claimed(_) if self.client.opaque_tokens == OpaqueTokens::Refuse => {
                return Err(TenantRefused::NotNamed.into());
            }
            Tenant::Claimed(tenant) => ConfirmedTenant::vouched_for(tenant.clone()),
        };
        Ok(User::read(self.client.realm(), tenant, body)?)
    }

    /// The request that asks whether the access token is still good: `/v1/oauth-clients/validate-access-token`. Its
    /// reply is read by [`api_reply`](Self::api_reply): 200, or the proof that it was rejected.
    #[must_use]
    pub fn validate_request(&self) -> Request<'_> {
        self.request(Method::Get, Url { base: self.client.validate_url.as_str(), path: "" })
    }

    /// A request to any path of the CATAPA API, with its query: never a URL, so it cannot leave CATAPA. A body is
    /// added with [`Request::json`], and a limit for the reply with [`Request::with_reply_limit`].
    ///
    /// # Errors
    ///
    /// [`PathRefused`]: the path begins with one `/` and has no `..`, `\`, `#`, control or space; the rest is escaped
    /// by the caller.
    pub fn api_request<'a>(&'a self, method: Method, path_and_query: &'a str) -> Result<Request<'a>, PathRefused> {
        let path = request::api_path(path_and_query)?;
        Ok(self.request(method, Url { base: self.client.api_origin.as_str(), path }))
    }

    /// Reads the reply to [`api_request`](Self::api_request) or [`validate_request`](Self::validate_request).
    ///
    /// # Errors
    ///
    /// [`ApiError`]; the sign-in is untouched. [`TokenRejected`](ApiError::TokenRejected) is the proof that
    /// [`rejected`](SignIn::rejected) wants.
    pub fn api_reply<'b>(&self, reply: Reply<'b>) -> Result<ApiReply<'b>, ApiError> {
        let reply = self.success(reply)?;
        Ok(ApiReply { status: reply.status(), body: reply.into_body(usize::MAX)? })
    }

    fn request<'a>(&'a self, method: Method, url: Url<'a>) -> Request<'a> {
        Request {
            method,
            url,
            authorization: Authorization::Bearer(self.step.access_token.expose()),
            tenant: Some(self.step.tenant.as_str()),
            body: Body::Empty,
            reply_limit: REPLY_LIMIT,
        }
    }

    fn success<'b>(&self, reply: Reply<'b>) -> Result<Reply<'b>, ApiError> {
        match reply.status() {
            200..=299 => Ok(reply),
            401 => Err(ApiError::TokenRejected(TokenRejected::about(self.step.access_token.expose()))),
            403 => Err(ApiError::Forbidden { problem: reply.into_problem(REPLY_LIMIT) }),
            429 => Err(ApiError::RateLimited { wait: reply.wait() }),
            status => Err(ApiError::Status { status, problem: reply.into_problem(REPLY_LIMIT) }),
        }
    }
}

/// A success of the CATAPA API. Its `Debug` shows no byte of the body.
#[derive(Clone, Copy)]
pub struct ApiReply<'b> {
    status: u16,
    body: &'b [u8],
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
/// # use catapa_signin::{ApiError, Authorized, Lifetime, Reply, SignIn};
/// fn end<'c>(sign_in: SignIn<'c, Authorized<String>>, reply: Reply<'_>) -> Lifetime<'c, String> {
///     match sign_in.api_reply(reply) {
///         Err(ApiError::TokenRejected(proof)) => sign_in.rejected(proof),
///         _ => Lifetime::Fresh(sign_in),
///     }
/// }
/// ```
///
/// and nobody makes one up:
///
/// ```compile_fail,E0451
/// # use catapa_signin::{Authorized, Lifetime, SignIn, TokenRejected};
/// fn end(sign_in: SignIn<'_, Authorized<String>>) -> Lifetime<'_, String> {
///     sign_in.rejected(TokenRejected { digest: 0 })
/// }
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("CATAPA no longer accepts this sign-in's access token")]
pub struct TokenRejected {
    digest: u64,
}

impl TokenRejected {
    fn about(access_token: &str) -> Self {
        Self { digest: digest(access_token) }
    }

    pub(super) fn is_about(&self, access_token: &str) -> bool {
        self.digest == digest(access_token)
    }
}

/// FNV-1a: tells one token from the next, which is no secret's business.
fn digest(token: &str) -> u64 {
    token.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Explain for TokenRejected {
    fn code(&self) -> &'static str {
        "api.token_rejected"
    }

    fn blame(&self) -> Blame {
        Blame::CatapaRefused
    }
}

impl fmt::Debug for TokenRejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenRejected")
    }
}

/// Why the CATAPA API did not answer. The sign-in is untouched.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// HTTP 401: hand the proof to [`rejected`](SignIn::rejected), and refresh.
    #[error(transparent)]
    TokenRejected(#[from] TokenRejected),
    /// HTTP 403: the person may not do this, or not in this tenant.
    #[error("CATAPA does not allow this")]
    Forbidden {
        /// What CATAPA said.
        problem: Option<Problem>,
    },
    /// HTTP 429.
    #[error("CATAPA asks to wait before trying again")]
    RateLimited {
        /// When to come back.
        wait: Wait,
    },
    /// Any other status than was asked for.
    #[error("CATAPA answered with HTTP status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// What CATAPA said.
        problem: Option<Problem>,
    },
    /// A success whose body cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The tenant is not welcome any more, or nothing that the configuration trusts vouches for it: the person signs in
    /// again.
    #[error(transparent)]
    TenantRefused(#[from] TenantRefused),
}

impl Explain for ApiError {
    fn code(&self) -> &'static str {
        match self {
            Self::TokenRejected(proof) => proof.code(),
            Self::Forbidden { .. } => "api.forbidden",
            Self::RateLimited { .. } => "api.rate_limited",
            Self::Status { .. } => "api.status",
            Self::Unreadable(why) => why.code(),
            Self::TenantRefused(why) => why.code(),
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::TokenRejected(_) | Self::Forbidden { .. } | Self::RateLimited { .. } => Blame::CatapaRefused,
            Self::Status { .. } | Self::Unreadable(_) => Blame::CatapaUnclear,
            Self::TenantRefused(why) => why.blame(),
        }
    }
}

//! Calls to the CATAPA API under an access token, and what their replies mean. (The guide's step 5.)

use crate::reply::api::{ApiError, ApiReply, TokenRejected};
use crate::reply::{REPLY_LIMIT, Reply};
use crate::request::{self, Authorization, Body, Method, NotAnApiPath, Request, Url};
use crate::secret::TokenText;
use crate::sign_in::{Authorized, SignIn};
use crate::tenant::{ConfirmedTenant, OpaqueTokens, Tenant, TenantRefusal};
use crate::user::User;

impl<'c, T: TokenText> SignIn<'c, Authorized<T>> {
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
    pub fn read_user<'b>(&self, reply: Reply<'b>) -> Result<User<'b>, ApiError>
    where
        'c: 'b,
    {
        let body = match self.success(reply)? {
            reply if reply.status() == 200 => reply.into_body(REPLY_LIMIT)?,
            // It vouches for the tenant, so it must be CATAPA's plain yes and not, say, a proxy's 203.
            reply => return Err(ApiError::Status { status: reply.status(), problem: None }),
        };
        if !self.client.welcomes(self.step.tenant.as_str()) {
            return Err(TenantRefusal::NotWelcome.into());
        }
        let tenant = match &self.step.tenant {
            Tenant::Confirmed(tenant) => tenant.clone(),
            // Granted when opaque tokens were trusted; now they may not be.
            Tenant::Claimed(_) if self.client.opaque_tokens == OpaqueTokens::Refuse => {
                return Err(TenantRefusal::NotNamed.into());
            }
            Tenant::Claimed(tenant) => ConfirmedTenant::vouched_for(tenant.clone()),
        };
        Ok(User::read(self.client.user_namespace(), tenant, body)?)
    }

    /// The request that asks whether the access token is still good: `/v1/oauth-clients/validate-access-token`. Its
    /// reply is read by [`read_api`](Self::read_api): 200, or the proof that it was rejected.
    #[must_use]
    pub fn validate_request(&self) -> Request<'_> {
        self.request(Method::Get, Url { base: self.client.validate_url.as_str(), path: "" })
    }

    /// A request to any path of the CATAPA API, with its query: never a URL, so it cannot leave CATAPA. A body is
    /// added with [`Request::json`], and a limit for the reply with [`Request::with_reply_limit`].
    ///
    /// # Errors
    ///
    /// [`NotAnApiPath`]: the path begins with one `/` and has no `..`, `\`, `#`, control or space; the rest is escaped
    /// by the caller.
    pub fn api_request<'a>(&'a self, method: Method, path_and_query: &'a str) -> Result<Request<'a>, NotAnApiPath> {
        let path = request::api_path(path_and_query)?;
        Ok(self.request(method, Url { base: self.client.api_origin.as_str(), path }))
    }

    /// Reads the reply to [`api_request`](Self::api_request) or [`validate_request`](Self::validate_request).
    ///
    /// # Errors
    ///
    /// [`ApiError`]; the sign-in is untouched. [`TokenRejected`](ApiError::TokenRejected) is the proof that
    /// [`rejected`](SignIn::rejected) wants.
    pub fn read_api<'b>(&self, reply: Reply<'b>) -> Result<ApiReply<'b>, ApiError> {
        let reply = self.success(reply)?;
        Ok(ApiReply { status: reply.status(), body: reply.into_body(usize::MAX)? })
    }

    fn request<'a>(&'a self, method: Method, url: Url<'a>) -> Request<'a> {
        Request {
            method,
            url,
            product: self.client.product.as_str(),
            authorization: Authorization::bearer(self.step.access_token.expose()),
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
            429 => Err(ApiError::RateLimited { retry_after: reply.retry_after() }),
            status => Err(ApiError::Status { status, problem: reply.into_problem(REPLY_LIMIT) }),
        }
    }
}

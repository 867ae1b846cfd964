//! The extractor: who is signed in.

use core::fmt;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::response::Response;
use catapa_signin::{Authorized, Method};
use catapa_signin_tokens::SessionKey;
use http::request::Parts;
use tower_sessions::Session;

use crate::api_call::{ApiCall, CallError};
use crate::fetch_metadata::Visitor;
use crate::profile::Profile;
use crate::session::{Person, session_of};
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;

/// Somebody who is signed in: an argument of a handler that is for such people alone.
///
/// Anybody else does not reach the handler. A person at a browser is sent to sign in, and comes back to the page that
/// was asked for; a program gets 401 and JSON. `Option<SignedIn>` lets everybody through.
///
/// ```
/// use catapa_signin_axum::{CallError, Method, SignedIn};
///
/// #[derive(serde::Deserialize)]
/// struct Employees {
///     #[serde(rename = "totalElements")]
///     total: u32,
/// }
///
/// async fn employees(who: SignedIn) -> Result<String, CallError> {
///     let employees: Employees = who.api(Method::Get, "/core/v1/employees?page=0").send_and_read().await?;
///     Ok(format!("{} has {} colleagues", who.profile().name(), employees.total))
/// }
/// # let _: axum::Router<catapa_signin_axum::SignInWithCatapa> =
/// #     axum::Router::new().route("/employees", axum::routing::get(employees));
/// ```
///
/// Finding out takes the session and one look into the store. CATAPA is asked only when the
/// [profile](crate::SignInOptions::profile_age) is old.
#[derive(Clone)]
pub struct SignedIn {
    pub(crate) catapa: SignInWithCatapa,
    pub(crate) session: Session,
    pub(crate) key: SessionKey,
    pub(crate) visitor: Visitor,
    profile: Arc<Profile>,
}

impl SignedIn {
    /// Who it is.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// A call to the CATAPA API, in the name of this person: any path with its query, never a URL.
    pub fn api<'a>(&'a self, method: Method, path_and_query: &'a str) -> ApiCall<'a> {
        ApiCall::new(self, self.catapa.keeper().call(&self.key, method, path_and_query))
    }

    /// Tokens that are valid now, refreshed if they are due: for a request that [`api`](Self::api) does not write, and
    /// for their [end](Authorized::expires_at).
    ///
    /// # Errors
    ///
    /// [`CallError`].
    pub async fn tokens(&self) -> Result<Arc<Authorized<String>>, CallError> {
        match self.catapa.keeper().fresh(&self.key).await {
            Ok(tokens) => Ok(tokens),
            Err(why) => Err(CallError::new(self, why.into()).await),
        }
    }

    async fn find(parts: &Parts, catapa: SignInWithCatapa) -> Result<Option<Self>, SignInError> {
        let session = session_of(&parts.extensions)?;
        let Some(Person { key, profile }) = catapa.who_is_signed_in(&session).await? else { return Ok(None) };
        let visitor = Visitor::of(parts);
        Ok(Some(Self { catapa, session, key, visitor, profile: Arc::new(profile) }))
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    SignInWithCatapa: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let catapa = SignInWithCatapa::from_ref(state);
        let found = Self::find(parts, catapa.clone()).await;
        let found = found.and_then(|found| found.ok_or(SignInError::SignInFirst));
        found.map_err(|failure| catapa.refuse(&failure, &Visitor::of(parts)))
    }
}

impl<S> OptionalFromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    SignInWithCatapa: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Response> {
        let catapa = SignInWithCatapa::from_ref(state);
        let found = Self::find(parts, catapa.clone()).await;
        found.map_err(|failure| catapa.refuse(&failure, &Visitor::of(parts)))
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("profile", &self.profile).finish_non_exhaustive()
    }
}

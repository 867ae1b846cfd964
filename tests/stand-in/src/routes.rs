//! Which path leads where.

use alloc::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response};
use axum::middleware::{self, Next};
use axum::routing::{get, post};

use crate::catapa::Catapa;
use crate::fault::Fault;
use crate::pages::{self, Problem};
use crate::path::Path;
use crate::refusal::{Failed, Refusal};
use crate::{api, authorize, token};

pub(crate) fn routes(catapa: Arc<Catapa>) -> Router {
    Router::new()
        .route("/oauth2/authorize", get(authorize::authorize))
        .route("/oauth2/login/{id}", post(authorize::login))
        .route("/oauth2/consent/{id}", get(authorize::consent_page).post(authorize::decide))
        .route("/oauth/token", post(token::token))
        .layer(middleware::from_fn_with_state(catapa.clone(), limit_failures))
        .route("/v1/users/me", get(api::users_me))
        .route("/v1/oauth-clients/validate-access-token", get(api::validate_access_token))
        .route("/core/v1/employees", get(api::employees).post(api::create_employee))
        .fallback(api::not_found)
        .method_not_allowed_fallback(api::method_not_allowed)
        .with_state(catapa)
}

/// Counts the failures of the authorize and of the token endpoint separately, and closes the one that has too many.
async fn limit_failures(State(catapa): State<Arc<Catapa>>, request: Request, next: Next) -> Response<Body> {
    let path = Path::of(request.uri().path());
    let limit = match path {
        Path::Token => &catapa.token_limit,
        _ => &catapa.authorize_limit,
    };
    if let Some(seconds) = limit.wait(catapa.clock.now()) {
        let mut response = match path {
            Path::Token => {
                let fault = request.extensions().get::<Arc<Fault>>().cloned().unwrap_or_default();
                Refusal::too_many_requests().into_response(&catapa, &fault, request.uri().path())
            }
            _ => pages::problem(Problem::TooManyRequests),
        };
        response.headers_mut().insert("ratelimit-reset", HeaderValue::from(seconds));
        return response;
    }
    let response = next.run(request).await;
    if response.extensions().get::<Failed>().is_some() {
        limit.failed(catapa.clock.now());
    }
    response
}

//! What the stand-in knows and remembers, and which path leads where.

use alloc::sync::Arc;
use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response};
use axum::middleware::{self, Next};
use axum::routing::{get, post};

use crate::api;
use crate::authorize::{self, SignIns};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::fault::Fault;
use crate::faults::Faults;
use crate::grants::Grants;
use crate::pages::{self, Problem};
use crate::path::Path;
use crate::people::User;
use crate::rate::FailureLimit;
use crate::record::Record;
use crate::refusal::{Failed, Refusal};
use crate::settings::Settings;
use crate::token;

/// One pretended CATAPA.
pub(crate) struct Catapa {
    pub(crate) users: Vec<Arc<User>>,
    pub(crate) clock: Clock,
    pub(crate) entropy: Entropy,
    pub(crate) sign_ins: Mutex<SignIns>,
    pub(crate) grants: Mutex<Grants>,
    pub(crate) authorize_limit: FailureLimit,
    pub(crate) token_limit: FailureLimit,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    pub(crate) settings: Settings,
}

impl Catapa {
    pub(crate) fn new(settings: Settings) -> Result<Self, getrandom::Error> {
        let entropy = match settings.seed {
            Some(seed) => Entropy::from_seed(seed),
            None => Entropy::from_system()?,
        };
        let limit = || FailureLimit::new(settings.failure_limit, settings.failure_window);
        Ok(Self {
            users: settings.users.iter().cloned().map(Arc::new).collect(),
            clock: settings.clock.clone(),
            entropy,
            sign_ins: Mutex::default(),
            grants: Mutex::default(),
            authorize_limit: limit(),
            token_limit: limit(),
            faults: Faults::default(),
            record: Record::default(),
            settings,
        })
    }

    pub(crate) fn routes(self: &Arc<Self>) -> Router {
        let catapa = self.clone();
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

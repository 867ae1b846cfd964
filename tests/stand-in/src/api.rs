//! The APIs that take the access token: each wants `Authorization: Bearer` and `Tenant`.

use alloc::sync::Arc;
use core::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, RawQuery, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use serde_json::{Map, Value, json};

use crate::catapa::Catapa;
use crate::fault::Fault;
use crate::headers::{authorization, has_content_type, sole_header};
use crate::lock::Lock as _;
use crate::parameters::Parameters;
use crate::path::Path;
use crate::people::User;
use crate::refusal::{self, Refusal};

type Answer = Result<Response<Body>, Refusal>;

/// `GET /v1/users/me`
pub(crate) async fn users_me(State(catapa): State<Arc<Catapa>>, call: Call) -> Response<Body> {
    call.answer(&catapa, |user| Ok(refusal::json(StatusCode::OK, &user.as_json())))
}

/// `GET /v1/oauth-clients/validate-access-token`
pub(crate) async fn validate_access_token(State(catapa): State<Arc<Catapa>>, call: Call) -> Response<Body> {
    call.answer(&catapa, |_| Ok(refusal::json(StatusCode::OK, &json!({"valid": true}))))
}

/// `GET /core/v1/employees?page=0`: one page of the people of the tenant.
pub(crate) async fn employees(
    State(catapa): State<Arc<Catapa>>,
    RawQuery(query): RawQuery,
    call: Call,
) -> Response<Body> {
    call.answer(&catapa, |user| {
        let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
        let page: usize =
            parameters.value("page").unwrap_or("0").parse().map_err(|_| bad_request("page must be a number."))?;
        let colleagues = catapa.users.iter().filter(|other| other.tenant() == user.tenant());
        let employees: Vec<Value> = colleagues.filter_map(|other| other.as_employee()).collect();
        let content = if page == 0 { employees.as_slice() } else { &[] };
        let page_json = json!({
            "content": content,
            "number": page,
            "numberOfElements": content.len(),
            "size": PAGE_SIZE,
            "first": page == 0,
            "last": true,
            "totalElements": employees.len(),
            "totalPages": 1,
        });
        Ok(refusal::json(StatusCode::OK, &page_json))
    })
}

/// `POST /core/v1/employees`: answers with the employee that it would create.
pub(crate) async fn create_employee(State(catapa): State<Arc<Catapa>>, call: Call, body: Bytes) -> Response<Body> {
    call.answer(&catapa, |_| {
        if !has_content_type(&call.headers, "application/json") {
            return Err(Refusal::api(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "The body must be application/json.",
            ));
        }
        let mut employee: Map<String, Value> =
            serde_json::from_slice(&body).map_err(|_| bad_request("The body must be a JSON object."))?;
        employee.insert("id".into(), json!("e-new"));
        Ok(refusal::json(StatusCode::CREATED, &Value::Object(employee)))
    })
}

/// Any other path, such as `/oauth2/token`.
pub(crate) async fn not_found(State(catapa): State<Arc<Catapa>>, call: Call) -> Response<Body> {
    let refusal = Refusal::api(StatusCode::NOT_FOUND, "NOT_FOUND", "There is no such path.");
    refusal.into_response(&catapa, &call.fault, call.uri.path())
}

/// A known path with another method.
pub(crate) async fn method_not_allowed(State(catapa): State<Arc<Catapa>>, call: Call) -> Response<Body> {
    let refusal =
        Refusal::api(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "This path does not take this method.");
    refusal.into_response(&catapa, &call.fault, call.uri.path())
}

/// A call whose user is not known yet.
pub(crate) struct Call {
    uri: Uri,
    headers: HeaderMap,
    fault: Arc<Fault>,
}

impl Call {
    /// Answers a user whose token is good for the tenant, or refuses.
    fn answer(&self, catapa: &Catapa, to: impl FnOnce(&User) -> Answer) -> Response<Body> {
        let answer = self.user(catapa).and_then(|user| to(&user));
        answer.unwrap_or_else(|refusal| refusal.into_response(catapa, &self.fault, self.uri.path()))
    }

    fn user(&self, catapa: &Catapa) -> Result<Arc<User>, Refusal> {
        let user = authorization(&self.headers, "bearer")
            .and_then(|token| catapa.grants.hold().bearer(token, catapa.clock.now()))
            .ok_or(unauthorized("The access token is missing, unknown, expired or revoked."))?;
        let Ok(Some(tenant)) = sole_header(&self.headers, "tenant") else {
            return Err(bad_request("The Tenant header is missing, or it came twice."));
        };
        if tenant == user.tenant() {
            return Ok(user);
        }
        let message = "The access token belongs to another tenant.";
        Err(match Path::of(self.uri.path()) {
            // This path knows two answers: good and not good.
            Path::ValidateAccessToken => unauthorized(message),
            _ => Refusal::api(StatusCode::FORBIDDEN, "FORBIDDEN", message),
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            fault: parts.extensions.get().cloned().unwrap_or_default(),
        })
    }
}

fn unauthorized(message: &'static str) -> Refusal {
    Refusal::api(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message)
}

fn bad_request(message: &'static str) -> Refusal {
    Refusal::api(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

/// Employees on one page.
const PAGE_SIZE: usize = 20;

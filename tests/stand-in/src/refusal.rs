//! The shapes of CATAPA's errors.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde_json::{Value, json};

use crate::catapa::Catapa;
use crate::fault::Fault;

/// Marks an answer that counts against the limit of failures.
#[derive(Clone, Copy)]
pub(crate) struct Failed;

/// Why a request was refused.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    error: &'static str,
    message: &'static str,
    shape: Shape,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    /// RFC 6749, 5.2.
    OAuth,
    /// What CATAPA's APIs say.
    Api,
}

impl Refusal {
    /// An error of the token endpoint.
    pub(crate) fn oauth(error: &'static str, message: &'static str) -> Self {
        let status = match error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { status, error, message, shape: Shape::OAuth }
    }

    /// An error of any other path.
    pub(crate) fn api(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, error: code, message, shape: Shape::Api }
    }

    pub(crate) fn too_many_requests() -> Self {
        Self::api(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", "Too many failed requests.")
    }

    pub(crate) fn into_response(self, catapa: &Catapa, fault: &Fault, path: &str) -> Response<Body> {
        let legacy = catapa.settings.legacy_errors || fault.legacy_errors;
        let mut response = json(self.status, &self.body(legacy, catapa.clock.timestamp(), path));
        if let Some(challenge) = self.challenge() {
            let headers = response.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static(challenge));
        }
        response.extensions_mut().insert(Failed);
        response
    }

    fn body(&self, legacy: bool, timestamp: String, path: &str) -> Value {
        let (status, message) = (self.status.as_u16(), self.message);
        match self.shape {
            _ if legacy => json!({
                "timestamp": timestamp,
                "status": status,
                "error": self.status.canonical_reason(),
                "message": message,
                "path": path,
            }),
            Shape::OAuth => json!({"error": self.error, "error_description": message}),
            Shape::Api => json!({
                "code": self.error,
                "message": message,
                "status": status,
                "timestamp": timestamp,
            }),
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        match self.shape {
            _ if self.status != StatusCode::UNAUTHORIZED => None,
            Shape::OAuth => Some("Basic realm=\"CATAPA\""),
            Shape::Api => Some("Bearer error=\"invalid_token\""),
        }
    }
}

/// An answer that no cache may keep.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, header::HeaderValue::from_static("no-cache"));
    response
}

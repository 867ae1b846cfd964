//! The three routes, and the answer to programs.

mod callback;
mod sign_in;
mod sign_out;

use axum::response::{IntoResponse as _, Response};
use catapa_signin::Explain as _;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::json;

pub(crate) use callback::callback;
pub(crate) use sign_in::sign_in;
pub(crate) use sign_out::sign_out;

use crate::log;
use crate::page::POLICY;
use crate::security_headers::protect;
use crate::sign_in_error::{Next, SignInError};
use crate::sign_in_with_catapa::SignInWithCatapa;

/// The parameter of the sign-in route that says where to go afterwards.
const RETURN_TO: &str = "return_to";

/// A failure as a program reads it: `error`, `message`, and `sign_in` where a person could do something by signing in.
pub(crate) fn json(catapa: &SignInWithCatapa, failure: &SignInError) -> Response {
    log::failed(failure);
    let words = failure.words();
    let mut body = json!({ "error": failure.code(), "message": failure.to_string() });
    if words.next == Next::SignIn {
        body["sign_in"] = catapa.options().sign_in_path.as_str().into();
    }
    let mut response = (words.status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response();
    if let Some(seconds) = failure.retry_after(catapa.now()) {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    protect(response, &POLICY)
}

//! The application's answers, with their requests.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;

/// One answer of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Path and query of the request.
    pub target: String,
    /// `Sec-Fetch-Site` of the request; empty if it is absent.
    pub site: String,
    /// `Sec-Fetch-Dest` of the request; empty if it is absent.
    pub destination: String,
    /// The status.
    pub status: u16,
    /// Does it set a cookie?
    pub sets_cookie: bool,
}

/// All answers, in order. A clone is the same list.
#[derive(Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<Vec<Answer>>>);

impl Answers {
    pub(crate) fn to(&self, path: &str) -> Vec<Answer> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.iter().filter(|answer| answer.target.split('?').next() == Some(path)).cloned().collect()
    }
}

/// A layer that records every answer.
pub(crate) async fn write_down(State(answers): State<Answers>, request: Request, next: Next) -> Response {
    let target = request.uri().to_string();
    let (site, destination) = (text(request.headers(), "sec-fetch-site"), text(request.headers(), "sec-fetch-dest"));
    let response = next.run(request).await;
    let (status, sets_cookie) = (response.status().as_u16(), response.headers().contains_key(SET_COOKIE));
    let answer = Answer { target, site, destination, status, sets_cookie };
    answers.0.lock().unwrap_or_else(PoisonError::into_inner).push(answer);
    response
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

//! Who asks, as far as the browser says.
//!
//! Browsers send `Sec-Fetch-*` (Fetch Metadata) to https and to this very machine, and `Origin` with a POST; no page can
//! forge either. What is not sent is not held against anybody.

use axum::extract::OriginalUri;
use http::request::Parts;
use http::{HeaderMap, Method, Uri};

/// What to answer somebody who is not signed in.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// A person who is shown pages; otherwise a program.
    pub(crate) is_person: bool,
    /// The page that was asked for, if it can be asked for again.
    pub(crate) came_for: Option<String>,
}

impl Visitor {
    pub(crate) fn of(parts: &Parts) -> Self {
        // A router that is nested takes the beginning of the path away.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let mode = text(&parts.headers, "sec-fetch-mode");
        let is_person = accepts_html(&parts.headers) && mode.is_none_or(|mode| mode == "navigate");
        let asks = matches!(parts.method, Method::GET | Method::HEAD);
        let came_for = uri.path_and_query().map(|place| place.as_str().to_owned()).filter(|_| asks);
        Self { is_person, came_for }
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers.get_all("accept");
    accept.iter().any(|value| value.to_str().is_ok_and(|value| value.to_ascii_lowercase().contains("text/html")))
}

/// May a sign-in begin? In a window of its own or from a page of ours; not in a frame, an image or a fetch of a foreign
/// page, which could push a pending sign-in out of the cookies.
pub(crate) fn may_sign_in(headers: &HeaderMap) -> bool {
    let (site, mode) = (text(headers, "sec-fetch-site"), text(headers, "sec-fetch-mode"));
    if site.is_none() && mode.is_none() {
        return true;
    }
    let in_a_window = mode == Some("navigate") && text(headers, "sec-fetch-dest") == Some("document");
    in_a_window || matches!(site, Some("same-origin" | "none"))
}

/// May this POST sign somebody out? From a page of ours alone. `redirect_uri` tells the origin that people know us by.
pub(crate) fn may_sign_out(headers: &HeaderMap, redirect_uri: &str) -> bool {
    if let Some(site) = text(headers, "sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(headers, "origin") {
        Some(origin) => origin_of(origin).is_some_and(|origin| Some(origin) == origin_of(redirect_uri)),
        None => true,
    }
}

/// Scheme, host and port, the port that goes without saying included.
fn origin_of(url: &str) -> Option<(String, String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str()?.to_owned();
    let port = uri.port_u16().or(match scheme.as_str() {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    })?;
    Some((scheme, uri.host()?.to_ascii_lowercase(), port))
}

/// A header's value. What cannot be read is something, and equals nothing.
fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

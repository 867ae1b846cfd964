//! An agent of the application's.

use std::io;

use catapa_signin_http::{SendError, rustls};
use http::header::{CONNECTION, HeaderValue};
use http::uri::Scheme;
use http::{Request, Response};
use ureq::config::AutoHeaderValue;
use ureq::{Agent, AsSendBody, Body, Timeout};

/// Sends over a connection that is closed afterwards, because the agent's pool would not keep to our rules.
pub(crate) fn send_over(agent: &Agent, mut request: Request<impl AsSendBody>) -> Result<Response<Body>, SendError> {
    let is_https = request.uri().scheme() == Some(&Scheme::HTTPS);
    request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    let config = agent
        .configure_request(request)
        .http_status_as_error(false)
        .max_redirects(0)
        .accept_encoding(AutoHeaderValue::None)
        .https_only(is_https);
    agent.run(if is_https { config.build() } else { config.proxy(None).build() }).map_err(classify)
}

/// Did the request leave this machine? Where that is not sure, it did.
fn classify(error: ureq::Error) -> SendError {
    let unsent = match &error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::BadUri(_)
        | ureq::Error::Http(_)
        | ureq::Error::RequireHttpsOnly(_)
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::TlsRequired
        | ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        ureq::Error::Io(why) => why.kind() == io::ErrorKind::ConnectionRefused || is_refused_certificate(why),
        _ => false,
    };
    if unsent { SendError::NotSent(error.into()) } else { SendError::Ambiguous(error.into()) }
}

/// A certificate is checked before TLS carries anything.
fn is_refused_certificate(why: &io::Error) -> bool {
    let tls = why.get_ref().and_then(|why| why.downcast_ref());
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

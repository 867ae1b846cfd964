//! A person who walks the forms: the browser of a test.

#[cfg(feature = "tls")]
use alloc::sync::Arc;
use core::time::Duration;

#[cfg(feature = "tls")]
use tokio_rustls::rustls::crypto::ring;
use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::http::{Response, header};
#[cfg(feature = "tls")]
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::typestate::AgentScope;

/// Someone at a browser: opens the authorize URL, logs in, decides, and ends up at the callback.
///
/// It blocks, so that a test reads as a story. In async code, call it from `spawn_blocking` if the thread has other
/// work.
#[derive(Clone, Debug)]
pub struct Person {
    username: String,
    password: String,
    browser: Agent,
}

/// Why a person did not come back to the application.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PersonError {
    /// No answer came.
    #[error("the stand-in did not answer: {0}")]
    NoAnswer(String),
    /// The username or the password is wrong.
    #[error("the username or the password is wrong")]
    WrongPassword,
    /// The person cannot go on from this page.
    #[error("the person got stuck at a page with status {status}: {title}")]
    Stuck {
        /// The status of the page.
        status: u16,
        /// The title of the page.
        title: String,
    },
    /// The certificate to trust cannot be read.
    #[error("the certificate is unreadable")]
    Certificate,
}

impl Person {
    /// Someone who knows a username and a password.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self { username: username.into(), password: password.into(), browser: browser() }
    }

    /// Trusts a stand-in that speaks TLS, by its [`certificate_pem`](crate::StandIn::certificate_pem).
    ///
    /// It needs the feature `tls`.
    #[cfg(feature = "tls")]
    pub fn trusting(mut self, certificate_pem: &str) -> Result<Self, PersonError> {
        let certificates: Vec<Certificate<'static>> = parse_pem(certificate_pem.as_bytes())
            .filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            })
            .collect();
        if certificates.is_empty() {
            return Err(PersonError::Certificate);
        }
        self.browser = browser_trusting(RootCerts::from(certificates));
        Ok(self)
    }

    /// Logs in and allows it. It returns the whole URL of the callback.
    pub fn allow(&self, authorize_url: &str) -> Result<String, PersonError> {
        self.decide(authorize_url, "allow")
    }

    /// Logs in and denies it. It returns the whole URL of the callback.
    pub fn deny(&self, authorize_url: &str) -> Result<String, PersonError> {
        self.decide(authorize_url, "deny")
    }

    fn decide(&self, authorize_url: &str, decision: &str) -> Result<String, PersonError> {
        let origin = origin(authorize_url);
        let login = match self.get(authorize_url)? {
            Page::Callback(url) => return Ok(url),
            Page::Form(action) => action,
            Page::Elsewhere(_) => return Err(nowhere()),
        };
        let words = [("username", self.username.as_str()), ("password", &self.password)];
        let consent = match self.post(&format!("{origin}{login}"), &words)? {
            Page::Callback(url) => return Ok(url),
            Page::Form(_) => return Err(PersonError::WrongPassword),
            Page::Elsewhere(path) => format!("{origin}{path}"),
        };
        let action = match self.get(&consent)? {
            Page::Callback(url) => return Ok(url),
            Page::Form(action) => action,
            Page::Elsewhere(_) => return Err(nowhere()),
        };
        match self.post(&format!("{origin}{action}"), &[("decision", decision)])? {
            Page::Callback(url) => Ok(url),
            Page::Form(_) | Page::Elsewhere(_) => Err(nowhere()),
        }
    }

    fn get(&self, url: &str) -> Result<Page, PersonError> {
        Page::read(self.browser.get(url).header("accept", "text/html").call())
    }

    fn post(&self, url: &str, form: &[(&str, &str)]) -> Result<Page, PersonError> {
        Page::read(self.browser.post(url).header("accept", "text/html").send_form(form.iter().copied()))
    }
}

/// What a browser shows after one request.
enum Page {
    /// A form, by its action.
    Form(String),
    /// A redirect to a path of the stand-in's own.
    Elsewhere(String),
    /// A redirect to the application.
    Callback(String),
}

impl Page {
    fn read(answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<Self, PersonError> {
        let no_answer = |error: ureq::Error| PersonError::NoAnswer(error.to_string());
        let mut answer = answer.map_err(no_answer)?;
        let status = answer.status();
        if let (true, Some(location)) = (status.is_redirection(), answer.headers().get(header::LOCATION)) {
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            return Ok(if location.starts_with('/') { Self::Elsewhere(location) } else { Self::Callback(location) });
        }
        let page = answer.body_mut().read_to_string().map_err(no_answer)?;
        match between(&page, "action=\"", "\"") {
            Some(action) => Ok(Self::Form(action.into())),
            None => Err(PersonError::Stuck {
                status: status.as_u16(),
                title: between(&page, "<title>", " · ").unwrap_or_default().into(),
            }),
        }
    }
}

/// A browser that shows every page, follows no redirect by itself, uses no proxy, and trusts nobody.
#[cfg(feature = "tls")]
fn browser() -> Agent {
    browser_trusting(RootCerts::new_with_certs(&[]))
}

/// A browser without TLS.
#[cfg(not(feature = "tls"))]
fn browser() -> Agent {
    settings().build().into()
}

#[cfg(feature = "tls")]
fn browser_trusting(root_certs: RootCerts) -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(root_certs)
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build();
    settings().tls_config(tls).build().into()
}

fn settings() -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
}

fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    &url[..end]
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let (found, _) = rest.split_once(after)?;
    Some(found)
}

fn nowhere() -> PersonError {
    PersonError::Stuck { status: 302, title: "a redirect that no page of the stand-in makes".into() }
}

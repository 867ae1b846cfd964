//! The test's own application, and what it receives.

use std::sync::Arc;

use catapa_stand_in::{Builder, StandIn};
use serde_json::Value;
use tokio_rustls::rustls::crypto::ring;
use ureq::Agent;
use ureq::http::HeaderMap;
use ureq::tls::{PemItem, TlsConfig, parse_pem};

pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const CALLBACK: &str = "http://127.0.0.1:9/callback?from=catapa";

/// A stand-in, and an application that talks to it.
pub(crate) struct Application {
    pub(crate) stand_in: StandIn,
    agent: Agent,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// A pair of tokens.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Application {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(settings: impl FnOnce(Builder) -> Builder) -> Self {
        let builder = StandIn::builder().client_id("app").client_secret("s3cret").redirect_uri(CALLBACK).clock_at(NOW);
        let stand_in = settings(builder).start().unwrap();
        let roots = parse_pem(stand_in.certificate_pem().unwrap_or_default().as_bytes());
        let roots = roots.filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        });
        let tls = TlsConfig::builder()
            .root_certs(roots.collect::<Vec<_>>().into())
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let agent = Agent::config_builder().tls_config(tls).proxy(None).max_redirects(0).http_status_as_error(false);
        Self { stand_in, agent: agent.build().into() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.stand_in.origin())
    }

    /// The authorize URL, with some parameters changed, added (new names) or taken away (`None`).
    pub(crate) fn authorize_url(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", "app"),
            ("redirect_uri", CALLBACK),
            ("scope", ""),
            ("state", "xyz &=é"),
        ];
        for (name, value) in changes {
            parameters.retain(|(n, _)| n != name);
            parameters.extend(value.map(|value| (*name, value)));
        }
        let query = serde_urlencoded::to_string(parameters).unwrap();
        self.url(&format!("/oauth2/authorize?{query}"))
    }

    /// A code for siti, by the forms.
    pub(crate) fn code(&self) -> String {
        let callback = self.stand_in.sign_in_as("siti").allow(&self.authorize_url(&[]));
        parameter(&callback.unwrap(), "code").unwrap()
    }

    pub(crate) fn exchange(&self, code: &str) -> Answer {
        self.token(&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)])
    }

    pub(crate) fn refresh(&self, refresh_token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
    }

    /// A form for the token endpoint, with the tenant in the header.
    pub(crate) fn token(&self, form: &[(&str, &str)]) -> Answer {
        let headers = [("authorization", BASIC), ("tenant", "gdplabs")];
        self.post("/oauth/token", &headers, form)
    }

    pub(crate) fn tokens(&self) -> Tokens {
        self.exchange(&self.code()).tokens()
    }

    pub(crate) fn users_me(&self, tokens: &Tokens) -> Answer {
        let bearer = format!("Bearer {}", tokens.access);
        self.get("/v1/users/me", &[("authorization", &bearer), ("tenant", "gdplabs")])
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let url = if path.starts_with('/') { self.url(path) } else { path.into() };
        let mut request = self.agent.get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.call().unwrap())
    }

    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send_form(form.iter().copied()).unwrap())
    }

    pub(crate) fn post_json(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = self.agent.post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send(body).unwrap())
    }
}

/// `app:s3cret`
pub(crate) const BASIC: &str = "Basic YXBwOnMzY3JldA==";

impl Answer {
    fn read(mut answer: ureq::http::Response<ureq::Body>) -> Self {
        Self {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.body_mut().with_config().limit(1 << 26).read_to_string().unwrap(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The OAuth error, and its status.
    pub(crate) fn error(&self) -> (u16, String) {
        let error = self.json()["error"].as_str().map(String::from);
        (self.status, error.unwrap_or_else(|| panic!("no error: {self:?}")))
    }

    pub(crate) fn tokens(&self) -> Tokens {
        assert_eq!(self.status, 200, "{self:?}");
        let json = self.json();
        Tokens {
            access: json["access_token"].as_str().unwrap_or_default().into(),
            refresh: json["refresh_token"].as_str().unwrap_or_default().into(),
        }
    }

    /// The address of the form on a page.
    pub(crate) fn action(&self) -> String {
        let (_, rest) = self.text.split_once("action=\"").expect("a form");
        rest.split_once('"').unwrap().0.into()
    }
}

/// A parameter of a URL, decoded, if it is there once.
pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
    let mut values = pairs.into_iter().filter(|(n, _)| n == name).map(|(_, value)| value);
    let value = values.next();
    assert_eq!(values.next(), None, "{name} came twice in {url}");
    value
}

/// The payload of a JWT.
pub(crate) fn claims(access_token: &str) -> Value {
    use base64::Engine as _;
    let parts: Vec<&str> = access_token.split('.').collect();
    let [_, payload, _] = parts[..] else { panic!("no JWT: {access_token}") };
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

//! A person at a browser: cookies, redirects and forms, over real sockets.

use core::time::Duration;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use cookie::{Cookie, CookieJar};
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::SignInError;
use crate::application::PAGE;

/// What a page may weigh.
const PAGE_LIMIT: usize = 65_536;

/// The origins of the two sites that a sign-in goes through.
pub(crate) struct Site {
    pub(crate) application: String,
    pub(crate) catapa: String,
}

/// Connections that stay open from one request to the next, as a browser's do.
pub(crate) type Connections = Client<HttpConnector, Body>;

pub(crate) fn connections() -> Connections {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

/// A browser that knows nothing yet.
pub(crate) struct Browser<'a> {
    site: &'a Site,
    connections: &'a Connections,
    /// The application's; CATAPA's stand-in sets none.
    cookies: CookieJar,
}

/// How long parts of a sign-in took.
pub(crate) struct Took {
    /// From the click to the page with the name.
    pub(crate) sign_in: Duration,
    /// The callback: the code is traded, the person is known.
    pub(crate) callback: Duration,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(site: &'a Site, connections: &'a Connections) -> Self {
        Self { site, connections, cookies: CookieJar::new() }
    }

    /// The whole way.
    pub(crate) async fn sign_in(&mut self) -> Result<Took, SignInError> {
        let since = Instant::now();
        let authorize_url = self.begin().await?;
        let callback = self.allow(&authorize_url).await?;
        let back = Instant::now();
        let landed = self.come_back(&callback).await?;
        let callback = back.elapsed();
        let page = self.get(&landed).await?;
        if page.body != "hello Siti Rahayu" {
            return Err(format!("the page of somebody who is signed in says {:?}", page.body).into());
        }
        Ok(Took { sign_in: since.elapsed(), callback })
    }

    /// Asks for a page that there is not.
    pub(crate) async fn see_nothing(&mut self) -> Result<(), SignInError> {
        let answer = self.get("/nothing").await?;
        if answer.status == 404 {
            Ok(())
        } else {
            Err(format!("a page that there is not is a {}", answer.status).into())
        }
    }

    /// Wants a page, and is sent to CATAPA: the authorize URL.
    pub(crate) async fn begin(&mut self) -> Result<String, SignInError> {
        let sign_in = self.get(PAGE).await?.redirect()?;
        self.get(&sign_in).await?.redirect()
    }

    /// Fills in CATAPA's forms and allows the sign-in. Gives the callback.
    pub(crate) async fn allow(&self, authorize_url: &str) -> Result<String, SignInError> {
        let password_form = self.at_catapa(Request::get(authorize_url).body(Body::empty())?).await?.form()?;
        let consent = self.fill_in(&password_form, "username=siti&password=rahasia").await?.redirect()?;
        let consent = Request::get(self.catapa(&consent)).body(Body::empty())?;
        let decision = self.at_catapa(consent).await?.form()?;
        self.fill_in(&decision, "decision=allow").await?.redirect()
    }

    /// Arrives with CATAPA's answer: where the application leads on to.
    pub(crate) async fn come_back(&mut self, callback: &str) -> Result<String, SignInError> {
        let path = callback.strip_prefix(&self.site.application).ok_or("CATAPA leads elsewhere")?.to_owned();
        self.get(&path).await?.redirect()
    }

    async fn get(&mut self, path: &str) -> Result<Answer, SignInError> {
        let cookies: Vec<_> = self.cookies.iter().map(|cookie| cookie.stripped().to_string()).collect();
        let request = Request::get(format!("{}{path}", self.site.application))
            .header("accept", "text/html")
            .header(COOKIE, cookies.join("; "))
            .body(Body::empty())?;
        let answer = send(self.connections, request).await?;
        for set_cookie in &answer.set_cookies {
            let cookie = Cookie::parse(set_cookie.clone())?;
            match cookie.max_age() {
                Some(age) if age.is_zero() => self.cookies.force_remove(cookie.name()),
                _ => self.cookies.add_original(cookie),
            }
        }
        Ok(answer)
    }

    async fn fill_in(&self, action: &str, form: &'static str) -> Result<Answer, SignInError> {
        let request = Request::post(self.catapa(action)).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.at_catapa(request.body(Body::from(form))?).await
    }

    async fn at_catapa(&self, request: Request<Body>) -> Result<Answer, SignInError> {
        send(self.connections, request).await
    }

    fn catapa(&self, path: &str) -> String {
        format!("{}{path}", self.site.catapa)
    }
}

async fn send(connections: &Connections, request: Request<Body>) -> Result<Answer, SignInError> {
    let response = connections.request(request).await?;
    Answer::read(response.map(Body::new)).await
}

/// An answer, before anybody acts on it.
struct Answer {
    status: u16,
    location: Option<String>,
    set_cookies: Vec<String>,
    body: String,
}

impl Answer {
    async fn read(response: Response<Body>) -> Result<Self, SignInError> {
        let (head, body) = response.into_parts();
        let text = |value: &http::HeaderValue| value.to_str().map(str::to_owned);
        Ok(Self {
            status: head.status.as_u16(),
            location: head.headers.get(LOCATION).map(text).transpose()?,
            set_cookies: head.headers.get_all(SET_COOKIE).iter().map(text).collect::<Result<_, _>>()?,
            body: String::from_utf8(to_bytes(body, PAGE_LIMIT).await?.into())?,
        })
    }

    fn redirect(self) -> Result<String, SignInError> {
        self.location.ok_or_else(|| format!("a {} leads nowhere: {}", self.status, self.body).into())
    }

    /// Where the form of a page goes.
    fn form(self) -> Result<String, SignInError> {
        let action = self.body.split_once("action=\"").and_then(|(_, rest)| rest.split_once('"'));
        let action = action.map(|(action, _)| action.to_owned());
        action.ok_or_else(|| format!("a {} has no form: {}", self.status, self.body).into())
    }
}

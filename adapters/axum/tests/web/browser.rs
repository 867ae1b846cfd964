//! A browser whose cookies and steps are seen: it follows nothing by itself.

use ureq::Agent;
use ureq::http::{HeaderMap, Request, Response};

/// What a browser sends with a click on a link of the page that it shows.
pub(crate) const CLICK: [(&str, &str); 4] = [
    ("accept", "text/html,application/xhtml+xml"),
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];

/// The same with a link or a redirect from another site.
pub(crate) const FOREIGN_LINK: [(&str, &str); 4] = [
    ("accept", "text/html,application/xhtml+xml"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];

pub(crate) struct Browser {
    origin: String,
    agent: Agent,
    /// Name and value, the oldest first, as browsers send them.
    pub(crate) cookies: Vec<(String, String)>,
}

/// An answer, before anybody acts on it.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn at(origin: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        // Each request on a connection of its own: a server may close one just when the next request goes out on it.
        let config = config.max_idle_connections(0).max_idle_connections_per_host(0);
        Self { origin: origin.to_owned(), agent: config.build().into(), cookies: Vec::new() }
    }

    /// The same browser, whose next requests go to another instance.
    pub(crate) fn go_to(&mut self, origin: &str) {
        self.origin = origin.to_owned();
    }

    /// Follows a link of the application's own.
    pub(crate) fn click(&mut self, path: &str) -> Answer {
        self.send("GET", path, &CLICK)
    }

    /// Arrives from another site, such as CATAPA.
    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &FOREIGN_LINK)
    }

    /// Sends a form of the application's own.
    pub(crate) fn post(&mut self, path: &str) -> Answer {
        self.send("POST", path, &CLICK)
    }

    /// Begins a sign-in: the authorize URL.
    pub(crate) fn begin(&mut self, path: &str) -> String {
        let answer = self.click(path);
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location().to_owned()
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            request = request.header("cookie", self.cookie_header());
        }
        let answer = Answer::read(self.agent.run(request.body(()).unwrap()).unwrap());
        for cookie in answer.set_cookies() {
            self.take(cookie);
        }
        answer
    }

    /// What the header `Cookie` would say.
    pub(crate) fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// The names of the cookies of pending sign-ins, and of finished ones.
    pub(crate) fn pending_names(&self) -> Vec<&str> {
        self.cookies.iter().map(|(name, _)| name.as_str()).filter(|name| name.contains("catapa-")).collect()
    }

    pub(crate) fn session(&self) -> Option<&str> {
        let session = self.cookies.iter().find(|(name, _)| name.ends_with("session"))?;
        Some(&session.1)
    }

    fn take(&mut self, set_cookie: &str) {
        let (pair, attributes) = set_cookie.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        let place = self.cookies.iter().position(|(kept, _)| kept == name);
        let removes = attributes.split(';').any(|attribute| attribute.trim().eq_ignore_ascii_case("max-age=0"));
        match place {
            Some(place) if removes => drop(self.cookies.remove(place)),
            Some(place) => self.cookies[place].1 = value.to_owned(),
            None if removes => {}
            None => self.cookies.push((name.to_owned(), value.to_owned())),
        }
    }
}

impl Answer {
    fn read(mut response: Response<ureq::Body>) -> Self {
        let body = response.body_mut().read_to_string().unwrap();
        Self { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    pub(crate) fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// The code that a page shows for support.
    pub(crate) fn code(&self) -> &str {
        let rest = self.body.split_once("<code>").map_or("", |(_, rest)| rest);
        rest.split('<').next().unwrap_or_default()
    }

    /// Status and code of a page.
    pub(crate) fn outcome(&self) -> (u16, &str) {
        (self.status, self.code())
    }
}

//! A browser that follows no redirect by itself, and takes all machines for one site.

use ureq::Agent;
use ureq::http::Request;

use crate::machine::Machine;

#[derive(Clone)]
pub(crate) struct Browser {
    origin: String,
    agent: Agent,
    /// Name and value, the oldest first, as browsers send them.
    pub(crate) cookies: Vec<(String, String)>,
}

/// An answer, before the browser acts on it.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    /// In seconds, if the answer has it.
    pub(crate) retry_after: Option<u64>,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn at(machine: &Machine) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        // Each request has its own connection, because a server may close an idle one just as the next request leaves.
        let config = config.max_idle_connections(0).max_idle_connections_per_host(0);
        Self { origin: machine.origin.clone(), agent: config.build().into(), cookies: Vec::new() }
    }

    /// Its next requests go to this machine.
    pub(crate) fn go_to(&mut self, machine: &Machine) -> &mut Self {
        self.origin.clone_from(&machine.origin);
        self
    }

    /// Begins a sign-in: the authorize URL.
    pub(crate) fn begin(&mut self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path).expect("the machine answers")
    }

    /// `None` if the machine goes away.
    pub(crate) fn try_get(&mut self, path: &str) -> Option<Answer> {
        self.send("GET", path)
    }

    pub(crate) fn post(&mut self, path: &str) -> Answer {
        self.send("POST", path).expect("the machine answers")
    }

    fn send(&mut self, method: &str, path: &str) -> Option<Answer> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin))
            .header("accept", "text/html")
            .header("cookie", cookies.join("; "));
        let mut response = self.agent.run(request.body(()).unwrap()).ok()?;
        for set_cookie in response.headers().get_all("set-cookie") {
            self.take(set_cookie.to_str().unwrap());
        }
        let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (location, retry_after) = (header("location").unwrap_or_default(), header("retry-after"));
        let retry_after = retry_after.map(|seconds| seconds.parse().unwrap());
        let body = response.body_mut().read_to_string().unwrap();
        Some(Answer { status: response.status().as_u16(), location, retry_after, body })
    }

    fn take(&mut self, set_cookie: &str) {
        let (pair, attributes) = set_cookie.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        self.cookies.retain(|(kept, _)| kept != name);
        if !attributes.split(';').any(|attribute| attribute.trim().eq_ignore_ascii_case("max-age=0")) {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

impl Answer {
    /// Status, and the code that a page shows for support.
    pub(crate) fn outcome(&self) -> (u16, &str) {
        let rest = self.body.split_once("<code>").map_or("", |(_, rest)| rest);
        (self.status, rest.split('<').next().unwrap_or_default())
    }
}

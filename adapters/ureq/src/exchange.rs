//! One request and its reply, over connections of ours.

use core::time::Duration;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use catapa_signin_http::rustls::ClientConfig;
use catapa_signin_http::{Connections, CutShort, NotConfigured, SendError, SenderOptions};
use http::header::{CONNECTION, HeaderValue};
use http::request::Parts;
use http::uri::Scheme;
use http::{Method, Request, Response};
use ureq::config::{AutoHeaderValue, Config};
use ureq::{Agent, Proxy};

use crate::carrier::Carrier;
use crate::connect::Connect;
use crate::idle::{Home, Idle};
use crate::names::Names;
use crate::reply::receive;
use crate::time_left::LONGEST;
use crate::watched::Journal;

/// The head of a reply, and of a request, at most.
const BUFFER: usize = 16_384;

/// What all requests of a sender share.
pub(crate) struct Exchanges {
    config: Config,
    tls: Arc<ClientConfig>,
    /// Nothing if each request has a connection of its own.
    idle: Option<Arc<Idle>>,
    asks_again: bool,
    timeout: Duration,
}

impl Exchanges {
    pub(crate) fn new(options: &SenderOptions) -> Result<Self, NotConfigured> {
        let proxy = options.https_proxy()?.map(Proxy::new).transpose().map_err(|_| NotConfigured::Proxy)?;
        let config = Agent::config_builder()
            .timeout_connect(Some(options.connect_timeout.min(LONGEST)))
            .http_status_as_error(false)
            .max_redirects(0)
            .accept_encoding(AutoHeaderValue::None)
            .proxy(proxy)
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .build();
        let is_kept = options.connections == Connections::Kept;
        Ok(Self {
            config,
            tls: Arc::new(options.tls()?),
            idle: is_kept.then(|| Arc::new(Idle::new(options.idle_timeout, options.idle_per_host))),
            asks_again: options.asks_again,
            timeout: options.timeout.min(LONGEST),
        })
    }

    /// Sends a request, over a kept connection if it is a GET without a body. If that had ended, asks once more over a new
    /// one.
    pub(crate) fn send(&self, mut head: Parts, body: &[u8], limit: usize) -> Result<Response<Vec<u8>>, SendError> {
        let until = Instant::now() + self.timeout;
        let home = self.idle.as_ref().and_then(|idle| Home::new(idle, &head.uri));
        if home.is_none() {
            head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let is_question = head.method == Method::GET && body.is_empty();
        let kept = home.as_ref().filter(|_| is_question).and_then(Home::take_one);
        let again = kept.as_ref().filter(|_| self.asks_again).map(|_| head.clone());
        let send = |head, kept| self.send_over(kept, home.clone(), head, body, limit, until);
        let sent = match (send(head, kept), again) {
            (Err(failure), Some(head)) if failure.was_unanswered => send(head, None),
            (sent, _) => sent,
        };
        sent.map_err(|failure| failure.why)
    }

    /// Sends a request over a kept connection, or over a new one.
    fn send_over(
        &self,
        kept: Option<Box<dyn Carrier>>,
        home: Option<Home>,
        head: Parts,
        body: &[u8],
        limit: usize,
        until: Instant,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let is_https = head.uri.scheme() == Some(&Scheme::HTTPS);
        let journal = Arc::<Journal>::default();
        let names = Names::new(kept.is_some());
        let connect = Connect {
            tls: Arc::clone(&self.tls),
            has_proxy: is_https && self.config.proxy().is_some(),
            kept: Mutex::new(kept),
            home,
            journal: Arc::clone(&journal),
        };
        // An agent for this request alone: it knows nothing of another's connection.
        let agent = Agent::with_parts(self.config.clone(), connect, names);
        let left = until.saturating_duration_since(Instant::now());
        let sent = if body.is_empty() {
            agent.run(limited(&agent, Request::from_parts(head, ()), left, is_https))
        } else {
            agent.run(limited(&agent, Request::from_parts(head, body), left, is_https))
        };
        let response = match sent {
            Ok(response) => receive(response, limit),
            Err(why) => return Err(Failure::new(why, &journal)),
        };
        let is_whole = response.body().len() <= limit && response.extensions().get::<CutShort>().is_none();
        if is_whole && journal.had_surplus() {
            let why = SendError::Ambiguous("the reply came with more bytes than it announced".into());
            return Err(Failure { why, was_unanswered: false });
        }
        Ok(response)
    }
}

/// The request with its time, and without a proxy if it goes to this very machine.
fn limited<S: ureq::AsSendBody>(agent: &Agent, request: Request<S>, left: Duration, is_https: bool) -> Request<S> {
    let config = agent.configure_request(request).timeout_global(Some(left));
    if is_https { config.build() } else { config.proxy(None).build() }
}

struct Failure {
    why: SendError,
    /// Whether the connection ended before a byte of the reply.
    was_unanswered: bool,
}

impl Failure {
    fn new(why: ureq::Error, journal: &Journal) -> Self {
        let sent = if journal.wrote() { SendError::Ambiguous } else { SendError::NotSent };
        Self { why: sent(why.into()), was_unanswered: journal.ended_unanswered() }
    }
}

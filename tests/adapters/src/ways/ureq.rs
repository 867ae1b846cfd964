//! Blocking ureq.

use catapa_signin::Request;
use catapa_signin_http::{ReplyBuffer, SendError};
use catapa_signin_ureq::{Sender, SenderOptions};
use ureq::tls::Certificate;
use ureq::{Agent, Proxy};

use super::Setup;
use crate::world::{Adapter, PATIENCE};

impl Adapter for Sender {
    fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        self.send(request)
    }
}

fn through(url: &str) -> Proxy {
    Proxy::new(url).expect("a proxy's URL")
}

pub(super) fn adapter(setup: Setup<'_>) -> Sender {
    let mut options = SenderOptions::default().timeout(setup.timeout.unwrap_or(PATIENCE));
    if let Some(pem) = setup.trusted {
        options = options.trust(Certificate::from_pem(pem.as_bytes()).expect("a certificate"));
    }
    if let Some(timeout) = setup.connect_timeout {
        options = options.connect_timeout(timeout);
    }
    if let Some(url) = setup.proxy {
        options = options.proxy(through(url));
    }
    Sender::with(options)
}

pub(super) fn over_agent(proxy: Option<&str>) -> Sender {
    let config = Agent::config_builder().timeout_global(Some(PATIENCE)).proxy(proxy.map(through));
    Sender::with_agent(config.build().into())
}

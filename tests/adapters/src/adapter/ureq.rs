//! Blocking ureq.

use catapa_signin_ureq::UreqSender;
use ureq::{Agent, Proxy};

use super::{PATIENCE, Setup};

pub(super) fn sender(setup: Setup<'_>) -> UreqSender {
    // Each fault counts requests. That a GET is asked again is told by the sender's own tests.
    UreqSender::with(setup.options().asks_again(false)).expect("a sender")
}

pub(super) fn over_agent(proxy: Option<&str>) -> UreqSender {
    let proxy = proxy.map(|url| Proxy::new(url).expect("a proxy's URL"));
    let config = Agent::config_builder().timeout_global(Some(PATIENCE)).proxy(proxy);
    UreqSender::with_agent(config.build().into())
}

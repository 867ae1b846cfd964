//! Blocking ureq.

use catapa_signin_ureq::UreqSender;
use ureq::{Agent, Proxy};

use super::{PATIENCE, Setup};

pub(super) fn sender(setup: Setup<'_>) -> UreqSender {
    UreqSender::with(setup.options()).expect("an agent")
}

pub(super) fn over_agent(proxy: Option<&str>) -> UreqSender {
    let proxy = proxy.map(|url| Proxy::new(url).expect("a proxy's URL"));
    let config = Agent::config_builder().timeout_global(Some(PATIENCE)).proxy(proxy);
    UreqSender::with_agent(config.build().into())
}

//! Blocking ureq: connections of ours, and an agent of the application's.

use catapa_signin_http::AnySender;
use catapa_signin_http::conformance::Setup;
use catapa_signin_ureq::UreqSender;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::{MaybeSender, options};

pub(super) fn sender(setup: &Setup) -> MaybeSender {
    Ok(AnySender::new(UreqSender::with(options(setup)?)?))
}

pub(super) fn over_agent(setup: &Setup) -> AnySender {
    let trusted = setup.trusted_pem.as_ref().and_then(|pem| Certificate::from_pem(pem.as_bytes()).ok());
    let roots = trusted.map_or(RootCerts::WebPki, |certificate| RootCerts::from(vec![certificate]));
    let config = Agent::config_builder()
        .timeout_global(Some(setup.timeout))
        .timeout_connect(Some(setup.connect_timeout))
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .proxy(None);
    AnySender::new(UreqSender::with_agent(config.build().into()))
}

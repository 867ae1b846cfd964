//! reqwest, on tokio.

use std::sync::Arc;

use catapa_signin_async::ReqwestSender;
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use super::{PATIENCE, Setup};

pub(super) fn sender(setup: Setup<'_>) -> ReqwestSender {
    ReqwestSender::with(setup.options()).expect("a client")
}

pub(super) fn over_client(proxy: Option<&str>, redirects: Policy) -> ReqwestSender {
    let tls =
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let tls = tls.expect("versions of TLS").with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    let mut client = Client::builder().tls_backend_preconfigured(tls).redirect(redirects);
    if let Some(url) = proxy {
        client = client.proxy(Proxy::all(url).expect("a proxy's URL"));
    }
    ReqwestSender::with_client(client.build().expect("a client"), PATIENCE)
}

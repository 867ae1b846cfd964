//! reqwest, on tokio.

use catapa_signin_async::ReqwestSender;
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};

use super::Setup;

/// As an application does it: with TLS of its own, and a redirect policy that the sender must overrule.
pub(super) fn sender(setup: Setup<'_>) -> ReqwestSender {
    let options = setup.options();
    let tls = options.tls().expect("TLS");
    let configure = || {
        let mut client = Client::builder()
            .tls_backend_preconfigured(tls.clone())
            .connect_timeout(options.connect_timeout)
            .redirect(Policy::limited(10))
            .no_proxy();
        if let Some(url) = options.https_proxy().expect("a proxy's URL") {
            client = client.proxy(Proxy::https(url).expect("a proxy's URL"));
        }
        client
    };
    ReqwestSender::new(configure, options.timeout).expect("a client")
}

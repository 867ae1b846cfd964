//! reqwest, on tokio.

use catapa_signin_async::ReqwestSender;
use catapa_signin_http::AnySender;
use catapa_signin_http::conformance::Setup;
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};

use super::{MaybeSender, options};

/// As an application does it: with TLS of its own, and a redirect policy that the sender must overrule.
pub(super) fn sender(setup: &Setup) -> MaybeSender {
    let options = options(setup)?;
    let mut tls = options.tls()?;
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let proxy = options.https_proxy()?.map(Proxy::https).transpose()?;
    let configure = || {
        let client = Client::builder()
            .tls_backend_preconfigured(tls.clone())
            .connect_timeout(options.connect_timeout)
            .redirect(Policy::limited(10))
            .no_proxy();
        proxy.iter().fold(client, |client, proxy| client.proxy(proxy.clone()))
    };
    Ok(AnySender::new(ReqwestSender::new(configure, options.timeout)?))
}

//! `awc`, the client of Actix: of `http` 0.2, with futures that stay on their thread.

use core::time::Duration;
use std::sync::Arc;

use catapa_signin_http::conformance::{Check, ClientUnderTest, Setup};
use http::{Method, Request};

use crate::way::options;

/// What the documentation of `catapa-signin-http` shows.
#[path = "../../../../adapters/http/docs/awc.rs"]
mod documented;

/// `awc`, as an application sets it up.
#[must_use]
pub fn awc() -> ClientUnderTest {
    let make = |setup: &Setup| {
        // The connections of one are kept for GETs. Those of the other have no lifetime beyond their request.
        let (kept, fresh) = (client(setup, Duration::from_secs(60)), client(setup, Duration::ZERO));
        let timeout = setup.timeout;
        async move |request: Request<Vec<u8>>, limit| {
            let client = if request.method() == Method::GET { &kept } else { &fresh };
            documented::send(client, request, limit, timeout).await
        }
    };
    let on_tokio = |check: Check<'_>| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        tokio::task::LocalSet::new().block_on(&runtime.expect("a runtime"), check);
    };
    ClientUnderTest::new("awc", make, on_tokio).without_proxy()
}

fn client(setup: &Setup, lifetime: Duration) -> awc::Client {
    let mut tls = options(setup).and_then(|options| options.tls()).expect("TLS");
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let connector = awc::Connector::new()
        .timeout(setup.connect_timeout)
        .handshake_timeout(setup.connect_timeout)
        .conn_lifetime(lifetime)
        .rustls_0_23(Arc::new(tls));
    awc::Client::builder().connector(connector).disable_redirects().no_default_headers().finish()
}

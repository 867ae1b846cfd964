//! What options are refused, and that they show no secret.
#![cfg(all(feature = "hyper", feature = "reqwest"))]

use catapa_signin::Explain as _;
use catapa_signin_async::pki_types::CertificateDer;
use catapa_signin_async::{HyperSender, ReqwestSender, SenderOptions};

/// The code of the error that each of the two senders gives; both give the same.
fn refused(options: SenderOptions) -> &'static str {
    let by_reqwest = ReqwestSender::with(options.clone()).unwrap_err().code();
    let by_hyper = HyperSender::tokio(options).unwrap_err().code();
    assert_eq!(by_reqwest, by_hyper);
    by_reqwest
}

#[test]
fn a_proxy_is_http_to_a_host_or_refused() {
    for url in
        ["", "proxy", "proxy:3128", "https://proxy:3128", "socks5://proxy:1080", "http://", "/proxy", "http://a b"]
    {
        assert_eq!(refused(SenderOptions::default().proxy(url)), "sender.proxy", "{url}");
    }
    for url in ["http://proxy", "http://proxy:3128", "http://proxy:3128/", "http://user:password@[::1]:3128"] {
        let options = SenderOptions::default().proxy(url);
        assert!(ReqwestSender::with(options.clone()).is_ok() && HyperSender::tokio(options).is_ok(), "{url}");
    }
}

#[test]
fn a_certificate_that_is_none_is_refused() {
    let options = SenderOptions::default().trust(CertificateDer::from(b"no certificate".as_slice()));
    assert_eq!(refused(options), "sender.certificate");
}

#[test]
fn the_password_of_a_proxy_is_shown_by_no_debug() {
    let options = SenderOptions::default().proxy("http://user:hunter2@127.0.0.1:3128");
    let shown = format!(
        "{options:?} {:?} {:?} {:?}",
        ReqwestSender::with(options.clone()),
        HyperSender::tokio(options.clone()),
        ReqwestSender::with(options.clone().proxy("ftp://user:hunter2@127.0.0.1:3128")),
    );
    assert!(!shown.contains("hunter2"), "{shown}");
}

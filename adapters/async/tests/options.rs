//! Options that are refused; and options show no secret.
#![cfg(feature = "hyper")]

use core::time::Duration;

use catapa_signin::{Client, ClientConfig, Endpoints, Explain as _, Options, SignIn, Tenants, UnixTime};
use catapa_signin_async::pki_types::CertificateDer;
use catapa_signin_async::{HyperSender, SendError, SenderOptions};

/// The code of the error.
fn refused(options: SenderOptions) -> &'static str {
    HyperSender::tokio(options).unwrap_err().code()
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
        assert!(HyperSender::tokio(options).is_ok(), "{url}");
    }
}

#[test]
fn a_certificate_that_cannot_be_read_is_refused() {
    let options = SenderOptions::default().trust(CertificateDer::from(b"no certificate".as_slice()));
    assert_eq!(refused(options), "sender.certificate");
}

#[test]
fn a_time_out_longer_than_any_clock_is_a_long_one() {
    let client = Client::new(ClientConfig {
        client_id: "id",
        client_secret: "secret",
        redirect_uri: "http://127.0.0.1:3000/callback",
        // Nobody listens on port 1.
        endpoints: Endpoints::new("http://127.0.0.1:1", "http://127.0.0.1:1"),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap();
    let now = UnixTime::from_secs(1_700_000_000);
    let callback = format!("code=c&state={}&tenant=gdplabs", "A".repeat(43));
    let have_code = SignIn::new(&client).begin([0; 64], now).accept(&callback, now).unwrap();
    let request = have_code.token_request(now).unwrap();
    let options = SenderOptions::default().connect_timeout(Duration::MAX).timeout(Duration::MAX);

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sender = HyperSender::tokio(options).unwrap();
    assert!(matches!(runtime.block_on(sender.send(&request)), Err(SendError::NotSent(_))));
}

#[test]
fn the_password_of_a_proxy_is_shown_by_no_debug() {
    let options = SenderOptions::default().proxy("http://user:hunter2@127.0.0.1:3128");
    let shown = format!(
        "{options:?} {:?} {:?}",
        HyperSender::tokio(options.clone()),
        HyperSender::tokio(options.clone().proxy("ftp://user:hunter2@127.0.0.1:3128")),
    );
    assert!(!shown.contains("hunter2"), "{shown}");
}

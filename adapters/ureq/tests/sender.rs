//! What is true of the sender as a `Sender`, and what options it refuses.

use core::pin::pin;
use core::task::{Context, Poll, Waker};

use catapa_signin::{Client, ClientConfig, Endpoints, Explain as _, Options, SignIn, Tenants, UnixTime};
use catapa_signin_http::to_http;
use catapa_signin_ureq::pki_types::CertificateDer;
use catapa_signin_ureq::{Sender, SenderOptions, UreqSender};
use catapa_stand_in::{Path, StandIn};

fn refused(options: SenderOptions) -> &'static str {
    UreqSender::with(options).unwrap_err().code()
}

#[test]
fn a_proxy_that_https_cannot_go_through_is_refused() {
    for url in ["", "proxy:3128", "https://proxy:3128", "socks5://proxy:1080", "http://"] {
        assert_eq!(refused(SenderOptions::default().proxy(url)), "sender.proxy", "{url}");
    }
    for url in ["http://proxy", "http://proxy:3128", "http://user:password@[::1]:3128"] {
        assert!(UreqSender::with(SenderOptions::default().proxy(url)).is_ok(), "{url}");
    }
}

#[test]
fn a_certificate_that_cannot_be_read_is_refused_and_not_skipped() {
    let options = SenderOptions::default().trust(CertificateDer::from(b"no certificate".as_slice()));
    assert_eq!(refused(options), "sender.certificate");
}

#[test]
fn its_future_sends_at_the_first_poll_and_is_ready_then() {
    let catapa = StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start().unwrap();
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: "http://127.0.0.1:3000/callback",
        endpoints: Endpoints::new(&catapa.origin(), &catapa.origin()),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap();
    let now = UnixTime::from_secs(catapa.clock().now());
    let sign_in = SignIn::new(&client).begin([7; 64], now);
    let callback = catapa.sign_in_as("siti").allow(&sign_in.authorize_url().to_string()).unwrap();
    let have_code = sign_in.accept(&callback, now).unwrap();
    let request = have_code.token_request(now).unwrap();

    let sender = UreqSender::new().unwrap();
    let mut sending = pin!(Sender::send(&sender, to_http(&request).unwrap(), request.reply_limit()));
    assert_eq!(catapa.count(Path::Token), 0);
    let Poll::Ready(response) = sending.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it blocks until there is a reply")
    };
    assert_eq!(response.unwrap().status(), 200);
    assert_eq!(catapa.count(Path::Token), 1);
}

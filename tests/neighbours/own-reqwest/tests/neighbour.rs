//! Adding us changes nothing for the application's own client.

use core::time::Duration;

use catapa_signin_async::{HyperSender, NotConfigured, ReqwestSender, SenderOptions};
use catapa_signin_ureq::UreqSender;

#[tokio::test]
async fn a_reqwest_without_tls_still_works() {
    let service = catapa_stand_in::StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start().unwrap();
    assert_eq!(neighbour_own_reqwest::asked(&(service.origin() + "/nothing")).await.unwrap(), 404);
    assert!(ReqwestSender::new(reqwest::Client::builder, Duration::from_secs(9)).is_ok());
}

#[test]
fn without_cryptography_a_sender_is_refused_with_a_typed_error_that_says_what_to_do() {
    let by_hyper = HyperSender::tokio(SenderOptions::default()).unwrap_err();
    let by_ureq = UreqSender::with(SenderOptions::default()).unwrap_err();
    for refused in [by_hyper, by_ureq] {
        assert!(matches!(refused, NotConfigured::NoCryptoProvider), "{refused:?}");
        let said = refused.to_string();
        assert!(said.contains("install_default") && said.contains("feature ring or aws-lc-rs"), "{said}");
    }
}

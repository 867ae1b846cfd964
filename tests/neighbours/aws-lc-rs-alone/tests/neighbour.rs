//! Adding us turns no other cryptography on, and ours is the application's own.

use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_ureq::UreqSender;

#[tokio::test]
async fn rustls_still_knows_its_provider_and_our_senders_take_it() {
    drop(neighbour_aws_lc_rs_alone::tls());
    let catapa = catapa_stand_in::StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start().unwrap();
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: "http://127.0.0.1:3000/callback",
        endpoints: Endpoints::new(&catapa.origin(), &catapa.origin()),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap();
    let by_hyper = HyperSender::tokio(SenderOptions::default()).unwrap();
    let by_ureq = UreqSender::with(SenderOptions::default()).unwrap();
    let now = UnixTime::from_secs(catapa.clock().now());
    for blocking in [false, true] {
        let sign_in = SignIn::new(&client).begin([u8::from(blocking); 64], now);
        let callback = catapa.sign_in_as("siti").allow(&sign_in.authorize_url().to_string()).unwrap();
        let have_code = sign_in.accept(&callback, now).unwrap();
        let request = have_code.token_request(now).unwrap();
        let mut reply = if blocking { by_ureq.send(&request).unwrap() } else { by_hyper.send(&request).await.unwrap() };
        assert!(have_code.finish(reply.as_reply(), now).is_ok());
    }
}

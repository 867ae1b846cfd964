#![allow(missing_docs)]
use catapa_stand_in::*;
#[test]
fn smoke() {
    for tls in [false, true] {
        let mut b = StandIn::builder().redirect_uri("http://localhost:1/cb?x=1");
        if tls {
            b = b.tls();
        }
        let s = b.start().unwrap();
        let url = s.sign_in_as("siti").allow(&format!("{}/oauth2/authorize?response_type=code&client_id=stand-in-client&redirect_uri=http%3A%2F%2Flocalhost%3A1%2Fcb%3Fx%3D1&scope=&state=abc", s.origin())).unwrap();
        eprintln!("{url}");
        assert!(url.starts_with("http://localhost:1/cb?x=1&code="));
    }
}

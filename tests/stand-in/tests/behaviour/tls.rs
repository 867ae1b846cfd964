//! The same over TLS.

use catapa_stand_in::{Fault, Path, Person, PersonError, StandIn};

use crate::application::parameter;

fn authorize_url(stand_in: &StandIn) -> String {
    let query = "response_type=code&client_id=stand-in-client&scope=&state=s\
                 &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback";
    format!("{}/oauth2/authorize?{query}", stand_in.origin())
}

#[test]
fn a_person_signs_in_over_tls_when_the_certificate_is_trusted() {
    let stand_in = StandIn::builder().tls().start().unwrap();
    assert!(stand_in.origin().starts_with("https://127.0.0.1:"));

    let url = authorize_url(&stand_in);
    let callback = stand_in.sign_in_as("siti").allow(&url).unwrap();
    assert_eq!(parameter(&callback, "tenant").unwrap(), "gdplabs");

    // The certificate names localhost too.
    let by_name = url.replace("127.0.0.1", "localhost");
    let certificate = stand_in.certificate_pem().unwrap();
    let siti = Person::new("siti", "rahasia").trusting(certificate).unwrap();
    assert!(siti.allow(&by_name).is_ok());
}

#[test]
fn nobody_trusts_the_certificate_unasked() {
    let stand_in = StandIn::builder().tls().start().unwrap();
    let url = authorize_url(&stand_in);
    let other = StandIn::builder().tls().start().unwrap();
    let misled = Person::new("siti", "rahasia").trusting(other.certificate_pem().unwrap()).unwrap();
    for person in [Person::new("siti", "rahasia"), misled] {
        assert!(matches!(person.allow(&url), Err(PersonError::NoAnswer(_))));
    }
    assert_eq!(stand_in.requests().len(), 0);
    assert_eq!(stand_in.connections(), 2);
}

#[test]
fn there_is_no_certificate_without_tls_and_garbage_is_none() {
    assert_eq!(StandIn::builder().start().unwrap().certificate_pem(), None);
    let garbage = Person::new("siti", "rahasia").trusting("garbage");
    assert!(matches!(garbage, Err(PersonError::Certificate)));
}

#[test]
fn connections_are_cut_under_tls_too() {
    let stand_in = StandIn::builder().tls().start().unwrap();
    let url = authorize_url(&stand_in);
    for fault in [Fault::reset(), Fault::close(), Fault::cut_body(10)] {
        stand_in.fault(Path::Authorize, fault);
        let lost = stand_in.sign_in_as("siti").allow(&url);
        assert!(matches!(lost, Err(PersonError::NoAnswer(_))), "{lost:?}");
    }
    assert!(stand_in.sign_in_as("siti").allow(&url).is_ok());
}

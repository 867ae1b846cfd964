//! Callbacks that are wrong.

use catapa_stand_in::{Fault, Path};

use crate::application::{Application, parameter};

fn callback_with(fault: Fault) -> String {
    let application = Application::new();
    application.stand_in.fault(Path::Consent, Fault::none());
    application.stand_in.fault(Path::Consent, fault);
    let url = application.authorize_url(&[]);
    application.stand_in.sign_in_as("siti").allow(&url).unwrap()
}

#[test]
fn a_parameter_of_the_callback_is_changed_added_removed_or_repeated() {
    let changed = callback_with(Fault::altered().callback_parameter("state", "forged"));
    assert_eq!(parameter(&changed, "state").unwrap(), "forged");
    assert!(parameter(&changed, "code").is_some());

    let added = callback_with(Fault::altered().callback_parameter("iss", "https://evil.example"));
    assert_eq!(parameter(&added, "iss").unwrap(), "https://evil.example");

    let removed = callback_with(Fault::altered().without_callback_parameter("tenant"));
    assert_eq!(parameter(&removed, "tenant"), None);

    let repeated = callback_with(Fault::altered().repeated_callback_parameter("code", "second"));
    assert_eq!(repeated.matches("code=").count(), 2);
}

#[test]
fn an_error_comes_back_in_place_of_a_code_with_or_without_a_description() {
    let described = callback_with(Fault::callback_error("server_error", Some("Out of <tea>")));
    assert_eq!(parameter(&described, "error").unwrap(), "server_error");
    assert_eq!(parameter(&described, "error_description").unwrap(), "Out of <tea>");
    assert_eq!(parameter(&described, "code"), None);

    let bare = callback_with(Fault::callback_error("temporarily_unavailable", None));
    assert_eq!(parameter(&bare, "error").unwrap(), "temporarily_unavailable");
    assert_eq!(parameter(&bare, "error_description"), None);
    assert_eq!(parameter(&bare, "state").unwrap(), "xyz &=é");
}

#[test]
fn the_authorize_endpoint_sends_an_error_back_before_any_page() {
    let application = Application::new();
    application.stand_in.fault(Path::Authorize, Fault::callback_error("server_error", None));
    let url = application.authorize_url(&[]);
    let callback = application.stand_in.sign_in_as("siti").allow(&url).unwrap();
    assert_eq!(parameter(&callback, "error").unwrap(), "server_error");
    assert_eq!(application.stand_in.count(Path::Login), 0);
}

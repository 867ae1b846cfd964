//! The pages, as far as a program can judge them.

use catapa_stand_in::User;

use crate::application::{Answer, Application};

fn login_page(application: &Application) -> Answer {
    application.get(&application.authorize_url(&[]), &[])
}

fn consent_page(application: &Application, username: &str) -> Answer {
    let words = [("username", username), ("password", "rahasia")];
    let consent = application.post(&login_page(application).action(), &[], &words);
    application.get(consent.header("location"), &[])
}

#[test]
fn pages_have_forms_with_labels_and_no_script_cookie_or_cache() {
    let application = Application::new();
    let login = login_page(&application);
    for part in [r#"<label for="username">"#, r#"<label for="password">"#, r#"type="password""#] {
        assert!(login.text.contains(part), "{part}");
    }
    for page in [login, consent_page(&application, "siti")] {
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("set-cookie"), "");
        assert!(page.text.contains(r#"<html lang="en">"#));
        assert!(page.text.contains("A stand-in for tests"));
        assert!(!page.text.contains("<script"));
    }
}

#[test]
fn the_consent_page_names_the_application_the_person_the_tenant_and_the_way_back() {
    let application = Application::with(|builder| builder.application_name("Payroll Portal"));
    let page = consent_page(&application, "siti").text;
    for part in ["Payroll Portal", "Siti Rahayu", "siti@example.com", "gdplabs", "http://127.0.0.1:9<"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn nothing_that_a_person_or_an_application_is_called_becomes_markup() {
    let evil = r#""><script>alert('1')</script>&amp;"#;
    let application = Application::with(|builder| {
        let user = User::new("1", "eve", "rahasia", evil).email(evil).employee("1", evil);
        builder.application_name(evil).user(user)
    });
    let login = login_page(&application);
    let refused = application.post(&login.action(), &[], &[("username", evil), ("password", "x")]);
    assert_eq!(refused.status, 401);
    assert!(refused.text.contains("&quot;&gt;&lt;script&gt;"));
    for page in [login, refused, consent_page(&application, "eve")] {
        assert!(!page.text.contains("<script"));
        assert!(page.text.contains("&amp;amp;"));
    }
}

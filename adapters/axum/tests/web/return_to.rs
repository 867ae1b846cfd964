//! After signing in, a person stays on this site, whoever wrote the link.

use crate::application::Application;

#[test]
fn a_place_outside_of_the_site_leads_to_the_start_page() {
    let application = Application::start();
    let places = [
        "//evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2fevil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "https://evil.example",
        "@evil.example",
        "/a\r\nset-cookie: a=b",
        "/\u{e9}",
        "",
        &format!("/{}", "a".repeat(4_096)),
        // Routes of ours: going there would begin, or end, the next sign-in.
        "/catapa/sign-in",
        "/catapa/sign-in?return_to=/private",
        "/catapa/callback?code=c",
        "/catapa/sign-out",
    ];
    for place in places {
        let mut browser = application.browser();
        let query = serde_urlencoded::to_string([("return_to", place)]).unwrap();
        let authorize_url = browser.begin(&format!("/catapa/sign-in?{query}"));
        let landed = browser.get(&application.allow(&authorize_url));
        assert_eq!((landed.status, landed.location()), (303, "/"), "{place:?}");
        assert_eq!(landed.set_cookies().len(), 2, "{place:?}");
    }
}

#[test]
fn a_place_within_the_site_is_kept_byte_for_byte_and_cannot_be_changed_on_the_way() {
    let application = Application::start();
    let mut browser = application.browser();
    let place = "/@siti/a%20b?next=https://x.example/&c=%2F#part";
    let authorize_url = browser.begin(&application.catapa.sign_in_url(place));
    assert!(!browser.cookie_header().contains("siti"), "it travels sealed");
    let callback = format!("{}&return_to=/elsewhere", application.allow(&authorize_url));
    assert_eq!(browser.get(&callback).location(), place);
}

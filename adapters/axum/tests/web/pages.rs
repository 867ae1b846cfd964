//! What our answers look like: their headers, and pages of the application's own.

use axum::response::{Html, IntoResponse as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catapa_signin::Explain as _;
use catapa_signin_axum::SignInError;
use sha2::{Digest as _, Sha256};

use crate::application::{Application, Settings};
use crate::browser::Answer;

fn assert_protected(answer: &Answer, what: &str) {
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{what}: {policy}");
    assert!(policy.ends_with("; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"), "{what}: {policy}");
}

#[test]
fn every_page_and_redirect_is_kept_by_nobody_framed_by_nobody_and_runs_no_script() {
    let application = Application::start();
    let mut browser = application.browser();
    assert_protected(&browser.click("/private"), "turned away");
    let begun = browser.click("/catapa/sign-in");
    assert_protected(&begun, "off to CATAPA");
    let callback = application.allow(begun.location());
    assert_protected(&browser.get(&callback), "signed in");
    let page = browser.get(&callback);
    assert_protected(&page, "a page");
    assert!(!page.body.contains("<script") && !page.body.contains(" style="), "{}", page.body);
    let style = page.body.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = STANDARD.encode(Sha256::digest(style));
    assert!(
        page.header("content-security-policy").contains(&format!("'sha256-{hash}'")),
        "the style is the one allowed"
    );
    assert_protected(&browser.post("/catapa/sign-out"), "signed out");
}

#[test]
fn an_application_may_replace_pages_and_status_and_headers_go_with_them() {
    let options = |options: catapa_signin_axum::SignInOptions| {
        options.pages(|page| match page.failure {
            SignInError::NoCookie => page.response(),
            SignInError::AlreadyUsed => ([("content-security-policy", "default-src 'self'")], "mine").into_response(),
            failure => Html(format!("{} {}, go to {}", page.title(), failure.code(), page.sign_in)).into_response(),
        })
    };
    let application = Application::with(Settings { options, ..Settings::default() });
    let mut browser = application.browser();
    assert_eq!(
        browser.get("/catapa/callback?state=a").outcome(),
        (400, "web.no_cookie"),
        "ours stays where it is wanted"
    );

    let denied = browser.begin("/catapa/sign-in?return_to=/private");
    let callback = application.deny(&denied);
    let page = browser.get(&callback);
    assert_eq!(page.status, 403);
    assert_eq!(page.body, "You are not signed in refused.access_denied, go to /catapa/sign-in?return_to=%2Fprivate");
    assert_protected(&page, "another's page");
    let page = browser.get(&callback);
    assert_eq!((page.status, page.body.as_str()), (409, "mine"));
    assert_eq!(page.header("content-security-policy"), "default-src 'self'", "a policy of its own stays");
    assert_eq!(page.header("cache-control"), "no-store");
}

//! CATAPA, or the application, says no; and what cannot be known.

use catapa_signin::Tenants;
use catapa_stand_in::{Fault, Path};

use crate::application::{Application, Settings};
use crate::browser::{Answer, Browser};

/// A browser that comes back with CATAPA's yes, when this has happened at the token endpoint.
fn arrive(application: &Application, browser: &mut Browser) -> (String, Answer) {
    let authorize_url = browser.begin("/catapa/sign-in?return_to=/private");
    let callback = application.allow(&authorize_url);
    let answer = browser.get(&callback);
    (callback, answer)
}

/// A callback with this refusal, under the CSRF token of a sign-in that waits.
fn refusal(authorize_url: &str, parameters: &str) -> String {
    let state = authorize_url.split("&state=").nth(1).unwrap().split('&').next().unwrap();
    format!("/catapa/callback?state={state}&{parameters}")
}

#[test]
fn a_denial_is_a_page_and_a_description_never_reaches_html_unescaped() {
    let application = Application::start();
    let mut browser = application.browser();
    let denied = browser.begin("/catapa/sign-in?return_to=/private");
    let page = browser.get(&application.deny(&denied));
    assert_eq!(page.outcome(), (403, "refused.access_denied"));
    assert!(page.body.contains(r#"href="/catapa/sign-in?return_to=%2Fprivate""#), "she can change her mind");

    let authorize_url = browser.begin("/catapa/sign-in");
    let said = "error_description=%3Cscript%3Ealert(1)%3C/script%3E%22%27%26&error_uri=https://evil.example/";
    let page = browser.get(&refusal(&authorize_url, &format!("error=access_denied&{said}")));
    assert_eq!(page.outcome(), (403, "refused.access_denied"));
    assert!(page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;'&amp;"), "{}", page.body);
    assert!(!page.body.contains("<script") && !page.body.contains("evil.example"), "{}", page.body);
    assert_eq!(application.token_posts(), 0);
}

#[test]
fn each_error_of_the_guide_has_a_page_with_a_status_that_says_who_can_mend_it() {
    let application = Application::start();
    let mut browser = application.browser();
    let cases = [
        ("invalid_request", 500, "refused.invalid_request"),
        ("unauthorized_client", 500, "refused.unauthorized_client"),
        ("access_denied", 403, "refused.access_denied"),
        ("invalid_scope", 500, "refused.invalid_scope"),
        ("server_error", 502, "refused.server_error"),
        ("temporarily_unavailable", 502, "refused.other"),
        ("", 502, "callback.bad_error"),
        ("access_denied&code=c", 502, "callback.code_and_error"),
    ];
    for (error, status, code) in cases {
        let authorize_url = browser.begin("/catapa/sign-in");
        let callback = refusal(&authorize_url, &format!("error={error}"));
        assert_eq!(browser.get(&callback).outcome(), (status, code), "{error}");
        assert_eq!(browser.get(&callback).outcome(), (409, "web.already_used"), "{error}, reloaded");
    }
    assert_eq!(application.token_posts(), 0);
}

#[test]
fn a_token_request_that_fails_is_sent_once_and_its_page_says_what_that_means() {
    let cases = [
        (Fault::too_many_requests(7), (503, "token.rate_limited"), "7"),
        (Fault::answer(503).html("<h1>Back soon</h1>"), (502, "reply.status"), ""),
        (Fault::answer(200).html("<h1>Welcome</h1>"), (502, "reply.not_json"), ""),
        (Fault::reset(), (504, "send.ambiguous"), ""),
        (Fault::reset().carried_out(), (504, "send.ambiguous"), ""),
        (Fault::cut_body(20), (502, "reply.cut_short"), ""),
        (Fault::oauth_error(400, "invalid_grant"), (502, "refused.invalid_grant"), ""),
        (Fault::oauth_error(401, "invalid_client"), (500, "refused.invalid_client"), ""),
        (Fault::altered().claim("tenant", r#""another""#), (502, "tenant.differs"), ""),
        (Fault::altered().opaque_access_token(), (502, "tenant.not_named"), ""),
    ];
    for (fault, outcome, retry_after) in cases {
        let application = Application::start();
        let mut browser = application.browser();
        application.stand_in.fault(Path::Token, fault.clone());
        let (callback, page) = arrive(&application, &mut browser);
        assert_eq!(page.outcome(), outcome, "{fault:?}");
        assert_eq!(page.header("retry-after"), retry_after, "{fault:?}");
        assert_eq!(browser.get(&callback).outcome(), (409, "web.already_used"), "{fault:?}");
        assert_eq!(application.token_posts(), 1, "{fault:?}");
        assert_eq!(browser.click("/").body, "nobody", "{fault:?}");
        let (_, landed) = arrive(&application, &mut browser);
        assert_eq!((landed.status, landed.location()), (303, "/private"), "a new sign-in succeeds after {fault:?}");
    }
}

#[test]
fn while_catapa_cannot_be_reached_a_page_says_so() {
    let application = Application::start();
    let mut browser = application.browser();
    application.network.pull();
    let (_, page) = arrive(&application, &mut browser);
    assert_eq!(page.outcome(), (503, "send.not_sent"));
    assert_eq!(application.token_posts(), 0);
}

#[test]
fn somebody_whose_profile_cannot_be_read_is_not_signed_in() {
    let application = Application::start();
    let mut browser = application.browser();
    application.stand_in.fault(Path::UsersMe, Fault::answer(500));
    let (_, page) = arrive(&application, &mut browser);
    assert_eq!(page.outcome(), (502, "api.status"));
    assert_eq!(browser.click("/").body, "nobody");
    assert_eq!(application.store.len(), 1, "the claim of the callback, and no tokens");
}

#[test]
fn people_of_a_company_that_is_not_welcome_are_refused_without_a_post() {
    let application = Application::with(Settings { tenants: Tenants::Only(&["another"]), ..Settings::default() });
    let mut browser = application.browser();
    let (_, page) = arrive(&application, &mut browser);
    assert_eq!(page.outcome(), (403, "callback.tenant_not_welcome"));
    assert_eq!(application.token_posts(), 0);
}

#[test]
fn while_the_store_is_away_nothing_is_sent_and_the_callback_stays_good() {
    let application = Application::start();
    let mut browser = application.browser();
    application.store.plug.pull();
    let (callback, page) = arrive(&application, &mut browser);
    assert_eq!(page.outcome(), (503, "store.not_done"));
    assert_eq!(application.token_posts(), 0);
    application.store.plug.put_back();
    assert_eq!(browser.get(&callback).status, 303);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
}

#[test]
fn a_callback_that_came_while_the_store_hung_works_once_the_store_is_back() {
    let application = Application::start();
    let mut browser = application.browser();
    application.store.answers.pull();
    let (callback, page) = arrive(&application, &mut browser);
    assert_eq!(page.outcome(), (503, "store.unsure"));
    assert_eq!(application.store.len(), 1, "the callback was claimed, though nobody was told");
    assert_eq!((browser.get(&callback).status, application.token_posts()), (503, 0), "nor is it now");
    application.store.answers.put_back();
    assert_eq!(browser.get(&callback).status, 303);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
    assert_eq!(browser.get(&callback).outcome(), (409, "web.already_used"), "now it was used");
    assert_eq!(application.token_posts(), 1);
}

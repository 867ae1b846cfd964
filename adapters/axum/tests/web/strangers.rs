//! Strangers: forged callbacks, callbacks of somebody else's sign-in, and pages that embed ours.

use catapa_stand_in::Path;

use crate::application::Application;
use crate::browser::{Browser, CLICK};

#[test]
fn an_attackers_callback_in_the_victims_browser_is_refused_without_a_post() {
    let application = Application::start();
    let mut attacker = application.browser();
    let authorize_url = attacker.begin("/catapa/sign-in");
    let callback = application.allow(&authorize_url);

    // A victim who has never signed in, and one who is about to.
    let mut victim = application.browser();
    assert_eq!(victim.get(&callback).outcome(), (400, "web.no_cookie"));
    let waits = victim.begin("/catapa/sign-in");
    let before = victim.cookie_header();
    assert_eq!(victim.get(&callback).outcome(), (400, "web.other_sign_in"));

    assert_eq!(application.token_posts(), 0, "the attacker's code was not sent");
    assert_eq!(victim.cookie_header(), before, "the victim's own sign-in still waits");
    assert_eq!(victim.get(&application.allow(&waits)).status, 303);
    assert_eq!(victim.click("/").body, "hello Siti Rahayu");
}

#[test]
fn an_attackers_cookie_under_the_victims_name_does_not_open() {
    let application = Application::start();
    let (mut attacker, mut victim) = (application.browser(), application.browser());
    attacker.begin("/catapa/sign-in");
    let callback = application.allow(&victim.begin("/catapa/sign-in"));
    victim.cookies[0].1 = attacker.cookies[0].1.clone();
    assert_eq!(victim.get(&callback).outcome(), (400, "web.cookie_unreadable"));
    assert_eq!(application.token_posts(), 0);
}

#[test]
fn after_a_thousand_forged_callbacks_the_true_one_still_succeeds() {
    let application = Application::start();
    let mut browser = application.browser();
    let authorize_url = browser.begin("/catapa/sign-in");
    let callback = application.allow(&authorize_url);
    let before = browser.cookie_header();
    let forged = [
        "/catapa/callback",
        "/catapa/callback?error=access_denied",
        "/catapa/callback?code=stolen&state=guessed&tenant=gdplabs",
        "/catapa/callback?error=access_denied&state=guessed",
        &format!("{callback}&state=guessed"),
        &format!("{callback}&code=stolen"),
        &format!("{callback}&tenant=%ff"),
        &format!("/catapa/callback?state={}", "a".repeat(5_000)),
    ];
    for path in forged.iter().cycle().take(1_000) {
        let refused = browser.get(path);
        assert_eq!(refused.status, 400, "{path}");
        assert!(refused.set_cookies().is_empty(), "{path}");
    }
    assert_eq!(browser.cookie_header(), before);
    assert_eq!(application.token_posts(), 0);
    assert_eq!(browser.get(&callback).status, 303);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
}

#[test]
fn a_foreign_page_that_embeds_the_sign_in_gets_a_refusal_and_sets_no_cookie() {
    let application = Application::start();
    let mut browser = application.browser();
    let embedded = [
        ("cross-site", "navigate", "iframe"),
        ("same-site", "navigate", "iframe"),
        ("cross-site", "navigate", "object"),
        ("cross-site", "no-cors", "image"),
        ("cross-site", "no-cors", "script"),
        ("cross-site", "cors", "empty"),
        ("same-site", "no-cors", "empty"),
        ("", "", ""),
    ];
    for (site, mode, destination) in embedded {
        let headers = [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", destination)];
        let refused = browser.send("GET", "/catapa/sign-in", &headers);
        assert_eq!(refused.outcome(), (403, "web.foreign_sign_in"), "{headers:?}");
        assert!(refused.set_cookies().is_empty(), "{headers:?}");
    }
    // A link of a foreign page opens ours in a window of its own: that is a person's doing.
    let links =
        [("cross-site", "navigate", "document"), ("none", "navigate", "document"), ("same-origin", "cors", "empty")];
    for (site, mode, destination) in links {
        let headers = [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", destination)];
        assert_eq!(browser.send("GET", "/catapa/sign-in", &headers).status, 303, "{headers:?}");
    }
    assert_eq!(browser.send("GET", "/catapa/sign-in", &[]).status, 303, "an old browser sends none of them");
}

#[test]
fn only_a_page_of_our_own_signs_somebody_out() {
    let application = Application::start();
    let mut browser = application.signed_in();
    let foreign: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1:1")],
        &[("origin", "\u{ff}")],
    ];
    for headers in foreign {
        let refused = browser.send("POST", "/catapa/sign-out", headers);
        assert_eq!(refused.outcome(), (403, "web.foreign_sign_out"), "{headers:?}");
        assert_eq!(browser.click("/").body, "hello Siti Rahayu", "{headers:?}");
    }
    assert_eq!(browser.click("/catapa/sign-out").status, 405, "a link signs nobody out");
    let ours: [&[(&str, &str)]; 4] =
        [&CLICK, &[("sec-fetch-site", "same-origin"), ("origin", "null")], &[("origin", &application.origin)], &[]];
    for headers in ours {
        let mut browser = application.signed_in();
        assert_eq!(browser.send("POST", "/catapa/sign-out", headers).status, 303, "{headers:?}");
        assert_eq!(browser.click("/").body, "nobody", "{headers:?}");
    }
}

#[test]
fn a_head_request_begins_nothing_and_spends_nothing() {
    let application = Application::start();
    let mut browser = application.browser();
    let callback = application.allow(&browser.begin("/catapa/sign-in"));
    let head = |browser: &mut Browser, path: &str| browser.send("HEAD", path, &CLICK).status;
    assert_eq!(head(&mut browser, "/catapa/sign-in"), 405);
    assert_eq!(head(&mut browser, &callback), 405);
    assert_eq!(application.stand_in.count(Path::Token), 0);
    assert_eq!(browser.get(&callback).status, 303);
}

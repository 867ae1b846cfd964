//! The cookies: their attributes, their number and their size.

use crate::application::{Application, NOW, Settings};

const HTTPS: &str = "https://app.example.com/catapa/callback";

/// The attributes of a cookie, name and value aside.
fn attributes(set_cookie: &str) -> Vec<&str> {
    let mut attributes: Vec<&str> = set_cookie.split("; ").skip(1).collect();
    attributes.sort_unstable();
    attributes
}

#[test]
fn over_http_cookies_are_http_only_lax_and_short_lived_and_over_https_secure_and_of_this_host_too() {
    let cases =
        [(None, "catapa-", "session=", &[][..]), (Some(HTTPS), "__Host-catapa-", "__Host-session=", &["Secure"][..])];
    for (redirect_uri, pending, session, secure) in cases {
        let application = Application::with(Settings { redirect_uri, ..Settings::default() });
        let mut browser = application.browser();
        // What a proxy says changes nothing.
        let forwarded = [("x-forwarded-proto", if secure.is_empty() { "https" } else { "http" })];
        let begun = browser.send("GET", "/catapa/sign-in", &forwarded);
        let expected = |max_age| [&["HttpOnly", max_age, "Path=/", "SameSite=Lax"][..], secure].concat();
        let cookie = begun.set_cookies()[0];
        assert!(cookie.starts_with(pending), "{cookie}");
        assert_eq!(
            attributes(cookie),
            expected("Max-Age=900"),
            "ten minutes, and five more to say that it is too late"
        );

        let landed = browser.get(&application.allow(begun.location()));
        let (mut finished, mut sessions) = (landed.set_cookies(), landed.set_cookies());
        finished.retain(|cookie| cookie.starts_with(pending));
        sessions.retain(|cookie| cookie.starts_with(session));
        let ([finished], [session]) = (&finished[..], &sessions[..]) else { panic!("{:?}", landed.set_cookies()) };
        assert!(finished.contains("=used;"), "{finished}");
        assert_eq!(attributes(finished), expected("Max-Age=330"));
        assert_eq!(attributes(session), [&["HttpOnly", "Path=/", "SameSite=Lax"][..], secure].concat());
    }
}

#[test]
fn a_cookie_name_tells_nothing_of_the_csrf_token_and_each_sign_in_has_its_own() {
    let application = Application::start();
    let mut browser = application.browser();
    let urls = [browser.begin("/catapa/sign-in"), browser.begin("/catapa/sign-in")];
    let names = browser.pending_names();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
    for url in &urls {
        let state = url.split("&state=").nth(1).unwrap().split('&').next().unwrap();
        assert!(!browser.cookie_header().contains(&state[..12]));
    }
}

#[test]
fn the_fifth_sign_in_drops_the_oldest_and_cookies_stay_under_4_kib() {
    let application = Application::start();
    let mut browser = application.browser();
    // The longest place to come back to.
    let page = format!("/private?{}", "a".repeat(503));
    assert_eq!(page.len(), 512);
    let sign_in = application.catapa.sign_in_url(&page);

    // Four that are finished, then five that wait, within the same second.
    for _ in 0..4 {
        let authorize_url = browser.begin(&sign_in);
        let landed = browser.get(&application.allow(&authorize_url));
        assert_eq!(landed.location(), page);
    }
    let urls: Vec<String> = (0..5).map(|_| browser.begin(&sign_in)).collect();
    assert_eq!(browser.pending_names().len(), 8, "four that wait, and four that are finished");
    assert!(browser.cookie_header().len() < 4_096, "{} bytes", browser.cookie_header().len());

    assert_eq!(browser.get(&application.allow(&urls[0])).outcome(), (400, "web.other_sign_in"), "the oldest is gone");
    for url in &urls[1..] {
        assert_eq!(browser.get(&application.allow(url)).location(), page);
    }
    browser.begin(&sign_in);
    assert_eq!(browser.pending_names().len(), 5, "of the finished ones four are left");
}

#[test]
fn which_sign_in_is_the_oldest_is_told_by_its_own_time_and_not_by_the_browser() {
    let application = Application::start();
    let mut browser = application.browser();
    let urls: Vec<String> = (0..4)
        .map(|_| {
            application.stand_in.clock().advance(1);
            browser.begin("/catapa/sign-in")
        })
        .collect();
    browser.cookies.reverse();
    browser.begin("/catapa/sign-in");
    assert_eq!(browser.get(&application.allow(&urls[0])).outcome(), (400, "web.other_sign_in"));
    assert_eq!(browser.get(&application.allow(&urls[1])).status, 303);
}

#[test]
fn cookies_of_ours_that_open_for_nobody_go_and_those_of_other_applications_stay() {
    let application = Application::start();
    let mut browser = application.browser();
    browser.begin("/catapa/sign-in");
    let ours = format!("{}garbage", &browser.pending_names()[0][.."catapa-xxxx-".len()]);
    let another = "catapa-AAAA-AAAAAAAAAAAAAAAA";
    browser.cookies.push((ours.clone(), "garbage".into()));
    browser.cookies.push((another.into(), "garbage".into()));
    browser.begin("/catapa/sign-in");
    let names = browser.pending_names();
    assert!(!names.contains(&&*ours) && names.contains(&another), "{names:?}");
}

#[test]
fn one_second_before_its_deadline_a_sign_in_is_good_and_at_it_too_late_also_when_reloaded() {
    for (waited, outcome) in [(599, (303, "")), (600, (400, "callback.too_late"))] {
        let application = Application::start();
        let mut browser = application.browser();
        let authorize_url = browser.begin("/catapa/sign-in");
        application.stand_in.clock().set(NOW + waited - 1);
        let callback = application.allow(&authorize_url);
        application.stand_in.clock().set(NOW + waited);
        assert_eq!(browser.get(&callback).outcome(), outcome, "after {waited} s");
        if waited == 600 {
            assert_eq!(browser.get(&callback).outcome(), outcome, "again");
            assert_eq!(application.token_posts(), 0);
        }
    }
}

//! Cookies as the browser keeps them: their attributes, and what happens when they are gone or late.

use std::time::SystemTime;

use catapa_browser_tests::{Application, Screen, seen};
use thirtyfour::{Cookie, SameSite};

/// Seconds from now until the browser drops the cookie.
fn lifetime(cookie: &Cookie) -> Option<i64> {
    let now = SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_secs();
    cookie.expiry.map(|expiry| expiry - i64::try_from(now).expect("a time of this age"))
}

/// Every cookie of ours has these attributes.
pub(crate) fn assert_is_ours(cookie: &Cookie, host: &str, secure: bool) {
    assert_eq!(cookie.http_only, Some(true), "{cookie:?}");
    assert_eq!(cookie.same_site, Some(SameSite::Lax), "{cookie:?}");
    assert_eq!(cookie.secure, Some(secure), "{cookie:?}");
    assert_eq!(cookie.path.as_deref(), Some("/"), "{cookie:?}");
    assert_eq!(cookie.domain.as_deref(), Some(host), "for this host alone: {cookie:?}");
    assert_eq!(cookie.name.starts_with("__Host-"), secure, "{cookie:?}");
}

/// At most the given time, and at most two minutes less.
pub(crate) fn assert_lives_for(cookie: &Cookie, seconds: i64) {
    let left = lifetime(cookie).unwrap_or_else(|| panic!("{cookie:?} ends with the browser"));
    assert!((seconds - 120..=seconds).contains(&left), "{cookie:?} lives for {left} s more");
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn over_http_cookies_are_http_only_lax_of_this_host_and_short_lived() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        let waiting = siti.leaves_a_tab_at_catapa(&application.url("/orders"), &application.url("/")).await;
        let cookies = siti.cookies().await;
        let [pending] = &cookies[..] else { panic!("{cookies:?}") };
        assert!(pending.name.starts_with("catapa-"), "{pending:?}");
        assert_is_ours(pending, application.host(), false);
        assert_lives_for(pending, 900);
        assert_eq!(siti.readable_cookies().await, "", "no script reads it");

        siti.looks_at(&waiting).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
        let cookies = siti.cookies().await;
        let [finished, session] = &cookies[..] else { panic!("{cookies:?}") };
        assert_eq!((&finished.name, finished.value.as_str()), (&pending.name, "used"));
        assert_is_ours(finished, application.host(), false);
        assert_lives_for(finished, 330);
        assert_eq!(session.name, "session");
        assert_is_ours(session, application.host(), false);
        assert_eq!(session.expiry, None, "a session ends with the browser");
        assert_eq!(siti.readable_cookies().await, "");
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn who_cleared_the_cookies_meanwhile_is_told_so_and_signs_in_again() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        let waiting = siti.leaves_a_tab_at_catapa(&application.url("/orders"), &application.url("/")).await;
        siti.clears_cookies().await;
        siti.looks_at(&waiting).await;
        siti.allows().await;
        siti.is_refused("We do not know this sign-in", "web.no_cookie").await;
        assert_eq!(application.token_posts(), 0);
        siti.clicks("Sign in with CATAPA").await;
        siti.allows().await;
        siti.sees("Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn who_takes_ten_minutes_at_catapa_is_too_late_and_signs_in_again_to_the_same_page() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders?week=3")).await;
        siti.logs_in("siti").await;
        siti.sees("Allow Kopi Kantor to use your CATAPA account?").await;
        application.wait(600);
        siti.clicks("Allow").await;
        siti.is_refused("This sign-in took too long", "callback.too_late").await;
        siti.is_pictured("too-late").await;
        siti.reloads().await;
        siti.is_refused("This sign-in took too long", "callback.too_late").await;
        assert_eq!(application.token_posts(), 0);
        siti.opens(&application.url("/orders?week=3")).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_cookie_that_somebody_changed_cannot_be_read_and_sends_nothing() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        let waiting = siti.leaves_a_tab_at_catapa(&application.url("/orders"), &application.url("/")).await;
        let pending = &siti.cookies().await[0];
        siti.changes(pending, &pending.value.chars().rev().collect::<String>()).await;
        siti.looks_at(&waiting).await;
        siti.allows().await;
        siti.is_refused("This sign-in cannot be read", "web.cookie_unreadable").await;
        siti.is_pictured("cookie-unreadable").await;
        assert_eq!(application.token_posts(), 0);
    });
}

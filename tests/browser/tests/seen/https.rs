//! Over https, at a host that the browser takes for a foreign one.

use catapa_browser_tests::{Application, Screen, Setup, seen};

use crate::cookies::{assert_is_ours, assert_lives_for};

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn over_https_cookies_are_secure_of_this_host_and_a_neighbour_over_http_neither_gets_nor_plants_them() {
    let application = Application::with(Setup { https: true, ..Setup::default() });
    let neighbour = application.foreign_site();
    seen(Screen::Desk, async |siti| {
        let waiting = siti.leaves_a_tab_at_catapa(&application.url("/orders"), &application.url("/")).await;
        let cookies = siti.cookies().await;
        let [pending] = &cookies[..] else { panic!("{cookies:?}") };
        assert!(pending.name.starts_with("__Host-catapa-"), "{pending:?}");
        assert_is_ours(pending, application.host(), true);
        assert_lives_for(pending, 900);

        siti.looks_at(&waiting).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
        let cookies = siti.cookies().await;
        let [finished, session] = &cookies[..] else { panic!("{cookies:?}") };
        assert_eq!((&finished.name, finished.value.as_str()), (&pending.name, "used"));
        assert_eq!(session.name, "__Host-session");
        for cookie in [finished, session] {
            assert_is_ours(cookie, application.host(), true);
        }

        siti.opens(&neighbour.url(application.host(), "/cookies")).await;
        siti.sees("Cookies").await;
        assert_eq!(siti.text("#sent").await, "none", "over http none is sent, whatever the port");
        let planted = siti.text("#read").await;
        assert_eq!(planted, "session=of-a-stranger; planted=of-a-stranger", "what is not __Host- can be planted");
        siti.opens(&application.url("/orders")).await;
        siti.sees("Orders of Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn over_https_siti_signs_in_by_the_button_and_signs_out() {
    let application = Application::with(Setup { https: true, ..Setup::default() });
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/")).await;
        siti.clicks("Sign in with CATAPA").await;
        siti.allows().await;
        siti.sees("Siti Rahayu").await;
        assert_eq!(siti.url().await, application.url("/"));
        siti.clicks("Sign out").await;
        siti.sees("Kopi Kantor").await;
        siti.opens(&application.url("/orders")).await;
        siti.sees("Sign in").await;
    });
}

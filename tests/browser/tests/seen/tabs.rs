//! Several tabs, reloads, the back button, and a double click.

use catapa_browser_tests::{Application, Screen, seen};

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn two_tabs_finish_in_either_order() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        for order in [[0, 1], [1, 0]] {
            let pages = ["/orders?tab=0", "/orders?tab=1"].map(|page| application.url(page));
            let tabs = [siti.opens_in_a_tab(&pages[0]).await, siti.opens_in_a_tab(&pages[1]).await];
            for tab in order {
                siti.looks_at(&tabs[tab]).await;
                siti.allows().await;
                siti.sees("Orders of Siti Rahayu").await;
                assert_eq!(siti.url().await, pages[tab], "in the order {order:?}");
            }
            siti.clears_cookies().await;
        }
        assert_eq!(application.token_posts(), 4);
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_callback_that_is_opened_again_and_reloaded_sends_nothing_and_siti_stays_signed_in() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders")).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
        siti.opens(&application.last_callback()).await;
        siti.is_refused("This sign-in is finished", "web.already_used").await;
        siti.is_pictured("already-used").await;
        siti.reloads().await;
        siti.is_refused("This sign-in is finished", "web.already_used").await;
        assert_eq!(application.answers("/catapa/callback").len(), 3, "all of them came");
        assert_eq!(application.token_posts(), 1);
        siti.clicks("Continue").await;
        siti.sees("Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn back_after_signing_in_never_meets_a_callback_and_what_catapa_sends_again_is_not_sent_on() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders")).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
        siti.goes_back().await;
        assert!(siti.url().await.contains("/oauth2/consent/"), "back at CATAPA");
        siti.goes_back().await;
        // CATAPA's first page: loaded anew, with the same CSRF token in its address.
        siti.reloads().await;
        siti.allows().await;
        siti.is_refused("This sign-in is finished", "web.already_used").await;
        assert_eq!(application.token_posts(), 1);
        siti.clicks("Continue").await;
        siti.sees("Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_button_that_is_clicked_again_and_again_leaves_the_first_sign_in_good() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/")).await;
        siti.clicks_twice("Sign in with CATAPA").await;
        siti.sees("Sign in").await;
        let first = siti.tab().await;
        // Again, while the first one waits.
        siti.opens_in_a_tab(&application.url("/")).await;
        siti.clicks("Sign in with CATAPA").await;
        siti.sees("Sign in").await;
        siti.goes_back().await;
        siti.clicks("Sign in with CATAPA").await;
        siti.sees("Sign in").await;
        siti.looks_at(&first).await;
        siti.allows().await;
        siti.sees("Siti Rahayu").await;
        assert!(application.answers("/catapa/sign-in").len() >= 3);
        assert_eq!(application.token_posts(), 1);
    });
}

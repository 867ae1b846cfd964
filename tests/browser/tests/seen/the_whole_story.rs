//! A person signs in, or denies it, and signs out.

use catapa_browser_tests::{Application, Screen, seen};

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn siti_signs_in_with_catapas_forms_and_lands_on_the_page_that_she_asked_for() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders?week=3")).await;
        siti.sees("Sign in").await;
        assert!(siti.url().await.starts_with("http://localhost:"), "CATAPA is another site");
        siti.logs_in("siti").await;
        siti.sees("Allow Kopi Kantor to use your CATAPA account?").await;
        siti.clicks("Allow").await;
        siti.sees("Orders of Siti Rahayu").await;
        assert_eq!(siti.url().await, application.url("/orders?week=3"));
        assert_eq!(application.token_posts(), 1);
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn the_pages_from_the_button_to_the_dashboard_are_seen_and_sign_out_leads_back() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/")).await;
        siti.sees("Kopi Kantor").await;
        siti.is_pictured("home").await;
        siti.clicks("Sign in with CATAPA").await;
        siti.sees("Sign in").await;
        siti.is_pictured("catapa-login").await;
        siti.logs_in("siti").await;
        siti.sees("Allow Kopi Kantor to use your CATAPA account?").await;
        siti.is_pictured("catapa-consent").await;
        siti.clicks("Allow").await;
        siti.sees("Siti Rahayu").await;
        assert_eq!(siti.url().await, application.url("/"));
        siti.is_pictured("signed-in").await;

        siti.clicks("Sign out").await;
        siti.sees("Kopi Kantor").await;
        siti.opens(&application.url("/orders")).await;
        siti.sees("Sign in").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn who_denies_is_told_so_and_a_later_yes_leads_to_the_page_that_was_asked_for() {
    let application = Application::start();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders?week=3")).await;
        siti.logs_in("siti").await;
        siti.clicks("Deny").await;
        siti.is_refused("You are not signed in", "refused.access_denied").await;
        siti.is_pictured("denied").await;
        siti.reloads().await;
        siti.is_refused("This sign-in is finished", "web.already_used").await;
        siti.goes_back().await;
        assert_eq!(application.token_posts(), 0);

        siti.opens(&application.url("/orders?week=3")).await;
        siti.logs_in("siti").await;
        siti.clicks("Deny").await;
        siti.clicks("Sign in with CATAPA").await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
        assert_eq!(siti.url().await, application.url("/orders?week=3"));
    });
}

//! Links and pages of strangers.

use catapa_browser_tests::{Answer, Application, Screen, seen};

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn an_attackers_callback_link_sends_nothing_and_the_victims_own_sign_in_still_waits() {
    let application = Application::start();
    let link = application.callback_of_another_browser();
    seen(Screen::Desk, async |siti| {
        siti.opens(&link).await;
        siti.is_refused("We do not know this sign-in", "web.no_cookie").await;
        siti.is_pictured("no-cookie").await;
        let waiting = siti.leaves_a_tab_at_catapa(&application.url("/orders"), &link).await;
        siti.is_refused("This answer is for another sign-in", "web.other_sign_in").await;
        siti.is_pictured("other-sign-in").await;
        assert_eq!(application.token_posts(), 0, "Dewi's code was not sent");
        siti.looks_at(&waiting).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_foreign_page_that_embeds_the_sign_in_sets_no_cookie_and_evicts_nothing() {
    let application = Application::start();
    let foreign = application.foreign_site();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/orders")).await;
        siti.sees("Sign in").await;
        let waiting = siti.tab().await;
        // Another site, and another origin of the same site, whose requests carry its cookies.
        for (host, site) in [("localhost", "cross-site"), ("127.0.0.1", "same-site")] {
            let before = application.answers("/catapa/sign-in").len();
            siti.opens_in_a_tab(&foreign.url(host, "/embedding")).await;
            siti.sees("Done").await;
            let answers = &application.answers("/catapa/sign-in")[before..];
            for destination in ["image", "iframe", "object", "empty"] {
                assert!(answers.iter().any(|answer| answer.destination == destination), "{destination} from {host}");
            }
            let refused = |answer: &Answer| answer.site == site && answer.status == 403 && !answer.sets_cookie;
            assert!(answers.iter().all(refused), "from {host}: {answers:?}");
        }
        siti.looks_at(&waiting).await;
        siti.allows().await;
        siti.sees("Orders of Siti Rahayu").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_foreign_pages_form_signs_nobody_out_and_our_own_button_does() {
    let application = Application::start();
    let foreign = application.foreign_site();
    seen(Screen::Desk, async |siti| {
        siti.opens(&application.url("/")).await;
        siti.clicks("Sign in with CATAPA").await;
        siti.allows().await;
        siti.sees("Siti Rahayu").await;
        for host in ["localhost", "127.0.0.1"] {
            siti.opens(&foreign.url(host, "/signing-out")).await;
            siti.clicks("Win a prize").await;
            siti.is_refused("You are still signed in", "web.foreign_sign_out").await;
            siti.is_pictured("foreign-sign-out").await;
            siti.clicks("Continue").await;
            siti.sees("Siti Rahayu").await;
        }
        siti.clicks("Sign out").await;
        siti.sees("Kopi Kantor").await;
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_foreign_return_to_ends_on_the_start_page() {
    let application = Application::start();
    let foreign = application.foreign_site().url("localhost", "/cookies");
    let without_scheme = foreign.trim_start_matches("http:");
    let targets = [&foreign, without_scheme, &without_scheme.replace('/', "\\"), "/%09/localhost", "/%5clocalhost"];
    seen(Screen::Desk, async |siti| {
        for target in targets {
            siti.opens(&application.url(&format!("/catapa/sign-in?return_to={target}"))).await;
            siti.allows().await;
            siti.sees("Siti Rahayu").await;
            assert_eq!(siti.url().await, application.url("/"), "{target}");
        }
    });
}

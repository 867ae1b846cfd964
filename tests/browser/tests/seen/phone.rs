//! On a phone.

use catapa_browser_tests::{Application, Person, Screen, seen};

/// A finger is about 44 pixels wide.
async fn is_tappable(siti: &Person, selector: &str) {
    let of = |side: &str| format!("document.querySelector('{selector}').getBoundingClientRect().{side}");
    let (width, height) = (siti.measures(&of("width")).await, siti.measures(&of("height")).await);
    assert!(width >= 44 && height >= 44, "{selector} is {width} by {height}");
    let (left, right) = (siti.measures(&of("left")).await, siti.measures(&of("right")).await);
    assert!(left >= 0 && right <= 390, "{selector} reaches from {left} to {right}");
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn on_a_phone_nothing_scrolls_sideways_and_every_button_can_be_tapped() {
    let application = Application::start();
    seen(Screen::Phone, async |siti| {
        siti.opens(&application.url("/")).await;
        siti.sees("Kopi Kantor").await;
        siti.fits(390).await;
        is_tappable(&siti, "a.button").await;
        siti.clicks("Sign in with CATAPA").await;
        siti.sees("Sign in").await;
        siti.fits(390).await;
        is_tappable(&siti, "button").await;
        siti.logs_in("siti").await;
        siti.sees("Allow Kopi Kantor to use your CATAPA account?").await;
        siti.fits(390).await;
        is_tappable(&siti, "button.second").await;
        siti.clicks("Deny").await;
        siti.sees("You are not signed in").await;
        siti.fits(390).await;
        is_tappable(&siti, "a.button").await;
        is_tappable(&siti, ".actions a:last-child").await;
        siti.clicks("Sign in with CATAPA").await;
        siti.allows().await;
        siti.sees("Siti Rahayu").await;
        siti.fits(390).await;
        is_tappable(&siti, "header button").await;
    });
}

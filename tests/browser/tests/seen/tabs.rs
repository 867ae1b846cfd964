//! One person, more than one window.

use catapa_browser_tests::{Application, Browser};
use thirtyfour::prelude::*;

use crate::see;

/// Two tabs, each at CATAPA's form, then finished in this order.
async fn two_tabs(application: &Application, browser: &Browser, order: [usize; 2]) -> WebDriverResult<()> {
    let first = browser.driver.window().await?;
    browser.go(&application.url("/catapa/sign-in?return_to=/payslips")).await?;
    let second = browser.driver.new_tab().await?;
    browser.driver.switch_to_window(second.clone()).await?;
    browser.go(&application.url("/catapa/sign-in?return_to=/payslips")).await?;
    let tabs = [first, second];
    for tab in order {
        browser.driver.switch_to_window(tabs[tab].clone()).await?;
        browser.log_in_at_catapa("siti", "rahasia").await?;
        browser.click("button[value=allow]").await?;
        assert_eq!(browser.text("#payslips").await?, "Payslips of Siti Rahayu");
    }
    assert_eq!(application.token_posts(), 2);
    Ok(())
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn two_tabs_finish_in_the_order_in_which_they_began() {
    see(async |application, browser| two_tabs(application, browser, [0, 1]).await);
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn two_tabs_finish_the_other_way_round() {
    see(async |application, browser| two_tabs(application, browser, [1, 0]).await);
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_second_click_on_the_button_leaves_the_first_login_good() {
    see(async |application, browser| {
        browser.go(&application.url("/catapa/sign-in")).await?;
        let first = browser.address().await?;
        browser.go(&application.url("/")).await?;
        browser.click("#sign-in").await?;
        browser.find("#username").await?;
        browser.go(&application.callback_of("siti", &first)).await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        Ok(())
    });
}

//! How pages look in a small window.

use catapa_browser_tests::{Browser, Site, Window};
use thirtyfour::prelude::*;

use crate::see_at;

/// Nothing sticks out, and the button is large enough for a thumb.
async fn fits(browser: &Browser, button: &str) -> WebDriverResult<()> {
    let wider = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    assert_eq!(browser.driver.execute(wider, Vec::new()).await?.json(), &serde_json::json!(false));
    let rectangle = browser.find(button).await?.rect().await?;
    assert!(rectangle.height >= 40.0 && rectangle.x >= 0.0, "{rectangle:?}");
    Ok(())
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn on_a_phone_every_page_fits_and_its_button_can_be_hit() {
    see_at(Site::Http, Window::Phone, async |application, browser| {
        browser.go(&application.url("/catapa/callback?code=a&tenant=b&state=c")).await?;
        fits(browser, "a.button").await?;
        browser.picture("phone-no-cookie").await?;
        browser.go(&application.url("/catapa/sign-in")).await?;
        fits(browser, "form button").await?;
        browser.picture("phone-catapa").await?;
        browser.log_in_at_catapa("siti", "rahasia").await?;
        fits(browser, "button[value=deny]").await?;
        browser.picture("phone-consent").await?;
        browser.click("button[value=deny]").await?;
        fits(browser, "a.button").await?;
        browser.picture("phone-denied").await?;
        Ok(())
    });
}

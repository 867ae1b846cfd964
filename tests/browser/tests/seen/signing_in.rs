//! One person, one window.

use crate::see;

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_person_signs_in_with_the_forms_and_lands_where_she_began() {
    see(async |application, browser| {
        browser.go(&application.url("/")).await?;
        browser.picture("home").await?;
        browser.click("#sign-in").await?;
        browser.log_in_at_catapa("siti", "wrong").await?;
        assert!(browser.text("#problem").await?.contains("wrong"));
        browser.log_in_at_catapa("", "rahasia").await?;
        browser.click("button[value=allow]").await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        // The code has left the address, and the history.
        assert_eq!(browser.address().await?, application.url("/"));
        assert_eq!(application.token_posts(), 1);
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn whoever_asks_for_a_page_for_members_signs_in_and_gets_that_page() {
    see(async |application, browser| {
        browser.go(&application.url("/payslips")).await?;
        browser.log_in_at_catapa("siti", "rahasia").await?;
        browser.click("button[value=allow]").await?;
        assert_eq!(browser.text("#payslips").await?, "Payslips of Siti Rahayu");
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_denial_is_a_page_that_says_what_to_do_next_and_leads_to_another_try() {
    see(async |application, browser| {
        browser.go(&application.url("/")).await?;
        browser.click("#sign-in").await?;
        browser.log_in_at_catapa("siti", "rahasia").await?;
        browser.click("button[value=deny]").await?;
        assert_eq!(browser.code().await?, "refused.access_denied");
        browser.picture("denied").await?;
        browser.click("a.button").await?;
        browser.log_in_at_catapa("siti", "rahasia").await?;
        browser.click("button[value=allow]").await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        assert_eq!(application.token_posts(), 1);
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_callback_that_is_opened_again_is_told_as_used_and_sends_nothing() {
    see(async |application, browser| {
        browser.go(&application.url("/catapa/sign-in")).await?;
        let authorize_url = browser.address().await?;
        let callback = application.callback_of("siti", &authorize_url);
        browser.go(&callback).await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        // A reload of what the history or a bookmark has.
        browser.go(&callback).await?;
        assert_eq!(browser.code().await?, "web.already_used");
        browser.picture("already-used").await?;
        browser.driver.refresh().await?;
        assert_eq!(browser.code().await?, "web.already_used");
        browser.click("a.button").await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        assert_eq!(application.token_posts(), 1);
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn the_back_button_after_signing_in_sends_no_code_again() {
    see(async |application, browser| {
        browser.go(&application.url("/")).await?;
        browser.sign_in().await?;
        browser.find("#who").await?;
        for _ in 0..3 {
            browser.driver.back().await?;
        }
        browser.go(&application.url("/")).await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        assert_eq!(application.token_posts(), 1);
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn signing_out_forgets_the_person() {
    see(async |application, browser| {
        browser.go(&application.url("/")).await?;
        browser.sign_in().await?;
        browser.click("#sign-out").await?;
        browser.find("#sign-in").await?;
        browser.driver.back().await?;
        browser.go(&application.url("/payslips")).await?;
        browser.find("#username").await?;
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn whoever_takes_too_long_at_catapa_is_told_so() {
    see(async |application, browser| {
        browser.go(&application.url("/catapa/sign-in")).await?;
        let authorize_url = browser.address().await?;
        let callback = application.callback_of("siti", &authorize_url);
        application.advance(601);
        browser.go(&callback).await?;
        assert_eq!(browser.code().await?, "callback.too_late");
        browser.picture("too-late").await?;
        assert_eq!(application.token_posts(), 0);
        Ok(())
    });
}

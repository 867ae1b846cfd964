//! What another site, or a link that somebody sent, can make of a browser.

use crate::see;

/// A page of another site, which has this in it.
fn foreign(content: &str) -> String {
    format!("data:text/html,<!doctype html><p id=foreign>another site</p>{}", content.replace(' ', "%20"))
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn an_attackers_callback_in_the_victims_browser_is_refused_without_a_request() {
    see(async |application, browser| {
        // The attacker begins in a browser of their own, and signs in as themselves.
        let attacker = application.begin_elsewhere().await;
        let callback = application.callback_of("zoe", &attacker);
        browser.go(&callback).await?;
        assert_eq!(browser.code().await?, "web.no_cookie");
        browser.picture("no-cookie").await?;
        // And while the victim has a sign-in of her own under way.
        browser.go(&application.url("/catapa/sign-in")).await?;
        browser.find("#username").await?;
        browser.go(&callback).await?;
        assert_eq!(browser.code().await?, "web.other_login");
        browser.picture("other-login").await?;
        assert_eq!(application.token_posts(), 0);
        browser.go(&application.url("/")).await?;
        browser.find("#sign-in").await?;
        assert_eq!(browser.logins().await?.len(), 1, "hers still waits");
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_foreign_page_that_embeds_the_sign_in_link_sets_no_cookie_and_pushes_none_out() {
    see(async |application, browser| {
        browser.go(&application.url("/catapa/sign-in")).await?;
        browser.find("#username").await?;
        browser.go(&application.url("/")).await?;
        let before = browser.logins().await?[0].name.clone();
        let link = application.url("/catapa/sign-in");
        let frames = format!("<iframe id=frame src={link}></iframe><img src={link}><img src={link}%3f1>").repeat(3);
        browser.go(&foreign(&frames)).await?;
        browser.find("#foreign").await?;
        browser.go(&application.url("/")).await?;
        let after: Vec<String> = browser.logins().await?.into_iter().map(|cookie| cookie.name).collect();
        assert_eq!(after, [before]);
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_foreign_page_cannot_sign_a_person_out() {
    see(async |application, browser| {
        browser.go(&application.url("/")).await?;
        browser.sign_in().await?;
        browser.find("#who").await?;
        let form = format!(
            "<form method=post action={}><button id=lure>win</button></form>",
            application.url("/catapa/sign-out")
        );
        browser.go(&foreign(&form)).await?;
        browser.click("#lure").await?;
        assert_eq!(browser.code().await?, "web.foreign_sign_out");
        browser.picture("foreign-sign-out").await?;
        browser.go(&application.url("/")).await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn a_link_that_would_lead_elsewhere_after_signing_in_leads_home() {
    see(async |application, browser| {
        for elsewhere in ["https://example.com/", "//example.com", "/%5Cexample.com", "https:example.com"] {
            browser.go(&application.url(&format!("/catapa/sign-in?return_to={elsewhere}"))).await?;
            let authorize_url = browser.address().await?;
            browser.go(&application.callback_of("siti", &authorize_url)).await?;
            browser.find("#who").await?;
            assert_eq!(browser.address().await?, application.url("/"), "{elsewhere}");
        }
        Ok(())
    });
}

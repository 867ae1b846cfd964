//! Cookies, as the browser itself reports them.

use catapa_browser_tests::{Site, Window};
use thirtyfour::SameSite;

use crate::{see, see_at};

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn over_http_the_cookie_of_a_login_is_lax_hidden_from_scripts_and_short_lived() {
    see(async |application, browser| {
        browser.go(&application.url("/catapa/sign-in")).await?;
        browser.find("#username").await?;
        browser.go(&application.url("/")).await?;
        let logins = browser.logins().await?;
        let [login] = &logins[..] else { panic!("{logins:?}") };
        assert!(!login.name.starts_with("__Host-"), "{}", login.name);
        assert_eq!(login.secure, Some(false));
        assert_eq!(login.path.as_deref(), Some("/"));
        assert_eq!(login.same_site, Some(SameSite::Lax));
        assert_eq!(seen_by_scripts(browser).await?, "");
        Ok(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn over_https_cookies_are_secure_and_bound_to_their_host() {
    see_at(Site::Https, Window::Desktop, async |application, browser| {
        browser.go(&application.url("/")).await?;
        browser.click("#sign-in").await?;
        browser.find("#username").await?;
        browser.go(&application.url("/")).await?;
        let logins = browser.logins().await?;
        let [login] = &logins[..] else { panic!("{logins:?}") };
        assert!(login.name.starts_with("__Host-catapa-"), "{}", login.name);
        assert_eq!(login.secure, Some(true));
        browser.sign_in().await?;
        assert_eq!(browser.text("#who").await?, "Siti Rahayu of gdplabs");
        let session = browser.driver.get_all_cookies().await?;
        let session = session.iter().find(|cookie| cookie.name.ends_with("session")).unwrap();
        assert!(session.name.starts_with("__Host-"), "{}", session.name);
        assert_eq!((session.secure, session.same_site.clone()), (Some(true), Some(SameSite::Lax)));
        assert_eq!(seen_by_scripts(browser).await?, "");
        Ok(())
    });
}

/// What a script on the page sees of cookies.
async fn seen_by_scripts(browser: &catapa_browser_tests::Browser) -> thirtyfour::prelude::WebDriverResult<String> {
    let cookies = browser.driver.execute("return document.cookie", Vec::new()).await?;
    Ok(cookies.json().as_str().unwrap_or_default().to_owned())
}

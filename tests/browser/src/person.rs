//! What a person at a browser does and sees. Each verb waits for what it looks for.

use core::fmt::Display;
use thirtyfour::error::{WebDriverErrorInner, WebDriverResult};
use thirtyfour::prelude::ElementQueryable as _;
use thirtyfour::{By, Cookie, WebDriver, WebElement, WindowHandle};

use crate::pictures;
use crate::screen::Screen;

/// A person at a browser. The test fails when the person does not see what they expect.
pub struct Person {
    driver: WebDriver,
}

/// A tab to come back to.
pub struct Tab(WindowHandle);

impl Person {
    pub(crate) fn at(driver: WebDriver) -> Self {
        Self { driver }
    }

    /// Types an address, or follows a link from elsewhere.
    pub async fn opens(&self, url: &str) {
        done(self.driver.goto(url).await, url);
    }

    /// Opens an address in a new tab, and looks at it.
    pub async fn opens_in_a_tab(&self, url: &str) -> Tab {
        let tab = done(self.driver.new_tab().await, "a new tab");
        done(self.driver.switch_to_window(tab.clone()).await, "a new tab");
        self.opens(url).await;
        Tab(tab)
    }

    /// Asks for a page, is sent to CATAPA, leaves the tab there, and opens another address in a new tab.
    pub async fn leaves_a_tab_at_catapa(&self, page: &str, meanwhile: &str) -> Tab {
        self.opens(page).await;
        self.sees("Sign in").await;
        let waiting = self.tab().await;
        self.opens_in_a_tab(meanwhile).await;
        waiting
    }

    /// The current tab.
    pub async fn tab(&self) -> Tab {
        Tab(done(self.driver.window().await, "this tab"))
    }

    /// Goes to a tab.
    pub async fn looks_at(&self, tab: &Tab) {
        done(self.driver.switch_to_window(tab.0.clone()).await, "a tab");
    }

    /// Clicks a link or a button with this text.
    pub async fn clicks(&self, text: &str) {
        self.at_what_is_there(button(text), text, async |button| button.click().await).await;
    }

    /// Clicks it twice, as people do.
    pub async fn clicks_twice(&self, text: &str) {
        let twice = async |button: &WebElement| self.driver.action_chain().double_click_element(button).perform().await;
        self.at_what_is_there(button(text), text, twice).await;
    }

    /// Waits for an element, and does something with it. It tries again if the page went away in between.
    async fn at_what_is_there<T>(&self, by: By, what: &str, act: impl AsyncFn(&WebElement) -> WebDriverResult<T>) -> T {
        loop {
            // `thirtyfour` 0.38.1 does not ignore errors by default, although its documentation says so.
            let query = self.driver.query(by.clone()).ignore_errors(true).and_displayed();
            match act(&done(query.first().await, what)).await {
                Err(why) if matches!(*why, WebDriverErrorInner::StaleElementReference(_)) => {}
                other => return done(other, what),
            }
        }
    }

    /// The reload button.
    pub async fn reloads(&self) {
        done(self.driver.refresh().await, "a reload");
    }

    /// The back button.
    pub async fn goes_back(&self) {
        done(self.driver.back().await, "back");
    }

    /// Fills in username and password at CATAPA.
    pub async fn logs_in(&self, username: &str) {
        for (name, value) in [("username", username), ("password", "rahasia")] {
            self.at_what_is_there(By::Name(name), name, async |field| field.send_keys(value).await).await;
        }
        self.clicks("Sign in").await;
    }

    /// Siti logs in at CATAPA, and allows what is asked for.
    pub async fn allows(&self) {
        self.logs_in("siti").await;
        self.clicks("Allow").await;
    }

    /// Waits for a page with this heading.
    pub async fn sees(&self, heading: &str) {
        let path = format!("//h1[normalize-space(.)=\"{heading}\"]");
        let found = self.driver.query(By::XPath(path)).ignore_errors(true).and_displayed().first().await;
        if let Err(why) = found {
            let (url, text) = (self.url().await, self.text("body").await);
            panic!("no heading {heading:?} at {url}, which says: {text}\n{why}");
        }
    }

    /// Waits for a refusal with this heading and this code.
    pub async fn is_refused(&self, heading: &str, code: &str) {
        self.sees(heading).await;
        assert_eq!(self.text(".code code").await, code);
    }

    /// The text of the first element that this selector finds.
    pub async fn text(&self, selector: &str) -> String {
        self.at_what_is_there(By::Css(selector), selector, async |element| element.text().await).await
    }

    /// How many elements this selector finds.
    pub async fn count(&self, selector: &str) -> usize {
        done(self.driver.find_all(By::Css(selector)).await, selector).len()
    }

    /// The address of the page.
    pub async fn url(&self) -> String {
        done(self.driver.current_url().await, "the address").into()
    }

    /// The cookies of this page, in the order of their names.
    pub async fn cookies(&self) -> Vec<Cookie> {
        let mut cookies = done(self.driver.get_all_cookies().await, "the cookies");
        cookies.sort_by(|one, other| one.name.cmp(&other.name));
        cookies
    }

    /// Clears the cookies of this page.
    pub async fn clears_cookies(&self) {
        done(self.driver.delete_all_cookies().await, "no cookies");
    }

    /// Changes the value of a cookie.
    pub async fn changes(&self, cookie: &Cookie, value: &str) {
        let changed = Cookie { value: value.to_owned(), domain: None, ..cookie.clone() };
        done(self.driver.add_cookie(changed).await, "a cookie");
    }

    /// The result of a script.
    pub async fn measures(&self, script: &str) -> i64 {
        let found = done(self.driver.execute(format!("return Math.ceil({script})"), []).await, script);
        done(found.convert(), script)
    }

    /// The cookies that a script of the page can read.
    pub async fn readable_cookies(&self) -> String {
        let found = done(self.driver.execute("return document.cookie", []).await, "document.cookie");
        done(found.convert(), "document.cookie")
    }

    /// Puts a picture of the whole page, on a desk and on a phone, into `target/browser`. The page must fit the width.
    pub async fn is_pictured(&self, name: &str) {
        for (screen, name) in [(Screen::Phone, format!("{name}-phone")), (Screen::Desk, name.to_owned())] {
            let (width, height) = screen.size();
            // A picture shows what fits the window, so the window must be as high as the page and the window's frame.
            self.resizes(width, height).await;
            self.fits(width).await;
            let frame = self.measures("outerHeight - innerHeight").await;
            let whole = self.measures("document.documentElement.scrollHeight").await.max(height.into());
            self.resizes(width, u32::try_from(whole + frame).expect("the height of a page")).await;
            done(self.driver.screenshot(&pictures::file(&name)).await, &name);
        }
    }

    async fn resizes(&self, width: u32, height: u32) {
        done(self.driver.set_window_rect(0, 0, width, height).await, "the window");
    }

    /// The page is as wide as the screen, and does not scroll sideways.
    pub async fn fits(&self, width: u32) {
        assert_eq!(self.measures("innerWidth").await, i64::from(width), "the screen");
        let wide = self.measures("document.documentElement.scrollWidth").await;
        assert!(wide <= i64::from(width), "{} is {wide} pixels wide, on {width}", self.url().await);
    }
}

fn button(text: &str) -> By {
    By::XPath(format!("//*[self::a or self::button][normalize-space(.)='{text}']"))
}

#[track_caller]
fn done<T>(result: Result<T, impl Display>, what: &str) -> T {
    result.unwrap_or_else(|why| panic!("{what}: {why}"))
}

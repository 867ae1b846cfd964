//! Headless Chromium, driven through ChromeDriver: one process and one fresh profile for each browser.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio_rustls::rustls::crypto::ring;

/// No first-run pages, no calls home, no disk or graphics that a container lacks.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// The size of a window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    /// 1280 by 800.
    Desktop,
    /// 390 by 844, as a phone tells its size.
    Phone,
}

/// A browser that has never been anywhere.
pub struct Browser {
    /// What drives it.
    pub driver: WebDriver,
    process: Child,
    profile: TempDir,
}

impl Browser {
    /// Opens one.
    ///
    /// # Errors
    ///
    /// Those of WebDriver.
    ///
    /// # Panics
    ///
    /// If ChromeDriver does not start.
    pub async fn open(window: Window) -> WebDriverResult<Self> {
        // The client that speaks WebDriver brings no cryptography of its own. Whoever came first has installed it.
        let _ = ring::default_provider().install_default();
        let (process, port) = start();
        let profile = TempDir::new().expect("a directory");
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        capabilities.accept_insecure_certs(true)?;
        if window == Window::Phone {
            let metrics = json!({ "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0 } });
            capabilities.add_experimental_option("mobileEmulation", metrics)?;
        } else {
            capabilities.add_arg("--window-size=1280,800")?;
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
        Ok(Self { driver, process, profile })
    }

    /// Goes to a page.
    ///
    /// # Errors
    ///
    /// Those of WebDriver.
    pub async fn go(&self, url: &str) -> WebDriverResult<()> {
        self.driver.goto(url).await
    }

    /// The address that it shows.
    ///
    /// # Errors
    ///
    /// Those of WebDriver.
    pub async fn address(&self) -> WebDriverResult<String> {
        Ok(self.driver.current_url().await?.to_string())
    }

    /// Clicks on what this selector finds, once it is there.
    ///
    /// # Errors
    ///
    /// If it does not come.
    pub async fn click(&self, selector: &str) -> WebDriverResult<()> {
        self.find(selector).await?.click().await
    }

    /// What this selector finds, once it is there.
    ///
    /// # Errors
    ///
    /// If it does not come.
    pub async fn find(&self, selector: &str) -> WebDriverResult<WebElement> {
        self.driver.query(By::Css(selector)).first().await
    }

    /// The text of what this selector finds, once it is there.
    ///
    /// # Errors
    ///
    /// If it does not come.
    pub async fn text(&self, selector: &str) -> WebDriverResult<String> {
        self.find(selector).await?.text().await
    }

    /// Types a username and a password into CATAPA's form, and sends it.
    ///
    /// # Errors
    ///
    /// If the form does not come.
    pub async fn log_in_at_catapa(&self, username: &str, password: &str) -> WebDriverResult<()> {
        self.find("#username").await?.send_keys(username).await?;
        self.find("#password").await?.send_keys(password).await?;
        self.click("form button").await
    }

    /// Signs in from the page that is open, with the forms, and allows it.
    ///
    /// # Errors
    ///
    /// If one of the pages does not come.
    pub async fn sign_in(&self) -> WebDriverResult<()> {
        self.click("#sign-in").await?;
        self.log_in_at_catapa("siti", "rahasia").await?;
        self.click("button[value=allow]").await
    }

    /// The code that a page of a failure shows for support.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn code(&self) -> WebDriverResult<String> {
        self.text("p.code code").await
    }

    /// The names of our cookies of logins.
    ///
    /// # Errors
    ///
    /// Those of WebDriver.
    pub async fn logins(&self) -> WebDriverResult<Vec<Cookie>> {
        let cookies = self.driver.get_all_cookies().await?;
        Ok(cookies.into_iter().filter(|cookie| cookie.name.contains("catapa-")).collect())
    }

    /// Keeps a picture of the page under `target/browser`.
    ///
    /// # Errors
    ///
    /// Those of WebDriver.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub async fn picture(&self, name: &str) -> WebDriverResult<()> {
        let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/browser");
        fs::create_dir_all(&directory).expect("a directory");
        self.driver.screenshot(&directory.join(format!("{name}.png"))).await
    }

    /// Closes it.
    ///
    /// # Errors
    ///
    /// Those of WebDriver.
    pub async fn close(self) -> WebDriverResult<()> {
        self.driver.clone().quit().await
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that failed has not closed its browser, which does not end with its driver: its profile tells it.
        let _ = Command::new("pkill").arg("--full").arg(self.profile.path()).status();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// ChromeDriver, at a port that it picks and tells.
fn start() -> (Child, u16) {
    let mut process = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is installed");
    let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let port = lines.find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok());
    // Somebody has to read on, so that it can write.
    std::thread::spawn(move || lines.for_each(drop));
    (process, port.expect("ChromeDriver says its port"))
}

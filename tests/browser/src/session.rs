//! One browser for one test: a fresh profile, and it always ends.

use core::time::Duration;
use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::testing::run_browser_test;
use thirtyfour::{CapabilitiesHelper as _, ChromeCapabilities, ChromiumLikeCapabilities as _, WebDriver};

use crate::application::HTTPS_HOST;
use crate::chromedriver::ChromeDriver;
use crate::person::Person;
use crate::screen::Screen;
use crate::tls;

/// How long a condition may take on a busy machine. Most take milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Pages crash where a container's /dev/shm is small.
    "--disable-dev-shm-usage",
    // The same picture on every machine.
    "--hide-scrollbars",
];

/// Starts a browser with an empty profile, and tells the story. The browser ends afterwards, even if the story fails.
///
/// # Panics
///
/// When the browser does not start, or the story fails.
pub fn seen<Story: Future<Output = ()>>(screen: Screen, story: impl FnOnce(Person) -> Story) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tls::provide();
    let driver = ChromeDriver::shared();
    let profile = TempDir::with_prefix("catapa-browser-").expect("a directory for the profile");
    let poller = Arc::new(ElementPollerWithTimeout::new(PATIENCE, Duration::from_millis(25)));
    let session = WebDriver::builder(driver.url(), capabilities(screen, &profile)).poller(poller);
    let told = runtime.block_on(run_browser_test(session.connect(), async |driver| {
        story(Person::at(driver)).await;
        Ok::<_, core::convert::Infallible>(())
    }));
    told.expect("a browser starts and ends");
}

fn capabilities(screen: Screen, profile: &TempDir) -> ChromeCapabilities {
    let mut wanted = ChromeCapabilities::new();
    let (width, height) = screen.size();
    let add = |wanted: &mut ChromeCapabilities, flag: &str| wanted.add_arg(flag).expect("a flag");
    for flag in FLAGS {
        add(&mut wanted, flag);
    }
    add(&mut wanted, &format!("--user-data-dir={}", profile.path().display()));
    add(&mut wanted, &format!("--window-size={width},{height}"));
    // The browser takes this name for a foreign host, and makes no exception for it.
    add(&mut wanted, &format!("--host-resolver-rules=MAP {HTTPS_HOST} 127.0.0.1"));
    if screen == Screen::Phone {
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true });
        wanted.add_experimental_option("mobileEmulation", json!({ "deviceMetrics": metrics })).expect("an option");
    }
    wanted.accept_insecure_certs(true).expect("a capability");
    wanted
}

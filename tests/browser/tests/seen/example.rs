//! The web example itself, as a customer would be shown it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use catapa_browser_tests::{Browser, Window};
use thirtyfour::prelude::WebDriverResult;
use tokio::runtime::Builder;

/// `cargo run --example web`, and the address that it says to open.
struct Example {
    process: Child,
    address: String,
}

impl Example {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--locked", "-p", "catapa-signin-axum", "--example", "web"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("cargo runs");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("open: ").map(str::to_owned)).expect("an address");
        Self { process, address }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // Cargo has become the example.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Signs in and out, and looks at what is there on the way.
fn shows(window: Window, name: &str) {
    let example = Example::start();
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let browser = Browser::open(window).await.unwrap();
        walk(&browser, &example.address, name).await.unwrap();
        browser.close().await.unwrap();
    });
}

async fn walk(browser: &Browser, address: &str, name: &str) -> WebDriverResult<()> {
    browser.go(address).await?;
    browser.picture(&format!("{name}-start")).await?;
    browser.click("a.button").await?;
    browser.picture(&format!("{name}-catapa")).await?;
    browser.log_in_at_catapa("siti", "rahasia").await?;
    browser.click("button[value=allow]").await?;
    assert_eq!(browser.text(".person h1").await?, "Siti Rahayu");
    let known = browser.text("dl").await?;
    for fact in ["gdplabs", "confirmed", "e-1001", "Payroll Administrator", "|gdplabs|1001", "UTC"] {
        assert!(known.contains(fact), "{fact} in {known}");
    }
    assert!(browser.text("section ul").await?.contains("Dewi Lestari"), "the API was called");
    browser.picture(&format!("{name}-signed-in")).await?;
    browser.click("header button").await?;
    browser.find(".welcome").await?;
    Ok(())
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn the_web_example_shows_who_signed_in_and_what_the_api_says() {
    shows(Window::Desktop, "example");
}

#[test]
#[ignore = "needs Chromium: tests/browser/run"]
fn the_web_example_does_so_on_a_phone_too() {
    shows(Window::Phone, "phone-example");
}

//! What a person at a browser sees, and what others cannot make it do: `tests/browser/run`.

mod cookies;
mod example;
mod pages;
mod signing_in;
mod strangers;
mod tabs;

use catapa_browser_tests::{Application, Browser, Site, Window};
use thirtyfour::prelude::WebDriverResult;
use tokio::runtime::Builder;

/// Looks at an application over http with a browser of its own.
fn see(look: impl AsyncFnOnce(&Application, &Browser) -> WebDriverResult<()>) {
    see_at(Site::Http, Window::Desktop, look);
}

fn see_at(site: Site, window: Window, look: impl AsyncFnOnce(&Application, &Browser) -> WebDriverResult<()>) {
    let application = Application::at(site);
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let browser = Browser::open(window).await.unwrap();
        look(&application, &browser).await.unwrap();
        browser.close().await.unwrap();
    });
}

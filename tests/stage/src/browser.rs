//! The browser in which a person logs in: a headless Chromium behind chromedriver.

mod departure;
mod pages;

pub use pages::Form;

use std::path::Path;

use parking_lot::Mutex;

use fantoccini::error::{CmdError, ErrorStatus};
use serde_json::{Value, json};
use url::Url;

use crate::{Desktop, StageError, driver::Driver, ports, process::Launch, programs};

/// A running browser with a profile of its own. Dropping it ends it.
///
/// It reaches 127.0.0.1 and nothing else.
pub struct Browser {
    driver: Driver,
    /// Where the browser was last told to go: the server whose pages a login walks through.
    server: Mutex<Option<Url>>,
}

impl Browser {
    /// Starts a browser, on a desktop or without one.
    pub async fn start(desktop: Option<&Desktop>) -> Result<Self, StageError> {
        let chromium = programs::find_any(
            &["chromium", "chromium-browser", "google-chrome"],
            "chromium",
        )?;
        let chromedriver = programs::find("chromedriver", "chromium-driver")?;
        let hint = "it needs the packages chromium and chromium-driver";
        let mut launch = Launch::new("chromedriver", chromedriver, hint)?
            // Left to choose itself, it takes one of IPv6 that may be in use with IPv4.
            .arg(format!("--port={}", ports::free()?));
        if let Some(desktop) = desktop {
            launch = launch.only_env(desktop.env());
        }
        let profile = launch.scratch().join("profile");
        let (process, port) = launch.start(port_in).await?;
        let capabilities = json!({
            "goog:loggingPrefs": { "performance": "ALL" },
            "goog:chromeOptions": {
                "binary": chromium,
                "args": [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--password-store=basic", "--no-proxy-server",
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                    format!("--user-data-dir={}", profile.display()),
                ],
            },
        });
        let driver = Driver::connect("Chromium", process, port, capabilities).await?;
        Ok(Self {
            driver,
            server: Mutex::new(None),
        })
    }

    /// Goes to an address. What cannot be reached shows the browser's own error page: a server may
    /// send the browser straight on to where nobody listens.
    pub async fn goto(&self, url: &Url) -> Result<(), StageError> {
        self.redirects().await?;
        *self.server.lock() = Some(url.clone());
        match self.driver.client.goto(url.as_str()).await {
            Err(CmdError::Standard(driver)) if driver.error == ErrorStatus::UnknownError => Ok(()),
            other => Ok(other?),
        }
    }

    /// Where the browser is.
    pub async fn current_url(&self) -> Result<Url, StageError> {
        Ok(self.driver.client.current_url().await?)
    }

    /// The text of the page as it can be read.
    pub async fn page_text(&self) -> Result<String, StageError> {
        self.driver.page_text().await
    }

    /// Forgets every cookie, so that the next login asks for a name again.
    pub async fn forget_cookies(&self) -> Result<(), StageError> {
        self.cdp("Network.clearBrowserCookies").await?;
        Ok(())
    }

    /// Writes a picture of the page as PNG.
    pub async fn screenshot(&self, path: impl AsRef<Path>) -> Result<(), StageError> {
        self.driver.screenshot(path.as_ref()).await
    }

    /// The WebDriver session, for what this type does not offer.
    pub fn client(&self) -> &fantoccini::Client {
        &self.driver.client
    }

    /// Closes the browser in order and waits until every process of it is gone.
    pub async fn close(self) -> Result<(), StageError> {
        self.driver.close().await
    }

    fn server(&self) -> Option<Url> {
        self.server.lock().clone()
    }

    async fn cdp(&self, command: &str) -> Result<Value, StageError> {
        self.driver
            .post("goog/cdp/execute", json!({ "cmd": command, "params": {} }))
            .await
    }
}

fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?
        .1
        .trim_end_matches('.')
        .parse()
        .ok()
}

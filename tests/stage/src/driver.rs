//! A WebDriver session and the driver program behind it: what [`crate::Window`] and
//! [`crate::Browser`] have in common.

use std::path::Path;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use crate::StageError;
use crate::patience::PATIENCE;
use crate::process::Process;

/// What WebDriver calls this key.
const ENTER: &str = "\u{e007}";
/// WebDriver tells nothing by itself; this is how often we look.
const GLANCE: Duration = Duration::from_millis(20);

pub(crate) struct Driver {
    pub(crate) client: Client,
    process: Process,
}

impl Driver {
    /// Opens a session at a driver that listens on this port of 127.0.0.1.
    pub(crate) async fn connect(
        name: &'static str,
        process: Process,
        port: u16,
        capabilities: Value,
    ) -> Result<Self, StageError> {
        let capabilities: Capabilities =
            serde_json::from_value(capabilities).map_err(StageError::data("the capabilities"))?;
        let address = format!("http://127.0.0.1:{port}");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        match timeout(PATIENCE * 2, builder.connect(&address)).await {
            Ok(Ok(client)) => Ok(Self { client, process }),
            Ok(Err(source)) => Err(StageError::Session {
                name,
                source: Box::new(source),
                log: process.log(),
            }),
            Err(_) => Err(process.not_ready()),
        }
    }

    /// The processes behind the driver.
    pub(crate) fn pids(&self) -> Vec<u32> {
        self.process.started()
    }

    /// What the driver and the program wrote.
    pub(crate) fn log(&self) -> String {
        self.process.log()
    }

    /// Ends the session in order, then the driver and all it started.
    pub(crate) async fn close(self) -> Result<(), StageError> {
        timeout(PATIENCE, self.client.close())
            .await
            .unwrap_or(Ok(()))?;
        drop(self.process);
        Ok(())
    }

    /// Looks again and again until `look` finds something.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        limit: Duration,
        mut look: impl AsyncFnMut(&Client) -> Result<Option<T>, CmdError>,
    ) -> Result<T, StageError> {
        let end = Instant::now() + limit;
        loop {
            match look(&self.client).await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                Err(error) if passes(&error) => {}
                Err(error) => return Err(error.into()),
            }
            if Instant::now() >= end {
                let seen = self.page_text().await.unwrap_or_default();
                return Err(StageError::NotSeen {
                    what: what.to_owned(),
                    seconds: limit.as_secs(),
                    seen,
                });
            }
            sleep(GLANCE).await;
        }
    }

    /// Waits for an element.
    pub(crate) async fn find(&self, css: &str) -> Result<Element, StageError> {
        self.until(css, PATIENCE, async |client| present(client, css).await)
            .await
    }

    /// Waits until an element can be clicked, and clicks it.
    pub(crate) async fn click(&self, css: &str) -> Result<(), StageError> {
        self.until(css, PATIENCE, async |client| {
            match present(client, css).await? {
                Some(element) if element.is_enabled().await? => element.click().await.map(Some),
                _ => Ok(None),
            }
        })
        .await
    }

    /// Waits for a field and puts a text in place of what is there.
    pub(crate) async fn fill(&self, css: &str, text: &str) -> Result<(), StageError> {
        // A key makes a new line; the character itself is dropped.
        let text = text.replace('\n', ENTER);
        self.until(css, PATIENCE, async |client| {
            match present(client, css).await? {
                Some(element) if element.is_enabled().await? => {
                    element.clear().await?;
                    element.send_keys(&text).await.map(Some)
                }
                _ => Ok(None),
            }
        })
        .await
    }

    /// The text of the page as it can be read.
    pub(crate) async fn page_text(&self) -> Result<String, StageError> {
        let text = self
            .client
            .execute(
                "return document.body ? document.body.innerText : ''",
                Vec::new(),
            )
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Writes a picture of the page as PNG.
    pub(crate) async fn screenshot(&self, path: &Path) -> Result<(), StageError> {
        let image = self.client.screenshot().await?;
        std::fs::write(path, image).map_err(StageError::file(path))
    }

    /// A command that fantoccini does not know: POST to a path below the session.
    pub(crate) async fn post(&self, path: &'static str, body: Value) -> Result<Value, StageError> {
        Ok(self.client.issue_cmd(Post { path, body }).await?)
    }
}

/// The element, if it is there now.
pub(crate) async fn present(client: &Client, css: &str) -> Result<Option<Element>, CmdError> {
    Ok(client.find_all(Locator::Css(css)).await?.into_iter().next())
}

/// Errors that say "not at this moment": the page is changing under our hands.
fn passes(error: &CmdError) -> bool {
    matches!(error, CmdError::Standard(driver) if matches!(
        driver.error,
        ErrorStatus::NoSuchElement
            | ErrorStatus::StaleElementReference
            | ErrorStatus::ElementNotInteractable
            | ErrorStatus::ElementClickIntercepted
            | ErrorStatus::InvalidElementState
    ))
}

#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for Post {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!(
            "session/{}/{}",
            session_id.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _request_url: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

//! The person in the browser: the server's pages one by one, with a picture of each.

use std::time::Duration;

use serde_json::json;
use tokenry_stage::{Browser, PATIENCE, StageError};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::failure::Failure;
use crate::story::Story;

const NAME: &str = "input[name=login]";
const LOG_IN: &str = "input[name=login] ~ button[type=submit]";
const AGREE: &str = "input[name=prompt][value=consent] ~ button[type=submit]";

/// Logs in at the address that Tokenry has opened, and stays until Tokenry's own last page.
pub(crate) async fn log_in(
    story: &mut Story,
    browser: &Browser,
    address: &Url,
    account: &str,
) -> Result<(), Failure> {
    browser.goto(address).await?;
    seen(browser, NAME).await?;
    story
        .browser(
            browser,
            "login-page",
            "The browser shows the server's own login page",
        )
        .await?;

    let fill = "for (const [name, value] of arguments[0])
        document.querySelector(`input[name=${name}]`).value = value;";
    let fields = json!([["login", account], ["password", "any"]]);
    execute(browser, fill, fields).await?;
    story
        .browser(
            browser,
            "name-typed",
            &format!("Typed: {account}, and any password"),
        )
        .await?;

    press(browser, LOG_IN).await?;
    seen(browser, AGREE).await?;
    story
        .browser(browser, "consent", "The server asks whether Tokenry may")
        .await?;

    press(browser, AGREE).await?;
    until(browser, "the end of the login", async |browser| {
        let here = browser.current_url().await?;
        let text = browser.page_text().await?;
        Ok(here.origin() != address.origin() && !text.trim().is_empty())
    })
    .await?;
    story
        .browser(
            browser,
            "done",
            "Agreed; the browser is back at Tokenry's last page",
        )
        .await
}

async fn seen(browser: &Browser, css: &str) -> Result<(), Failure> {
    until(browser, css, async |browser| {
        let found = "return document.querySelector(arguments[0]) !== null";
        let found = browser.client().execute(found, vec![json!(css)]).await?;
        Ok(found.as_bool() == Some(true))
    })
    .await
}

/// In the page and not by the mouse: Chromium drops mouse events that come before a page's first
/// paint.
async fn press(browser: &Browser, css: &str) -> Result<(), Failure> {
    execute(
        browser,
        "document.querySelector(arguments[0]).click()",
        json!(css),
    )
    .await
}

async fn execute(
    browser: &Browser,
    script: &str,
    argument: serde_json::Value,
) -> Result<(), Failure> {
    let ran = browser.client().execute(script, vec![argument]).await;
    ran.map_err(StageError::from)?;
    Ok(())
}

/// The driver tells nothing by itself; so we look again and again.
async fn until(
    browser: &Browser,
    what: &str,
    mut look: impl AsyncFnMut(&Browser) -> Result<bool, StageError>,
) -> Result<(), Failure> {
    let end = Instant::now() + PATIENCE;
    loop {
        match look(browser).await {
            Ok(true) => return Ok(()),
            // Between two pages the driver has nothing to look at.
            Ok(false) | Err(StageError::Driver(_)) if Instant::now() < end => {}
            Ok(false) | Err(StageError::Driver(_)) => {
                let missing = StageError::NotSeen {
                    what: what.to_owned(),
                    seconds: PATIENCE.as_secs(),
                    seen: browser.page_text().await.unwrap_or_default(),
                };
                return Err(missing.into());
            }
            Err(error) => return Err(error.into()),
        }
        sleep(Duration::from_millis(20)).await;
    }
}

//! A program with a web view on a desktop, driven by WebKitWebDriver.

mod axe;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::Client;
use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

pub use axe::Violation;

use crate::driver::{Driver, present};
use crate::patience::PATIENCE;
use crate::process::Launch;
use crate::processes::listening_port;
use crate::{Desktop, StageError, programs};

/// The left button of a mouse.
const LEFT: u64 = 0;

/// Which program is opened, and how.
#[derive(Debug, Clone)]
pub struct WindowOptions {
    /// The program, built with WebDriver automation allowed (every Tauri program is).
    pub binary: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
    /// Becomes `TOKENRY_DATA_DIR`. None leaves the program its default below the desktop's home.
    pub data_dir: Option<PathBuf>,
    /// Width and height of the window in pixels.
    pub size: Option<(u32, u32)>,
    /// Whether the desktop says that it is dark.
    pub dark: bool,
    /// A file for all that the program and the driver write; it outlives the window.
    pub log: Option<PathBuf>,
    /// Further variables.
    pub env: BTreeMap<OsString, OsString>,
}

impl WindowOptions {
    /// A program with nothing special about it: light, the size it gives itself.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        Self {
            binary: binary.into(),
            args: Vec::new(),
            data_dir: None,
            size: None,
            dark: false,
            log: None,
            env: BTreeMap::new(),
        }
    }
}

/// An open window. Dropping it ends the program by force; [`close`](Self::close) ends it in order.
///
/// Elements are named by their `data-testid`. Every method that names one waits for it, up to half a
/// minute; when it does not come the error carries the text of the page.
pub struct Window {
    driver: Driver,
}

impl Window {
    /// Starts the program and waits until its window takes commands.
    pub async fn open(desktop: &Desktop, options: WindowOptions) -> Result<Self, StageError> {
        let hint = "it needs the package webkit2gtk-driver";
        let mut launch = Launch::new(
            "WebKitWebDriver",
            programs::find("WebKitWebDriver", "webkit2gtk-driver")?,
            hint,
        )?
        .arg("--port=0")
        .arg("--host=127.0.0.1")
        .only_env(desktop.env())
        .log(options.log)
        // Read by the web view's library, which inherits them from the driver.
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true");
        if let Some(folder) = options.data_dir {
            launch = launch.env("TOKENRY_DATA_DIR", folder);
        }
        if options.dark {
            launch = launch.env("GTK_THEME", "Adwaita:dark");
        }
        for (name, value) in options.env {
            launch = launch.env(name, value);
        }
        let process = launch.start_silent()?;
        let port = port_of(&process.mark())
            .await?
            .ok_or_else(|| process.not_ready())?;
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": options.binary, "args": options.args },
        });
        let driver = Driver::connect("the window", process, port, capabilities).await?;
        let window = Self { driver };
        if let Some((width, height)) = options.size {
            window.resize(width, height).await?;
        }
        Ok(window)
    }

    /// Clicks an element.
    pub async fn click(&self, testid: &str) -> Result<(), StageError> {
        self.driver.click(&css(testid)).await
    }

    /// Clicks at a place of the page, whatever is there.
    pub async fn click_at(&self, x: f64, y: f64) -> Result<(), StageError> {
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveTo {
                duration: None,
                x,
                y,
            })
            .then(PointerAction::Down { button: LEFT })
            .then(PointerAction::Up { button: LEFT });
        Ok(self.driver.client.perform_actions(mouse).await?)
    }

    /// Puts a text into a field, in place of what is there.
    pub async fn fill(&self, testid: &str, text: &str) -> Result<(), StageError> {
        self.driver.fill(&css(testid), text).await
    }

    /// Chooses the entry of a select by its value.
    pub async fn choose(&self, testid: &str, value: &str) -> Result<(), StageError> {
        Ok(self
            .driver
            .find(&css(testid))
            .await?
            .select_by_value(value)
            .await?)
    }

    /// Types into whatever has the focus. Keys without a letter are in [`fantoccini::key::Key`].
    pub async fn press(&self, keys: &str) -> Result<(), StageError> {
        Ok(self
            .driver
            .client
            .active_element()
            .await?
            .send_keys(keys)
            .await?)
    }

    /// The text of an element as soon as it can be read: one that is just appearing has none yet.
    pub async fn text(&self, testid: &str) -> Result<String, StageError> {
        let css = css(testid);
        self.driver
            .until(&css, PATIENCE, async |client| {
                match present(client, &css).await? {
                    Some(element) if element.is_displayed().await? => {
                        element.text().await.map(Some)
                    }
                    _ => Ok(None),
                }
            })
            .await
    }

    /// The value of a field.
    pub async fn value(&self, testid: &str) -> Result<String, StageError> {
        Ok(self
            .driver
            .find(&css(testid))
            .await?
            .prop("value")
            .await?
            .unwrap_or_default())
    }

    /// Whether an element is there now. Does not wait.
    pub async fn has(&self, testid: &str) -> Result<bool, StageError> {
        Ok(present(&self.driver.client, &css(testid)).await?.is_some())
    }

    /// Waits until an element is there and visible.
    pub async fn wait_for(&self, testid: &str) -> Result<(), StageError> {
        let css = css(testid);
        self.until(&css, PATIENCE, async |client| {
            match present(client, &css).await? {
                Some(element) => Ok(element.is_displayed().await?.then_some(())),
                None => Ok(None),
            }
        })
        .await
    }

    /// Waits until an element is no longer there.
    pub async fn wait_gone(&self, testid: &str) -> Result<(), StageError> {
        let css = css(testid);
        let what = format!("the end of {css}");
        self.until(&what, PATIENCE, async |client| {
            Ok(present(client, &css).await?.is_none().then_some(()))
        })
        .await
    }

    /// Waits until the text of an element contains `needle`. Answers the whole text.
    pub async fn wait_text(&self, testid: &str, needle: &str) -> Result<String, StageError> {
        let css = css(testid);
        let what = format!("“{needle}” in {css}");
        self.until(&what, PATIENCE, async |client| {
            let Some(element) = present(client, &css).await? else {
                return Ok(None);
            };
            Ok(Some(element.text().await?).filter(|text| text.contains(needle)))
        })
        .await
    }

    /// Waits for anything else: looks again and again until `look` finds something. Errors that say
    /// "not at this moment" (no such element, stale, covered) count as nothing found.
    pub async fn until<T>(
        &self,
        what: &str,
        limit: Duration,
        look: impl AsyncFnMut(&Client) -> Result<Option<T>, CmdError>,
    ) -> Result<T, StageError> {
        self.driver.until(what, limit, look).await
    }

    /// Runs JavaScript in the page, as the body of a function with `arguments`. The page's content
    /// security policy does not apply.
    pub async fn execute(&self, script: &str, args: Vec<Value>) -> Result<Value, StageError> {
        Ok(self.driver.client.execute(script, args).await?)
    }

    /// The same, and waits until the script calls its last argument with the result.
    pub async fn execute_async(&self, script: &str, args: Vec<Value>) -> Result<Value, StageError> {
        Ok(self.driver.client.execute_async(script, args).await?)
    }

    /// What axe-core finds on the screen that is serious or critical.
    pub async fn axe(&self) -> Result<Vec<Violation>, StageError> {
        axe::run(&self.driver.client).await
    }

    /// The text of the whole page as it can be read.
    pub async fn page_text(&self) -> Result<String, StageError> {
        self.driver.page_text().await
    }

    /// Writes a picture of the page as PNG.
    pub async fn screenshot(&self, path: impl AsRef<Path>) -> Result<(), StageError> {
        self.driver.screenshot(path.as_ref()).await
    }

    /// Gives the window this size in pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), StageError> {
        Ok(self.driver.client.set_window_size(width, height).await?)
    }

    /// The WebDriver session, for what this type does not offer.
    pub fn client(&self) -> &Client {
        &self.driver.client
    }

    /// The ids of the program's processes, the program first, then its web view's. Not the driver's.
    pub fn pids(&self) -> Vec<u32> {
        self.driver.pids()
    }

    /// What the program and the driver wrote on standard output and standard error.
    pub fn log(&self) -> String {
        self.driver.log()
    }

    /// Closes the window in order and waits until every process of it is gone, so that the next start
    /// is not taken for a second instance.
    pub async fn close(self) -> Result<(), StageError> {
        self.driver.close().await
    }
}

fn css(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}

/// WebKitWebDriver does not say where it listens; the system does.
async fn port_of(mark: &OsString) -> Result<Option<u16>, StageError> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(port) = listening_port(mark)? {
            return Ok(Some(port));
        }
        sleep(Duration::from_millis(5)).await;
    }
    Ok(None)
}

//! The two windows that are measured, and the scripts that measure in their pages: the same for both.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokenry_stage::{Window, WindowOptions};

use crate::failure::Failure;
use crate::place::{NAME, Place};

/// Waits, clicks, waits and lets two frames pass: then what is in the DOM has been painted.
const STEPS: &str = r"
const end = arguments[arguments.length - 1];
const find = (css) => document.querySelector(css);
const when = (css, text) => new Promise((goOn) => {
  const there = () => find(css) && (text === '' || find(css).textContent.includes(text));
  if (there()) { goOn(); return; }
  const watch = new MutationObserver(() => { if (there()) { watch.disconnect(); goOn(); } });
  watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
});
const painted = () => new Promise((goOn) => requestAnimationFrame(() => requestAnimationFrame(goOn)));
const { click, fill, shows, text } = arguments[0];
(async () => {
  await when(click, '');
  if (fill) find(fill.css).value = fill.text;
  const begun = performance.now();
  find(click).click();
  await when(shows, text);
  await painted();
  const [first] = performance.getEntriesByName('first-contentful-paint');
  end({
    took: performance.now() - begun,
    at: performance.timeOrigin + performance.now(),
    first: first ? performance.timeOrigin + first.startTime : null,
  });
})();
";

/// A window that can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    Tokenry,
    Floor,
}

/// What a page tells about one click. Times are milliseconds; `at` and `first` since 1970.
pub(crate) struct Clicked {
    pub(crate) took: f64,
    pub(crate) at: f64,
    pub(crate) first: f64,
}

pub(crate) struct Opened {
    pub(crate) window: Window,
    /// When the program was executed, in milliseconds since 1970.
    pub(crate) executed: f64,
    program: Program,
}

impl Program {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tokenry => "Tokenry",
            Self::Floor => "the floor",
        }
    }

    /// Opens the window, on the same data each time.
    pub(crate) async fn open(self, place: &Place) -> Result<Opened, Failure> {
        let binary = match self {
            Self::Tokenry => &place.built.desktop,
            Self::Floor => &place.built.floor,
        };
        let (starter, noted) = starter(&place.folder(), binary)?;
        let options = WindowOptions {
            data_dir: Some(place.data()),
            ..WindowOptions::new(starter)
        };
        let window = Window::open(&place.desktop, options).await?;
        let text = fs::read_to_string(&noted).map_err(Failure::file(&noted))?;
        let executed = text.trim().parse::<f64>().unwrap_or(f64::NAN) / 1e6;
        Ok(Opened {
            window,
            executed,
            program: self,
        })
    }
}

impl Opened {
    /// A click that needs an answer from the program behind the page.
    pub(crate) async fn first_click(&self, place: &Place) -> Result<Clicked, Failure> {
        match self.program {
            Program::Tokenry => {
                let what = json!({ "click": css("nav-servers"), "shows": css("server-row"), "text": NAME });
                self.measure(what).await
            }
            Program::Floor => self.send(place).await,
        }
    }

    /// A click on Send, until the answer is painted.
    pub(crate) async fn send(&self, place: &Place) -> Result<Clicked, Failure> {
        let mark = place.answers.next_mark();
        let what = match self.program {
            Program::Tokenry => {
                json!({ "click": css("request-send"), "shows": css("response-body"), "text": mark })
            }
            Program::Floor => json!({
                "fill": { "css": css("floor-url"), "text": place.answers.url() },
                "click": css("floor-send"), "shows": css("floor-body"), "text": mark,
            }),
        };
        self.measure(what).await
    }

    /// Brings Tokenry to where Send is; the floor is there already.
    pub(crate) async fn prepare_send(&self, place: &Place) -> Result<(), Failure> {
        if self.program == Program::Floor {
            return Ok(());
        }
        self.window.click("nav-requests").await?;
        self.window
            .fill("request-url", &place.answers.url())
            .await?;
        self.window.click("request-token").await?;
        self.window.fill("request-token-filter", NAME).await?;
        self.window
            .press(&char::from(fantoccini::key::Key::Enter).to_string())
            .await?;
        self.window
            .wait_text("send-summary", "Authorization")
            .await?;
        Ok(())
    }

    async fn measure(&self, what: Value) -> Result<Clicked, Failure> {
        let told = self.window.execute_async(STEPS, vec![what]).await?;
        let figure = |name: &str| {
            told[name].as_f64().ok_or_else(|| Failure::NoFigures {
                program: self.program.name(),
                said: told.to_string(),
            })
        };
        Ok(Clicked {
            took: figure("took")?,
            at: figure("at")?,
            first: figure("first")?,
        })
    }
}

fn css(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}

/// A script that notes the time and becomes the program, so that the driver's own start is left out.
fn starter(folder: &Path, binary: &Path) -> Result<(PathBuf, PathBuf), Failure> {
    let (script, noted) = (folder.join("starter"), folder.join("executed"));
    let text = format!(
        "#!/bin/sh\ndate +%s%N > '{}'\nexec '{}' \"$@\"\n",
        noted.display(),
        binary.display()
    );
    fs::write(&script, text).map_err(Failure::file(&script))?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700))
        .map_err(Failure::file(&script))?;
    Ok((script, noted))
}

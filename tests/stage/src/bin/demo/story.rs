//! What the demo tells while it runs: each step with its time, and the pictures it leaves.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use tokenry_stage::{Browser, Window};

use crate::failure::Failure;

/// The driver takes the last frame that was painted, which may be older than what the page holds.
const PAINTED: &str = "const end = arguments[arguments.length - 1];
    requestAnimationFrame(() => requestAnimationFrame(() => end(true)));";

pub(crate) struct Story {
    started: Instant,
    folder: PathBuf,
    pictures: u32,
}

impl Story {
    /// Empties the folder of what an earlier run has left there.
    pub(crate) fn new(folder: &Path) -> Result<Self, Failure> {
        let file = |source| Failure::File {
            path: folder.to_owned(),
            source,
        };
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(file(error)),
            _ => fs::create_dir_all(folder).map_err(file)?,
        }
        Ok(Self {
            started: Instant::now(),
            folder: folder.to_owned(),
            pictures: 0,
        })
    }

    /// Something has happened just now.
    pub(crate) fn step(&self, what: &str) {
        let at = self.started.elapsed().as_secs_f64();
        line(&format!("{at:6.1} s  {what}"));
    }

    /// The same, with a picture of the window.
    pub(crate) async fn window(
        &mut self,
        window: &Window,
        name: &str,
        what: &str,
    ) -> Result<(), Failure> {
        self.step(what);
        window.execute_async(PAINTED, Vec::new()).await?;
        let path = self.next_picture("window", name);
        Ok(window.screenshot(path).await?)
    }

    /// The same, with a picture of the browser.
    pub(crate) async fn browser(
        &mut self,
        browser: &Browser,
        name: &str,
        what: &str,
    ) -> Result<(), Failure> {
        self.step(what);
        let path = self.next_picture("browser", name);
        Ok(browser.screenshot(path).await?)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn next_picture(&mut self, of: &str, name: &str) -> PathBuf {
        self.pictures += 1;
        let file = format!("{:02}-{of}-{name}.png", self.pictures);
        line(&format!("          {file}"));
        self.folder.join(file)
    }
}

/// A plain line. A closed output is the reader's wish, not a failure of ours.
pub(crate) fn line(text: &str) {
    let mut out = io::stdout();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

pub(crate) fn error(text: &str) {
    let _ = writeln!(io::stderr(), "error: {text}");
}

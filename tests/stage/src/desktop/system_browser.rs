//! The system's browser, as far as programs on the desktop can tell: it tells us what it is given.
//!
//! It is a script behind `$BROWSER`, and the handler of `http:` and `https:` addresses for `xdg-open`
//! and `gio open`. It writes each address into a named pipe that we read.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use rustix::fs::{CWD, Mode, mkfifoat};
use tokio::sync::{Mutex, mpsc};
use url::Url;

use super::home::write;
use crate::patience::PATIENCE;
use crate::{StageError, http};

const HANDLER: &str = "tokenry-stage-browser.desktop";

/// What programs on a desktop open when they open a web address.
pub struct SystemBrowser {
    opened: Mutex<mpsc::UnboundedReceiver<String>>,
    pipe: File,
}

impl SystemBrowser {
    /// The next address that a program opens. Waits for it.
    pub async fn opened(&self) -> Result<Url, StageError> {
        self.opened_within(PATIENCE).await
    }

    /// The next address that a program opens within this time.
    pub async fn opened_within(&self, limit: Duration) -> Result<Url, StageError> {
        let mut opened = self.opened.lock().await;
        match tokio::time::timeout(limit, opened.recv()).await {
            Ok(Some(text)) => http::address(&text),
            Ok(None) | Err(_) => Err(StageError::NotSeen {
                what: "an address in the system browser".to_owned(),
                seconds: limit.as_secs(),
                seen: "nothing was opened".to_owned(),
            }),
        }
    }

    /// An address that was opened already, if there is one.
    pub async fn opened_so_far(&self) -> Result<Option<Url>, StageError> {
        self.opened
            .lock()
            .await
            .try_recv()
            .ok()
            .map(|text| http::address(&text))
            .transpose()
    }

    /// Writes the script and registers it; adds `BROWSER` to the environment.
    pub(super) fn install(
        scratch: &Path,
        env: &mut BTreeMap<OsString, OsString>,
        works: bool,
    ) -> Result<Self, StageError> {
        let pipe = scratch.join("opened");
        mkfifoat(CWD, &pipe, Mode::RUSR | Mode::WUSR)
            .map_err(|error| StageError::file(&pipe)(error.into()))?;
        let script = scratch.join("browser");
        let line = if works {
            format!("printf '%s\\n' \"$1\" >> '{}'", pipe.display())
        } else {
            "exit 1".to_owned()
        };
        write(&script, &format!("#!/bin/sh\n{line}\n"))?;
        fs::set_permissions(&script, Permissions::from_mode(0o700))
            .map_err(StageError::file(&script))?;
        register(scratch, &script)?;
        env.insert("BROWSER".into(), script.into());

        // Opened for both directions it never ends, and nobody who writes has to wait.
        let open = || {
            OpenOptions::new()
                .read(true)
                .write(true)
                .open(&pipe)
                .map_err(StageError::file(&pipe))
        };
        let reader = open()?;
        let (sender, opened) = mpsc::unbounded_channel();
        std::thread::spawn(move || read(reader, &sender));
        Ok(Self {
            opened: Mutex::new(opened),
            pipe: open()?,
        })
    }
}

impl Drop for SystemBrowser {
    fn drop(&mut self) {
        // An empty line ends the reading thread; without it the thread would merely stay asleep.
        let _ = writeln!(self.pipe);
    }
}

fn read(pipe: File, opened: &mpsc::UnboundedSender<String>) {
    for line in BufReader::new(pipe).lines().map_while(Result::ok) {
        if line.is_empty() || opened.send(line).is_err() {
            return;
        }
    }
}

fn register(scratch: &Path, script: &Path) -> Result<(), StageError> {
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=The stage's browser\nExec={} %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;\n",
        script.display()
    );
    let applications = scratch.join("home/.local/share/applications");
    fs::create_dir_all(&applications).map_err(StageError::file(&applications))?;
    write(&applications.join(HANDLER), &entry)?;
    let defaults = format!(
        "[Default Applications]\nx-scheme-handler/http={HANDLER}\nx-scheme-handler/https={HANDLER}\ntext/html={HANDLER}\n"
    );
    write(&scratch.join("home/.config/mimeapps.list"), &defaults)
}

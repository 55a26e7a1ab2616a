//! A desktop for one test: a display, a session bus, a home folder, a keyring, a system browser.
//!
//! Nothing of the real user's session is visible inside, and nothing of it outlives the value.

mod home;
mod keyring;
mod system_browser;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;
use url::Url;

pub use keyring::Keyring;
pub use system_browser::SystemBrowser;

use crate::leaks::ProcessWatch;
use crate::process::{Launch, Process};
use crate::processes::MARK;
use crate::{StageError, programs};

/// How a desktop is set up. By default: 1280 × 900, an unlocked keyring, a browser that works.
#[derive(Debug, Clone)]
pub struct DesktopOptions {
    /// Width and height of the screen in pixels.
    pub screen: (u32, u32),
    /// The keyring a program finds.
    pub keyring: Keyring,
    /// Whether opening an address works. Without, `$BROWSER` and `xdg-open` fail.
    pub browser: bool,
}

impl Default for DesktopOptions {
    fn default() -> Self {
        Self {
            screen: (1280, 900),
            keyring: Keyring::Unlocked,
            browser: true,
        }
    }
}

/// A running desktop. Dropping it ends everything that runs on it and removes its home.
pub struct Desktop {
    env: BTreeMap<OsString, OsString>,
    browser: SystemBrowser,
    // In this order they end: first the programs that hang on the bus, the display last.
    keyring: Option<keyring::Daemon>,
    bus: Process,
    _screen: Process,
}

impl Desktop {
    /// Starts a desktop with an unlocked keyring and a system browser.
    pub async fn start() -> Result<Self, StageError> {
        Self::start_with(DesktopOptions::default()).await
    }

    /// Starts a desktop.
    pub async fn start_with(options: DesktopOptions) -> Result<Self, StageError> {
        let (screen, display) = start_screen(options.screen).await?;
        let bus = Launch::new(
            "dbus-daemon",
            programs::find("dbus-daemon", "dbus")?,
            "it needs the package dbus",
        )?;
        let mut env = home::make(bus.scratch(), &display)?;
        let config = home::bus_config(bus.scratch(), options.keyring != Keyring::None)?;
        let mut argument = OsString::from("--config-file=");
        argument.push(config);
        let (bus, address) = bus
            .arg("--nofork")
            .arg("--nopidfile")
            .arg("--print-address=1")
            .arg(argument)
            .only_env(&env)
            .start(|line| line.starts_with("unix:").then(|| line.to_owned()))
            .await?;
        env.insert("DBUS_SESSION_BUS_ADDRESS".into(), address.into());
        env.insert(MARK.into(), bus.marks().to_owned());

        let browser = SystemBrowser::install(bus.scratch(), &mut env, options.browser)?;
        let mut desktop = Self {
            env,
            browser,
            keyring: None,
            bus,
            _screen: screen,
        };
        desktop.keyring = keyring::start(&desktop, options.keyring).await?;
        Ok(desktop)
    }

    /// A program on this desktop; it sees this desktop's environment and no other. It ends with the
    /// value that `spawn` gives, and at the latest with the desktop.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(&self.env)
            .current_dir(self.home())
            .kill_on_drop(true);
        command
    }

    /// The environment of programs on this desktop.
    pub fn env(&self) -> &BTreeMap<OsString, OsString> {
        &self.env
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        self.env
            .get(OsStr::new("HOME"))
            .map_or_else(|| self.bus.scratch(), Path::new)
    }

    /// The folder below which everything is that programs on this desktop keep by themselves: the
    /// home folder with its settings and caches, temporary and runtime files, the keyring.
    pub fn folder(&self) -> &Path {
        self.bus.scratch()
    }

    /// Watches what can be seen of every program that runs on this desktop.
    pub fn watch_processes(&self) -> ProcessWatch {
        ProcessWatch::start(self.bus.mark())
    }

    /// What programs on this desktop open when they open a web address.
    pub fn browser(&self) -> &SystemBrowser {
        &self.browser
    }

    /// Opens an address of a program's own scheme the way a browser does: the handler that is
    /// registered for it gets it.
    pub async fn open_deep_link(&self, url: &Url) -> Result<(), StageError> {
        programs::find("gio", "libglib2.0-bin")?;
        self.run("gio", &["open", url.as_str()]).await?;
        Ok(())
    }

    /// Locks the keyring, as happens when a user's session locks it.
    pub async fn lock_keyring(&self) -> Result<(), StageError> {
        keyring::lock(self).await
    }

    /// Unlocks the keyring again.
    pub async fn unlock_keyring(&self) -> Result<(), StageError> {
        keyring::unlock(self).await
    }

    /// Removes everything that is in the keyring, as a reset of it does.
    pub async fn empty_keyring(&self) -> Result<(), StageError> {
        keyring::empty(self).await
    }

    /// Writes a picture of the whole screen as PNG.
    pub async fn screenshot(&self, path: impl AsRef<Path>) -> Result<(), StageError> {
        programs::find("import", "imagemagick")?;
        let path = path.as_ref().to_string_lossy().into_owned();
        self.run("import", &["-window", "root", &path]).await?;
        Ok(())
    }

    /// Runs a program to its end. Answers its standard output.
    pub async fn run(&self, program: &'static str, args: &[&str]) -> Result<String, StageError> {
        let mut command = self.command(program);
        let output = command
            .args(args)
            .stdin(Stdio::null())
            .output()
            .await
            .map_err(|source| StageError::Spawn {
                name: program,
                source,
            })?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(text);
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        Err(StageError::Command {
            command: format!("{program} {}", args.join(" ")),
            output: format!("{text}{errors}"),
        })
    }
}

async fn start_screen((width, height): (u32, u32)) -> Result<(Process, String), StageError> {
    Launch::new(
        "Xvfb",
        programs::find("Xvfb", "xvfb")?,
        "it needs the package xvfb",
    )?
    .arg("-displayfd")
    .arg("1")
    .arg("-screen")
    .arg("0")
    .arg(format!("{width}x{height}x24"))
    .arg("-nolisten")
    .arg("tcp")
    .arg("-noreset")
    .start(|line| {
        line.trim()
            .parse::<u32>()
            .ok()
            .map(|display| format!(":{display}"))
    })
    .await
}

//! Where a person sits: a desktop with a keyring, a data directory, and a window that opens there.

use std::{path::PathBuf, sync::Arc};

use tempfile::TempDir;
use tokenry_core::{
    links::NoLinks,
    workbench::{Options, Workbench},
};
use tokenry_model::clock::Ambient;
use tokenry_oauth::http::Http;
use tokenry_stage::{Desktop, DesktopOptions, Keyring, Window, WindowOptions};
use tokenry_vault::vault::keyring::NoKeyring;
use url::Url;

use crate::support::NoBrowser;

/// Two screens' worth of pictures are kept: the smallest and a large one.
pub(super) const SIZES: [(u32, u32); 2] = [(1100, 700), (1600, 1000)];
/// What the one running Tokenry is called on the bus.
const INSTANCE: &str = "app.tokenry.desktop.SingleInstance";

pub(super) struct Seat {
    pub(super) desktop: Desktop,
    data: TempDir,
}

impl Seat {
    /// Nothing is stored yet.
    pub(super) async fn new(keyring: Keyring) -> Self {
        let options = DesktopOptions {
            keyring,
            screen: (1680, 1050),
            ..DesktopOptions::default()
        };
        Self {
            desktop: Desktop::start_with(options).await.expect("a desktop"),
            data: tempfile::tempdir().expect("a scratch folder"),
        }
    }

    pub(super) fn data_dir(&self) -> PathBuf {
        self.data.path().join("data")
    }

    /// The stored data as another program sees it, which has no keyring.
    pub(super) async fn workbench(&self) -> Workbench {
        let options = Options {
            data_dir: self.data_dir(),
            ambient: Ambient::system(),
            keyring: Arc::new(NoKeyring),
            browser: Arc::new(NoBrowser),
            links: Arc::new(NoLinks),
            http: Http::new(),
            lock_patience: std::time::Duration::from_mins(1),
        };
        Workbench::open(options).await.expect("the data opens")
    }

    /// The command line on the same data; must end well. What it answered.
    pub(super) async fn tokenry(&self, args: &[&str]) -> String {
        let mut command = self.desktop.command(crate::support::tokenry());
        command.args(args).env("TOKENRY_DATA_DIR", self.data_dir());
        let output = command.output().await.expect("tokenry starts");
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stdout).expect("text")
    }

    pub(super) async fn open(&self) -> Window {
        self.open_with(self.options()).await
    }

    pub(super) async fn open_with(&self, options: WindowOptions) -> Window {
        Window::open(&self.desktop, options)
            .await
            .expect("the window opens")
    }

    /// Closes the window, and waits until the session's bus knows: whoever starts before that is
    /// taken for a second instance.
    pub(super) async fn close(&self, window: Window) {
        let owned = ["call", "--session", "--dest=org.freedesktop.DBus"];
        let asked = [
            "--object-path=/",
            "--method=org.freedesktop.DBus.NameHasOwner",
            INSTANCE,
        ];
        let question = [owned, asked].concat();
        window.close().await.expect("the window closes");
        while self
            .desktop
            .run("gdbus", &question)
            .await
            .expect("a bus")
            .contains("true")
        {}
    }

    pub(super) fn options(&self) -> WindowOptions {
        WindowOptions {
            data_dir: Some(self.data_dir()),
            size: Some(SIZES[0]),
            ..WindowOptions::new(env!("CARGO_BIN_EXE_tokenry-desktop"))
        }
    }

    pub(super) async fn sent_to(&self) -> Url {
        self.desktop
            .browser()
            .opened()
            .await
            .expect("Tokenry opens the browser")
    }
}

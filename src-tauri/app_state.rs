//! The state: the one workbench of this window, opened beside the window's first paint.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use tauri::{AppHandle, Manager as _, Wry};
use tauri_plugin_dialog::DialogExt as _;
use tokenry_api::error::CommandError;
use tokenry_core::{
    error::Error,
    log,
    settings::Theme,
    workbench::{Options, Workbench},
};
use tokenry_model::clock::{Ambient, Timestamp};
use tokenry_vault::vault::NewSlot;
use tokio::sync::watch;

use crate::{
    clipboard::Copier, events, pending_import::PendingImport, system_links::SystemLinks, theme,
    zoom,
};

type Opened = Option<Result<Workbench, Arc<Error>>>;

/// What every command is given.
pub struct AppState {
    app: AppHandle,
    opened: watch::Sender<Opened>,
    pub data_dir: PathBuf,
    pub copier: Copier,
    pub pending_import: PendingImport,
    /// A link came that no login waits for, and the page has not said so yet.
    pub stray_link: AtomicBool,
}

impl AppState {
    /// Begins to open the workbench, without waiting for it.
    pub fn open(app: &AppHandle) -> Self {
        let state = Self {
            app: app.clone(),
            opened: watch::Sender::new(None),
            data_dir: data_dir(app),
            copier: Copier::default(),
            pending_import: PendingImport::default(),
            stray_link: AtomicBool::new(false),
        };
        // Also of a database that cannot be opened there is something to tell.
        log::keep_in(&state.data_dir);
        let opening = Workbench::open(state.options());
        let (app, opened) = (app.clone(), state.opened.clone());
        tauri::async_runtime::spawn(async move {
            let result = opening.await.map_err(Arc::new);
            if let Ok(workbench) = &result {
                start(&app, workbench);
            }
            opened.send_replace(Some(result));
        });
        state
    }

    /// The real machine, with this window for the links that the system hands over.
    fn options(&self) -> Options {
        Options {
            links: Arc::new(SystemLinks::of(self.app.clone())),
            ..Options::system(self.data_dir.clone())
        }
    }

    /// The workbench, as soon as it is open; or why it could not be opened.
    pub async fn workbench(&self) -> Result<Workbench, CommandError> {
        let mut opened = self.opened.subscribe();
        let result = opened.wait_for(Option::is_some).await;
        match result.as_deref() {
            Ok(Some(Ok(workbench))) => Ok(workbench.clone()),
            Ok(Some(Err(error))) => Err(CommandError::from(error.as_ref())),
            Ok(None) | Err(_) => Err(CommandError::closing()),
        }
    }

    /// Makes the vault. "In memory only" is another workbench in the place of this one.
    pub async fn create_vault(&self, with: NewSlot) -> Result<Workbench, CommandError> {
        let workbench = self.workbench().await?;
        if !matches!(with, NewSlot::MemoryOnly) {
            workbench.create_vault(with).await?;
            return Ok(workbench);
        }
        let memory = workbench.in_memory(self.options()).await?;
        log::end();
        start(&self.app, &memory);
        self.opened.send_replace(Some(Ok(memory.clone())));
        workbench.close().await;
        Ok(memory)
    }

    /// Puts everything aside and begins anew, with another workbench in the place of this one.
    /// Answers where the old data is.
    pub async fn start_over(&self) -> Result<Option<PathBuf>, CommandError> {
        let workbench = self.workbench().await?;
        self.copier.clear();
        self.pending_import.clear();
        // Whoever needs one meanwhile waits for the next.
        self.opened.send_replace(None);
        workbench.close().await;
        drop(workbench);
        let aside = Workbench::start_over(&self.data_dir, &Ambient::system()).await;
        let opened = Workbench::open(self.options()).await.map_err(Arc::new);
        if let Ok(workbench) = &opened {
            start(&self.app, workbench);
        }
        self.opened.send_replace(Some(opened));
        Ok(aside?)
    }

    /// By the clock of this machine, as the workbench has it.
    pub fn now() -> Timestamp {
        Ambient::system().now()
    }

    /// Gives the window's frame the colours of the page.
    pub fn wear(&self, theme: Theme) {
        for window in self.app.webview_windows().values() {
            if let Err(error) = window.set_theme(theme::frame(theme)) {
                tracing::warn!(%error, "the window's frame keeps its colours");
            }
        }
    }

    /// The person is looking: what the command line did meanwhile is shown at once.
    pub fn look(&self) {
        let opened = self.opened.borrow().clone();
        if let Some(Ok(workbench)) = opened {
            tauri::async_runtime::spawn(async move {
                if let Err(error) = workbench.notice_others().await {
                    tracing::debug!(%error, "looking for what others changed");
                }
            });
        }
    }

    /// Draws the page so large, in percent.
    pub fn zoom(&self, percent: u16) {
        for window in self.app.webview_windows().values() {
            zoom::apply(window, percent);
        }
    }

    /// The path of a file that the person chooses; nothing where they close the dialog.
    pub async fn choose_file(&self) -> Option<PathBuf> {
        let (told, chosen) = tokio::sync::oneshot::channel();
        let mut dialog = self.app.dialog().file();
        if let Some(window) = self.app.webview_windows().values().next() {
            dialog = dialog.set_parent(window);
        }
        dialog.pick_file(move |file| drop(told.send(file)));
        chosen.await.ok().flatten()?.into_path().ok()
    }

    /// Wipes a copied secret and closes the database.
    pub async fn close(&self) {
        self.copier.clear();
        let opened = self.opened.borrow().clone();
        if let Some(Ok(workbench)) = opened {
            workbench.close().await;
        }
    }
}

/// Sets a workbench to work: it keeps tokens fresh, and its events reach the page.
fn start(app: &AppHandle<Wry>, workbench: &Workbench) {
    workbench.keep_fresh_in_background();
    workbench.watch_in_background();
    // It listens, and holds nothing that would keep the data directory in use.
    let events = workbench.events().listen();
    tauri::async_runtime::spawn(events::forward(app.clone(), events));
    let waits = workbench.waits_for();
    tauri::async_runtime::spawn(events::tell_waits(app.clone(), waits));
}

/// `TOKENRY_DATA_DIR`, or the place the system has for such data: the same one that the
/// command line uses.
fn data_dir(app: &AppHandle) -> PathBuf {
    tokenry_core::workbench::default_data_dir()
        .or_else(|| app.path().app_local_data_dir().ok())
        .unwrap_or_else(|| PathBuf::from("."))
}

//! Deep links: `app.tokenry:/callback?…` from the browser to the login that waits for it.

use std::sync::atomic::Ordering;
#[cfg(not(target_os = "macos"))]
use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;
use tauri_specta::Event as _;
use tokenry_core::links::{Links, LinksError};

use crate::{desk::Desk, events::LinkStrayed};

/// The scheme of our links, as `tauri.conf.json` has it.
#[cfg(not(target_os = "macos"))]
const SCHEME: &str = "app.tokenry";

/// The handler's file has one writer at a time.
#[cfg(not(target_os = "macos"))]
static REGISTERING: Mutex<()> = Mutex::new(());

/// The system's word on who opens our links.
#[derive(Debug)]
pub(crate) struct SystemLinks(pub(crate) AppHandle);

/// Brings the window to the front: the person came back from the browser.
pub(crate) fn raise_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // Best effort: some desktops do not let a program raise itself.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Takes links from now on, those this start was made with included, and makes this program
/// the handler of its scheme.
pub(crate) fn listen(app: &AppHandle) {
    let cold = app
        .deep_link()
        .get_current()
        .ok()
        .flatten()
        .unwrap_or_default();
    deliver(app, cold);
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        deliver(&handle, event.urls());
        raise_window(&handle);
    });
    register(app.clone());
}

/// A link waits for the workbench to be open, so one that comes with a cold start is not lost.
fn deliver(app: &AppHandle, urls: Vec<url::Url>) {
    for url in urls {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Ok(workbench) = app.state::<Desk>().workbench().await {
                let heard = workbench.deliver_callback(url.as_str()).await;
                if !heard {
                    stray(&app);
                }
            }
        });
    }
}

/// Kept until the page asks, which at a cold start is later than this.
fn stray(app: &AppHandle) {
    app.state::<Desk>()
        .stray_link
        .store(true, Ordering::Relaxed);
    if let Err(error) = LinkStrayed.emit(app) {
        tracing::warn!(%error, "an event did not reach the page");
    }
}

#[cfg(not(target_os = "macos"))]
impl Links for SystemLinks {
    /// Names this program the handler once more: another copy of Tokenry may have taken its
    /// place since the start.
    fn reach_us(&self) -> Result<(), LinksError> {
        let _alone = REGISTERING.lock().unwrap_or_else(PoisonError::into_inner);
        let links = self.0.deep_link();
        let registered = links.register(SCHEME);
        match links.is_registered(SCHEME) {
            Ok(true) => Ok(()),
            Ok(false) => registered.map_or_else(refused, |()| Err(LinksError::Elsewhere)),
            Err(error) => refused(error),
        }
    }
}

#[cfg(not(target_os = "macos"))]
fn refused(error: tauri_plugin_deep_link::Error) -> Result<(), LinksError> {
    Err(LinksError::NotRegistered(Box::new(error)))
}

/// On macOS the system asks the bundle, and nobody can ask the system.
#[cfg(target_os = "macos")]
impl Links for SystemLinks {
    fn reach_us(&self) -> Result<(), LinksError> {
        Ok(())
    }
}

/// On Linux and Windows a program that was not installed by a package has to name itself the
/// handler. It starts other programs, so it runs beside the start-up and may fail.
#[cfg(not(target_os = "macos"))]
fn register(app: AppHandle) {
    tauri::async_runtime::spawn_blocking(move || {
        let _alone = REGISTERING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = app.deep_link().register_all() {
            tracing::warn!(%error, "could not register the app.tokenry scheme");
        }
    });
}

/// On macOS the bundle's Info.plist says it.
#[cfg(target_os = "macos")]
fn register(_app: AppHandle) {}

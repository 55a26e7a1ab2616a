//! Deep links: `app.tokenry:/callback?…` from the browser to the login that waits for it.

use std::sync::atomic::Ordering;

use tauri::{AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;
use tauri_specta::Event as _;

use crate::{app_state::AppState, events::LinkStrayed, system_links};

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
    system_links::register(app.clone());
}

/// A link waits for the workbench to be open, so one that comes with a cold start is not lost.
fn deliver(app: &AppHandle, urls: Vec<url::Url>) {
    for url in urls {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Ok(workbench) = app.state::<AppState>().workbench().await {
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
    app.state::<AppState>()
        .stray_link
        .store(true, Ordering::Relaxed);
    if let Err(error) = LinkStrayed.emit(app) {
        tracing::warn!(%error, "an event did not reach the page");
    }
}

//! What the page is told: the core's events, as typed events of the window.

use serde::Serialize;
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event as _;
use tokenry_api::{app::LockWaitView, login::LoginView};
use tokenry_core::events::Event;
use tokenry_vault::vault::LockWait;
use tokio::sync::{broadcast::Receiver, watch};

#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct ServersChanged;
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct TokensChanged;
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct RequestsChanged;
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct DraftsChanged;
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct HistoryChanged;
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct SettingsChanged;
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct VaultChanged;
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct KeyringWaits(pub bool);
/// Another Tokenry keeps this one waiting; `None`: no longer.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct LockWaits(pub Option<LockWaitView>);
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct LoginChanged(pub LoginView);
/// A deep link came that no login waits for.
#[derive(Debug, Clone, Serialize, Type, tauri_specta::Event)]
pub struct LinkStrayed;

/// Hands every event of the core to the page, for as long as its workbench lives.
pub async fn forward(app: AppHandle, mut events: Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(event) => emit(&app, &event),
            // The page fell behind: it reloads the lists, which is what the lost events said.
            Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                for event in [
                    Event::ServersChanged,
                    Event::TokensChanged,
                    Event::RequestsChanged,
                    Event::DraftsChanged,
                    Event::HistoryChanged,
                    Event::SettingsChanged,
                    Event::VaultChanged,
                ] {
                    emit(&app, &event);
                }
            }
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        }
    }
}

/// Tells the page who keeps the program waiting, for as long as its workbench lives.
pub async fn tell_waits(app: AppHandle, mut waits: watch::Receiver<Option<LockWait>>) {
    while waits.changed().await.is_ok() {
        let wait = waits.borrow_and_update().map(LockWaitView::from);
        if let Err(error) = LockWaits(wait).emit(&app) {
            tracing::warn!(%error, "a wait did not reach the page");
        }
    }
}

fn emit(app: &AppHandle, event: &Event) {
    let told = match event {
        Event::ServersChanged => ServersChanged.emit(app),
        Event::TokensChanged => TokensChanged.emit(app),
        Event::RequestsChanged => RequestsChanged.emit(app),
        Event::DraftsChanged => DraftsChanged.emit(app),
        Event::HistoryChanged => HistoryChanged.emit(app),
        Event::SettingsChanged => SettingsChanged.emit(app),
        Event::VaultChanged => VaultChanged.emit(app),
        Event::KeyringWaits(silent) => KeyringWaits(*silent).emit(app),
        Event::LoginChanged(login) => LoginChanged(login.as_ref().into()).emit(app),
    };
    if let Err(error) = told {
        tracing::warn!(%error, "an event did not reach the page");
    }
}

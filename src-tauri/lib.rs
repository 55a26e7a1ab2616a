//! The shell: the composition root of the desktop program.
//!
//! It opens the [`Workbench`] beside the window, hands the page's commands to it
//! ([`commands`]) and its events to the page ([`events`]). What a page may see is written down
//! in [`tokenry_api`]; nothing of the product is decided here.

pub mod app_state;
pub mod clipboard;
pub mod commands;
pub mod events;
mod failed_start;
mod links;
mod navigation;
pub mod pending_import;
#[cfg_attr(target_os = "macos", path = "system_links/macos.rs")]
#[cfg_attr(not(target_os = "macos"), path = "system_links/registered.rs")]
mod system_links;
pub mod theme;
mod window_placement;
pub mod window_state;
mod zoom;

use std::process::ExitCode;

use tauri::{App, Manager as _, RunEvent, Runtime, WebviewWindowBuilder, WindowEvent};
use tokenry_core::log;

use crate::{app_state::AppState, window_state::WindowState};

/// The commands and events as the page knows them; the bindings are generated from this.
pub fn ipc<R: Runtime>() -> tauri_specta::Builder<R> {
    tauri_specta::Builder::<R>::new()
        .commands(commands::all())
        .events(tauri_specta::collect_events![
            events::ServersChanged,
            events::TokensChanged,
            events::RequestsChanged,
            events::DraftsChanged,
            events::HistoryChanged,
            events::SettingsChanged,
            events::VaultChanged,
            events::KeyringWaits,
            events::LockWaits,
            events::LoginChanged,
            events::LinkStrayed,
        ])
        .error_handling(tauri_specta::ErrorHandlingMode::Throw)
        .disable_serde_phases()
}

/// Opens the window of `tauri.conf.json`, with what it remembers of itself.
fn open_window(app: &App) -> tauri::Result<()> {
    let data_dir = app.state::<AppState>().data_dir.clone();
    let remembered = WindowState::read(&data_dir);
    let (script, theme) = (remembered.script(), remembered.theme());
    app.manage(remembered);
    app.manage(window_placement::Placed::default());
    let dev = app
        .config()
        .build
        .dev_url
        .clone()
        .filter(|_| tauri::is_dev());
    let zoom = app.state::<WindowState>().read_as(zoom::NAME);
    for window in app.config().app.windows.clone() {
        let window = window_placement::restored(app, &window);
        let window = WebviewWindowBuilder::from_config(app.handle(), &window)?;
        let window = navigation::keep(window, dev.clone())
            .initialization_script(&script)
            .theme(theme::frame(theme))
            // The page stores nothing, but the web view makes its folders all the same.
            .data_directory(data_dir.join("webview"))
            .build()?;
        zoom::apply(&window, zoom.unwrap_or(zoom::NORMAL));
    }
    Ok(())
}

/// Runs the window until it is closed.
pub fn run() -> ExitCode {
    log::start(Some("warn"));
    let ipc = ipc();
    let app = tauri::Builder::default()
        // First of all plugins: a second start hands its deep link to this one and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            links::raise_window(app);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(ipc.invoke_handler())
        .on_window_event(|window, event| {
            window_placement::follow(window, event);
            if let WindowEvent::Focused(true) = event {
                window.state::<AppState>().look();
            }
        })
        .setup(move |app| {
            ipc.mount_events(app);
            app.manage(AppState::open(app.handle()));
            if let Err(error) = open_window(app) {
                // An error from here would be a panic without a word.
                failed_start::tell(&error);
                app.handle().exit(1);
                return Ok(());
            }
            links::listen(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    window_placement::write(app);
                    tauri::async_runtime::block_on(app.state::<AppState>().close());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => failed_start::tell(&error),
    }
}

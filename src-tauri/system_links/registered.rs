//! On Linux and Windows a program that was not installed by a package has to name itself the handler
//! of its scheme.

use parking_lot::Mutex;
use tauri::AppHandle;
use tauri_plugin_deep_link::{DeepLinkExt as _, Error};
use tokenry_core::links::{Links, LinksError};

/// The scheme of our links, as `tauri.conf.json` has it.
const SCHEME: &str = "app.tokenry";

/// The handler's file has one writer at a time.
static REGISTERING: Mutex<()> = Mutex::new(());

/// The system's word on who opens our links.
#[derive(Debug)]
pub(crate) struct SystemLinks(AppHandle);

impl SystemLinks {
    pub(crate) fn of(app: AppHandle) -> Self {
        Self(app)
    }
}

impl Links for SystemLinks {
    /// Names this program the handler once more: another copy of Tokenry may have taken its
    /// place since the start.
    fn reach_us(&self) -> Result<(), LinksError> {
        let _alone = REGISTERING.lock();
        let links = self.0.deep_link();
        let registered = links.register(SCHEME);
        match links.is_registered(SCHEME) {
            Ok(true) => Ok(()),
            Ok(false) => registered.map_or_else(refused, |()| Err(LinksError::Elsewhere)),
            Err(error) => refused(error),
        }
    }
}

fn refused(error: Error) -> Result<(), LinksError> {
    Err(LinksError::NotRegistered(Box::new(error)))
}

/// It starts other programs, so it runs beside the start-up and may fail.
pub(crate) fn register(app: AppHandle) {
    tauri::async_runtime::spawn_blocking(move || {
        let _alone = REGISTERING.lock();
        if let Err(error) = app.deep_link().register_all() {
            tracing::warn!(%error, "could not register the app.tokenry scheme");
        }
    });
}

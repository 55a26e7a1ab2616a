//! Options for opening a workbench: the data directory and the parts of the machine it uses.

use std::{path::PathBuf, sync::Arc, time::Duration};

use crate::{
    browser::{Browser, SystemBrowser},
    links::{Links, NoLinks},
};
use tokenry_model::clock::Ambient;
use tokenry_oauth::http::Http;
use tokenry_vault::vault::{
    LOCK_PATIENCE,
    keyring::{Keyring, NoKeyring, SystemKeyring},
};

pub struct Options {
    pub data_dir: PathBuf,
    pub ambient: Ambient,
    pub keyring: Arc<dyn Keyring>,
    pub browser: Arc<dyn Browser>,
    pub links: Arc<dyn Links>,
    pub http: Http,
    /// Maximum wait for a lock held by another process.
    pub lock_patience: Duration,
}

impl Options {
    /// Options for the real machine: its clock, keyring and browser. Deep links are off, because
    /// they reach only a window. `TOKENRY_KEYRING=off` disables the keyring, for machines on which
    /// it exists but must not be used.
    pub fn system(data_dir: PathBuf) -> Self {
        let keyring: Arc<dyn Keyring> =
            if std::env::var_os("TOKENRY_KEYRING").is_some_and(|value| value == "off") {
                Arc::new(NoKeyring)
            } else {
                Arc::new(SystemKeyring::default())
            };
        Self {
            data_dir,
            ambient: Ambient::system(),
            keyring,
            browser: Arc::new(SystemBrowser),
            links: Arc::new(NoLinks),
            http: Http::default(),
            lock_patience: lock_patience(),
        }
    }
}

/// `TOKENRY_LOCK_WAIT`, in seconds.
fn lock_patience() -> Duration {
    let named = std::env::var("TOKENRY_LOCK_WAIT").ok();
    let seconds = named.and_then(|text| text.trim().parse().ok());
    seconds.map_or(LOCK_PATIENCE, Duration::from_secs)
}

/// `TOKENRY_DATA_DIR`, or the system's directory for local user data:
/// `~/.local/share/app.tokenry.desktop`, `~/Library/Application Support/…`, `%LOCALAPPDATA%\…`.
pub fn default_data_dir() -> Option<PathBuf> {
    std::env::var_os("TOKENRY_DATA_DIR")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from)
        .or_else(|| Some(dirs::data_local_dir()?.join("app.tokenry.desktop")))
}

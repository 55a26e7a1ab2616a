//! Backups, restoring, and starting over.

use std::path::{Path, PathBuf};

use super::Workbench;
use crate::error::Error;
use tokenry_model::clock::Ambient;
use tokenry_vault::store::{self, Forgotten};

impl Workbench {
    /// Writes servers, clients, tokens, requests and history to one file. Secrets stay sealed, and
    /// response bodies are not included. The slots of the vault also open the backup.
    pub async fn back_up(&self, file: &Path) -> Result<(), Error> {
        Ok(self.context.store.back_up_to(file).await?)
    }

    /// Replaces the contents of this data directory with a backup. The old contents are moved to the
    /// returned folder. No other Tokenry process may have the directory open.
    pub async fn restore(
        data_dir: &Path,
        backup: &Path,
        ambient: &Ambient,
    ) -> Result<Option<PathBuf>, Error> {
        Ok(store::restore(data_dir, backup, ambient.now()).await?)
    }

    /// Starts over with a vault that cannot be opened any more: moves everything to the returned
    /// folder, which is a data directory of its own, and leaves this one empty. No other Tokenry
    /// process may have it open.
    pub async fn start_over(data_dir: &Path, ambient: &Ambient) -> Result<Option<PathBuf>, Error> {
        Ok(store::put_aside(data_dir, ambient.now()).await?)
    }

    /// Removes an item from the pre-upgrade backups as well. It is already gone from the database,
    /// so a failure here does not fail the removal.
    pub(super) async fn forget_in_backups(&self, what: Forgotten) {
        if let Err(error) = self.context.store.forget_in_backups(what).await {
            tracing::warn!(%error, "a backup of before an upgrade still holds what was removed");
        }
    }
}

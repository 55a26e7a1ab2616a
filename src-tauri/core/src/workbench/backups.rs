//! A copy of everything for a person to keep, and starting over.

use std::path::{Path, PathBuf};

use super::Workbench;
use crate::error::Error;
use tokenry_model::clock::Nature;
use tokenry_vault::store::{self, Forgotten};

impl Workbench {
    /// Writes servers, clients, tokens, requests and history into one file, secrets sealed as they
    /// are; the bodies of answers stay behind. What opens the vault opens the copy.
    pub async fn back_up(&self, file: &Path) -> Result<(), Error> {
        Ok(self.context.store.back_up_to(file).await?)
    }

    /// Puts a backup in the place of what is in this data directory. What was there is kept in the
    /// folder that is answered. No Tokenry may have the directory open.
    pub async fn restore(
        data_dir: &Path,
        backup: &Path,
        nature: &Nature,
    ) -> Result<Option<PathBuf>, Error> {
        Ok(store::restore(data_dir, backup, nature.now()).await?)
    }

    /// For a vault that nothing opens any more: moves everything into the folder that is answered,
    /// which is a data directory of its own, and leaves this one empty. No Tokenry may have it open.
    pub async fn start_over(data_dir: &Path, nature: &Nature) -> Result<Option<PathBuf>, Error> {
        Ok(store::put_aside(data_dir, nature.now()).await?)
    }

    /// What was removed goes from the backups of before an upgrade as well. It is gone from the
    /// database already, so a failure is no failure of the removal.
    pub(super) async fn forget_in_backups(&self, what: Forgotten) {
        if let Err(error) = self.context.store.forget_in_backups(what).await {
            tracing::warn!(%error, "a backup of before an upgrade still holds what was removed");
        }
    }
}

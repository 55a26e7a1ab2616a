//! Detection of changes that other processes make to the same data, while a window is open.
//!
//! A lock set by another process must wipe the keys here at once, not at their next use, and the
//! window must show the stored data. A pragma on a persistent connection reveals whether anything
//! was written. Only then is more read.

use std::{sync::Weak, time::Duration};

use super::{Inner, Workbench};
use crate::{error::Error, events::Event};
use tokenry_vault::{store::Subject, vault::Standing};

const STEP: Duration = Duration::from_millis(250);

/// The last known state.
#[derive(Debug, Default)]
struct Seen {
    version: i64,
    marked: bool,
    standing: Option<Standing>,
}

impl Workbench {
    /// Wipes the keys when another process locks the vault, and reports its changes, for the
    /// lifetime of the workbench.
    pub fn watch_in_background(&self) {
        if self.context.store.is_in_memory() {
            return;
        }
        let workbench = std::sync::Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            let mut seen = None;
            while look(&workbench, &mut seen).await {
                // After a sleep of the machine there are no missed ticks to catch up on.
                tokio::time::sleep(STEP).await;
            }
        });
    }

    /// Checks now, and reports what another process has changed since the last check.
    pub async fn notice_others(&self) -> Result<(), Error> {
        self.notice(false).await
    }

    /// Reports a vault event unless it was already reported.
    async fn notice(&self, vault_is_told: bool) -> Result<(), Error> {
        for subject in self.context.store.changed_by_others().await? {
            self.context.events.tell(match subject {
                Subject::Drafts => Event::DraftsChanged,
                Subject::History => Event::HistoryChanged,
                Subject::Requests => Event::RequestsChanged,
                Subject::Servers => Event::ServersChanged,
                Subject::Settings => Event::SettingsChanged,
                Subject::Tokens => Event::TokensChanged,
                Subject::Vault if vault_is_told => continue,
                Subject::Vault => Event::VaultChanged,
            });
        }
        Ok(())
    }

    async fn look(&self, seen: &mut Option<Seen>) -> Result<(), Error> {
        let (store, vault) = (&self.context.store, &self.context.vault);
        let was_open = vault.is_open();
        let marked = vault.is_marked();
        if marked {
            // Use whatever the database can return now.
            vault.wipe();
        }
        let version = store.data_version().await?;
        let before = seen.as_ref().and_then(|seen| seen.standing);
        if seen
            .as_ref()
            .is_some_and(|seen| (seen.version, seen.marked) == (version, marked))
        {
            return Ok(());
        }
        let standing = vault.look(before).await?;
        if was_open && !vault.is_open() {
            self.inner.history.bodies().close();
        }
        let told = seen.is_some() && standing != before;
        if told {
            self.context.vault_changed();
        }
        let noticed = self.notice(told).await;
        *seen = Some(Seen {
            // A failed check is repeated.
            version: if noticed.is_ok() { version } else { -1 },
            marked,
            standing,
        });
        noticed
    }
}

/// Returns `false` when the workbench is gone. A database that cannot be read now is checked
/// again later.
async fn look(workbench: &Weak<Inner>, seen: &mut Option<Seen>) -> bool {
    let Some(inner) = workbench.upgrade() else {
        return false;
    };
    let workbench = Workbench::of(inner);
    if let Err(error) = workbench.look(seen).await {
        tracing::debug!(%error, "looking for what others changed");
    }
    true
}

#[cfg(test)]
mod tests;

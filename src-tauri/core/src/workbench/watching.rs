//! What other processes do to the same data, noticed while a window is open.
//!
//! A lock that is set elsewhere must wipe the keys here at once, not when they are next used; and
//! what is shown must be what is stored. One look tells whether anybody has written: a pragma on a
//! connection that is kept. Only then is more read.

use std::{sync::Weak, time::Duration};

use super::{Inner, Workbench};
use crate::{error::Error, events::Event};
use tokenry_vault::{store::Subject, vault::Standing};

const STEP: Duration = Duration::from_millis(250);

/// What was seen the last time.
#[derive(Debug, Default)]
struct Seen {
    version: i64,
    marked: bool,
    standing: Option<Standing>,
}

impl Workbench {
    /// Wipes the keys when somebody locks the vault elsewhere, and tells whatever changes, for as
    /// long as the workbench lives.
    pub fn watch_in_background(&self) {
        if self.context.store.is_in_memory() {
            return;
        }
        let workbench = std::sync::Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            let mut seen = None;
            while look(&workbench, &mut seen).await {
                // A machine that slept has nothing to catch up with.
                tokio::time::sleep(STEP).await;
            }
        });
    }

    /// Looks now, and tells what another process has changed since the last look.
    pub async fn notice_others(&self) -> Result<(), Error> {
        self.notice(false).await
    }

    /// Unless that of the vault is told already.
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
            // Whatever the database can say just now.
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
            // What could not be looked at is looked at again.
            version: if noticed.is_ok() { version } else { -1 },
            marked,
            standing,
        });
        noticed
    }
}

/// `false` when the workbench is gone. A database that cannot be looked at just now is looked at
/// again.
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

//! What other processes do to the vault, noticed while the window is open.
//!
//! A lock that is set elsewhere must wipe the keys here at once, not when they are next used. One
//! pragma tells whether anybody has written; only then is the vault's row read.

use std::{sync::Weak, time::Duration};

use super::{Inner, Workbench};
use crate::{error::Error, vault::Standing};

const STEP: Duration = Duration::from_millis(250);

/// What was seen the last time.
#[derive(Debug, Default)]
struct Seen {
    version: i64,
    marked: bool,
    standing: Option<Standing>,
}

impl Workbench {
    /// Wipes the keys when somebody locks the vault elsewhere, and tells whatever changes about it,
    /// for as long as the workbench lives.
    pub fn watch_vault_in_background(&self) {
        if self.inner.store.is_in_memory() {
            return;
        }
        let workbench = std::sync::Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            let mut seen = None;
            while look(&workbench, &mut seen).await {
                tokio::time::sleep(STEP).await;
            }
        });
    }

    async fn look_at_vault(&self, seen: &mut Option<Seen>) -> Result<(), Error> {
        let (store, vault) = (&self.inner.store, &self.inner.vault);
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
        let first = seen.is_none();
        *seen = Some(Seen {
            version,
            marked,
            standing,
        });
        if !first && standing != before {
            self.vault_changed();
        }
        Ok(())
    }
}

/// `false` when the workbench is gone.
async fn look(workbench: &Weak<Inner>, seen: &mut Option<Seen>) -> bool {
    let Some(inner) = workbench.upgrade() else {
        return false;
    };
    let workbench = Workbench { inner };
    if let Err(error) = workbench.look_at_vault(seen).await {
        tracing::debug!(%error, "watching the vault");
    }
    true
}

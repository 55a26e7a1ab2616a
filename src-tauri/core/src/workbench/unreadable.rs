//! Stored rows that cannot be read.

use super::Workbench;
use crate::{error::Error, events::Event};
use tokenry_vault::store::Unreadable;

impl Workbench {
    /// Returns the unreadable rows. Needs no key, so drafts and exchanges that cannot be decrypted
    /// are not included. Their own lists report them.
    pub async fn unreadable(&self) -> Result<Vec<Unreadable>, Error> {
        Ok(self.context.store.unreadable().await?)
    }

    /// Removes an unreadable row and everything that depends on it.
    pub async fn remove_unreadable(&self, row: &Unreadable) -> Result<(), Error> {
        let store = &self.context.store;
        store.remove_unreadable(row.what, row.number).await?;
        for event in [
            Event::ServersChanged,
            Event::TokensChanged,
            Event::RequestsChanged,
            Event::DraftsChanged,
            Event::HistoryChanged,
        ] {
            self.context.events.tell(event);
        }
        Ok(())
    }
}

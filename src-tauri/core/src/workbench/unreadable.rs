//! What is stored and cannot be read.

use super::Workbench;
use crate::{error::Error, events::Event};
use tokenry_vault::store::Unreadable;

impl Workbench {
    /// The rows that cannot be read. Needs no key, and so does not know of a draft or an exchange
    /// that does not open: those are in their own lists.
    pub async fn unreadable(&self) -> Result<Vec<Unreadable>, Error> {
        Ok(self.context.store.unreadable().await?)
    }

    /// Removes such a row with all that hangs on it.
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

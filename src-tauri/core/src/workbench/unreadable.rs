//! What is stored and cannot be read.

use super::Workbench;
use crate::{error::Error, events::Event, store::Unreadable};

impl Workbench {
    /// The rows that are missing in the lists because they cannot be read. Needs no key.
    pub async fn unreadable(&self) -> Result<Vec<Unreadable>, Error> {
        Ok(self.inner.store.unreadable().await?)
    }

    /// Removes such a row with all that hangs on it.
    pub async fn remove_unreadable(&self, row: &Unreadable) -> Result<(), Error> {
        let store = &self.inner.store;
        store.remove_unreadable(row.what, row.number).await?;
        for event in [
            Event::ServersChanged,
            Event::TokensChanged,
            Event::RequestsChanged,
            Event::DraftsChanged,
            Event::HistoryChanged,
        ] {
            self.inner.events.tell(event);
        }
        Ok(())
    }
}

//! Undo of a removal. Removed items are sealed and kept in memory only. Nothing of them stays on
//! disk.

use super::Workbench;
use crate::{error::Error, events::Event};
use parking_lot::{Mutex, MutexGuard};
use tokenry_model::{
    clock::{SignedDuration, Timestamp},
    id::Id,
    request::Request,
};
use tokenry_vault::store::{Forgotten, RemovedRequest};

/// Time in which a removal can be undone.
const UNDO_FOR: SignedDuration = SignedDuration::from_secs(30);

/// A removal that can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undo {
    pub id: Id<Undo>,
    pub until: Timestamp,
}

/// The removals that can still be undone.
#[derive(Default)]
pub(crate) struct Removed(Mutex<Vec<(Undo, RemovedRequest)>>);

impl Workbench {
    /// Removes a saved request and its draft. For thirty seconds
    /// [`restore_request`](Self::restore_request) restores both.
    pub async fn remove_request(&self, id: Id<Request>) -> Result<Undo, Error> {
        let removed = self.inner.collections.remove_request(id).await?;
        self.forget_in_backups(Forgotten::Request(id)).await;
        let now = self.context.now();
        let undo = Undo {
            id: Id::new(&self.context.ambient),
            until: now.saturating_add(UNDO_FOR).unwrap_or(now),
        };
        self.inner.removed.still(now).push((undo, removed));
        self.context.events.tell(Event::RequestsChanged);
        self.context.events.tell(Event::DraftsChanged);
        Ok(undo)
    }

    /// Restores a removed request with its id, position and history. Returns [`Error::TooLate`]
    /// after thirty seconds, or if it was already restored.
    pub async fn restore_request(&self, undo: Id<Undo>) -> Result<Id<Request>, Error> {
        let now = self.context.now();
        let removed = {
            let still = self.inner.removed.still(now);
            let found = still.iter().find(|(known, _)| known.id == undo);
            found.map(|(_, removed)| removed.clone())
        };
        let removed = removed.ok_or(Error::TooLate)?;
        let id = self.inner.collections.restore_request(removed).await?;
        // Forget it only after success: on a full disk a second attempt may succeed.
        let mut still = self.inner.removed.still(now);
        still.retain(|(known, _)| known.id != undo);
        drop(still);
        self.context.events.tell(Event::RequestsChanged);
        self.context.events.tell(Event::DraftsChanged);
        Ok(id)
    }
}

impl Removed {
    /// Drops the expired removals and returns the others.
    fn still(&self, now: Timestamp) -> MutexGuard<'_, Vec<(Undo, RemovedRequest)>> {
        let mut all = self.0.lock();
        // A clock that was set back does not extend the time.
        all.retain(|(undo, _)| now < undo.until && undo.until.duration_since(now) <= UNDO_FOR);
        all
    }
}

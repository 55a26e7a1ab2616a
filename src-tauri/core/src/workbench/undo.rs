//! Taking back what was removed a moment ago. What could be brought back is sealed and in memory
//! only: on the disk nothing of it stays.

use super::Workbench;
use crate::{error::Error, events::Event};
use parking_lot::{Mutex, MutexGuard};
use tokenry_model::{
    clock::{SignedDuration, Timestamp},
    id::Id,
    request::Request,
};
use tokenry_vault::store::{Forgotten, RemovedRequest};

/// How long a removal can be taken back.
const UNDO_FOR: SignedDuration = SignedDuration::from_secs(30);

/// A removal that can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undo {
    pub id: Id<Undo>,
    pub until: Timestamp,
}

/// What can still be brought back.
#[derive(Default)]
pub(crate) struct Removed(Mutex<Vec<(Undo, RemovedRequest)>>);

impl Workbench {
    /// Removes a saved request, with what was being typed at it. For thirty seconds
    /// [`restore_request`](Self::restore_request) brings both back.
    pub async fn remove_request(&self, id: Id<Request>) -> Result<Undo, Error> {
        let removed = self.inner.collections.remove_request(id).await?;
        self.forget_in_backups(Forgotten::Request(id)).await;
        let now = self.context.now();
        let undo = Undo {
            id: Id::new(&self.context.nature),
            until: now.saturating_add(UNDO_FOR).unwrap_or(now),
        };
        self.inner.removed.still(now).push((undo, removed));
        self.context.events.tell(Event::RequestsChanged);
        self.context.events.tell(Event::DraftsChanged);
        Ok(undo)
    }

    /// Puts back a request that was removed, under its id, at its place and with its history.
    /// [`Error::TooLate`] after the thirty seconds, or the second time.
    pub async fn restore_request(&self, undo: Id<Undo>) -> Result<Id<Request>, Error> {
        let now = self.context.now();
        let removed = {
            let still = self.inner.removed.still(now);
            let found = still.iter().find(|(known, _)| known.id == undo);
            found.map(|(_, removed)| removed.clone())
        };
        let removed = removed.ok_or(Error::TooLate)?;
        let id = self.inner.collections.restore_request(removed).await?;
        // Only now: a full disk may let it succeed the second time.
        let mut still = self.inner.removed.still(now);
        still.retain(|(known, _)| known.id != undo);
        drop(still);
        self.context.events.tell(Event::RequestsChanged);
        self.context.events.tell(Event::DraftsChanged);
        Ok(id)
    }
}

impl Removed {
    /// Those whose time is not over; the others are gone.
    fn still(&self, now: Timestamp) -> MutexGuard<'_, Vec<(Undo, RemovedRequest)>> {
        let mut all = self.0.lock();
        // A clock that was set back keeps nothing for longer.
        all.retain(|(undo, _)| now < undo.until && undo.until.duration_since(now) <= UNDO_FOR);
        all
    }
}

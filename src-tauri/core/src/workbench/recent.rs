//! What happened in this process and belongs to no token yet.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use tokenry_model::{clock::Timestamp, transcript::Transcript};

#[derive(Debug, Default)]
pub(crate) struct Recent {
    /// The last look at an address.
    discovery: Mutex<Option<(Timestamp, Transcript)>>,
    /// The transcript of a failure was kept.
    failed: AtomicBool,
}

impl Recent {
    /// Takes the place of the one before.
    pub(super) fn keep_discovery(&self, at: Timestamp, transcript: Transcript) {
        *self.lock() = Some((at, transcript));
    }

    pub(super) fn discovery(&self) -> Option<(Timestamp, Transcript)> {
        self.lock().clone()
    }

    pub(super) fn note_failure(&self) {
        self.failed.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Timestamp, Transcript)>> {
        self.discovery
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

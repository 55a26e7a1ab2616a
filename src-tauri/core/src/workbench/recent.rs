//! The last look at an address in this process, which belongs to no token yet.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokenry_model::{clock::Timestamp, transcript::Transcript};

#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Option<(Timestamp, Transcript)>>);

impl Recent {
    /// Takes the place of the one before.
    pub(super) fn keep_discovery(&self, at: Timestamp, transcript: Transcript) {
        *self.lock() = Some((at, transcript));
    }

    pub(super) fn discovery(&self) -> Option<(Timestamp, Transcript)> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Timestamp, Transcript)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Transcripts of what belongs to no token yet: they last as long as the program.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{clock::Timestamp, transcript::Transcript};

/// The last of each kind.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<Option<(Timestamp, Transcript)>>);

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

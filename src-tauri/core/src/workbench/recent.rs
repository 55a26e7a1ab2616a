//! The last discovery in this process, which belongs to no token yet.

use parking_lot::Mutex;
use tokenry_model::{clock::Timestamp, transcript::Transcript};

#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Option<(Timestamp, Transcript)>>);

impl Recent {
    /// Replaces the previous one.
    pub(super) fn keep_discovery(&self, at: Timestamp, transcript: Transcript) {
        *self.0.lock() = Some((at, transcript));
    }

    pub(super) fn discovery(&self) -> Option<(Timestamp, Transcript)> {
        self.0.lock().clone()
    }
}

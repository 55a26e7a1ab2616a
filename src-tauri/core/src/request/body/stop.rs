//! Stopping an operation on a body when nothing waits for it any more.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::BodyError;

/// Tells a long operation that nothing waits for its result any more.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

pub(super) struct StopOnDrop(Stop);

impl Stop {
    pub(super) fn never() -> Self {
        Self::default()
    }

    pub(super) fn on_drop(&self) -> StopOnDrop {
        StopOnDrop(self.clone())
    }

    pub(super) fn check(&self) -> Result<(), BodyError> {
        if self.0.load(Ordering::Relaxed) {
            Err(BodyError::Stopped)
        } else {
            Ok(())
        }
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

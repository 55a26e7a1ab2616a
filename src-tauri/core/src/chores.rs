//! What is done after an answer was given, off the way of whoever waits; a process that ends
//! finishes it first.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::task::JoinSet;

#[derive(Debug, Default)]
pub(crate) struct Chores(Mutex<JoinSet<()>>);

impl Chores {
    pub(crate) fn spawn(&self, chore: impl Future<Output = ()> + Send + 'static) {
        let mut all = self.lock();
        while all.try_join_next().is_some() {}
        all.spawn(chore);
    }

    pub(crate) async fn finish(&self) {
        let all = std::mem::take(&mut *self.lock());
        all.join_all().await;
    }

    fn lock(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

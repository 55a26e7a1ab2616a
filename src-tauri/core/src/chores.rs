//! Work that continues after a call has returned. It is finished before the process ends.

use parking_lot::Mutex;
use tokio::task::JoinSet;

#[derive(Debug, Default)]
pub(crate) struct Chores(Mutex<JoinSet<()>>);

impl Chores {
    pub(crate) fn spawn(&self, chore: impl Future<Output = ()> + Send + 'static) {
        let mut all = self.0.lock();
        while all.try_join_next().is_some() {}
        all.spawn(chore);
    }

    pub(crate) async fn finish(&self) {
        let all = std::mem::take(&mut *self.0.lock());
        all.join_all().await;
    }
}

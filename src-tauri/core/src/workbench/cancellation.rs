//! Cancellation of operations that may take a while.
//!
//! Only the waiting is cancelled. A sent request stays sent, and an operation whose result must not
//! be lost (a refresh in progress) continues in its own task and is stored.

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use tokio_util::sync::CancellationToken;

use super::Workbench;
use crate::error::Error;

/// The running operations by name.
#[derive(Debug, Default)]
pub(crate) struct Works {
    running: Mutex<Vec<Work>>,
    count: AtomicU64,
}

#[derive(Debug)]
struct Work {
    number: u64,
    name: String,
    cancel: CancellationToken,
}

/// Removes an operation from the list, however it ends.
struct Entered<'a> {
    works: &'a Works,
    number: u64,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.works
            .running
            .lock()
            .retain(|work| work.number != self.number);
    }
}

impl Works {
    fn enter(&self, name: &str) -> (Entered<'_>, CancellationToken) {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let cancel = CancellationToken::new();
        self.running.lock().push(Work {
            number,
            name: name.to_owned(),
            cancel: cancel.clone(),
        });
        let works = self;
        (Entered { works, number }, cancel)
    }

    async fn run<T>(
        &self,
        name: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let (_entered, cancel) = self.enter(name);
        tokio::select! {
            done = work => done,
            () = cancel.cancelled() => Err(Error::Cancelled),
        }
    }

    fn cancel(&self, name: &str) -> bool {
        let running = self.running.lock();
        let mut found = false;
        for work in running.iter().filter(|work| work.name == name) {
            work.cancel.cancel();
            found = true;
        }
        found
    }
}

impl Workbench {
    /// Runs an operation. Returns [`Error::Cancelled`] if [`Self::cancel_work`] is called with its
    /// name.
    pub fn cancellable<'a, T: 'a>(
        &'a self,
        name: &'a str,
        work: impl Future<Output = Result<T, Error>> + 'a,
    ) -> impl Future<Output = Result<T, Error>> + 'a {
        // Futures that send requests are large, so they are boxed.
        let work = Box::pin(work);
        async move { self.inner.works.run(name, work).await }
    }

    /// Like [`Self::cancellable`], for an operation whose result must not be lost. After a
    /// cancellation it continues in the background, and its result is stored.
    pub async fn cancellable_kept<T: Send + 'static>(
        &self,
        name: &str,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let going = tokio::spawn(work);
        let done = async { going.await.unwrap_or(Err(Error::Cancelled)) };
        self.inner.works.run(name, done).await
    }

    /// Cancels all operations with that name, and the check of the token with that id. Returns true
    /// if there were any.
    pub fn cancel_work(&self, name: &str) -> bool {
        self.cancel_send(&super::checking::send_id(name));
        self.inner.works.cancel(name)
    }
}

#[cfg(test)]
mod tests {
    use super::Works;
    use crate::error::Error;

    #[tokio::test]
    async fn an_operation_is_cancelled_only_by_its_name() {
        let works = Works::default();
        let slow = works.run("slow", std::future::pending::<Result<(), Error>>());
        let ended = async {
            while !works.cancel("slow") {
                tokio::task::yield_now().await;
            }
        };
        let (slow, ()) = tokio::join!(slow, ended);
        assert!(matches!(slow, Err(Error::Cancelled)));
        assert!(!works.cancel("slow"), "it is off the list");
        let quick = works.run("quick", async {
            assert!(!works.cancel("other"));
            Ok(7)
        });
        assert_eq!(quick.await.expect("done"), 7);
        assert!(!works.cancel("quick"), "it is off the list");
    }
}

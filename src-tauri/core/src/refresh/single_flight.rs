//! Single flight: concurrent callers share one refresh of a token and its outcome.
//!
//! The refresh runs in its own task, so that it completes even if the first caller stops waiting.

use std::{collections::HashMap, future::Future, sync::Arc};

use parking_lot::Mutex;

use tokio::sync::watch;

use super::RefreshError;
use tokenry_model::{id::Id, token::Token};

type Outcome = Result<Token, Arc<RefreshError>>;

#[derive(Default, Clone)]
pub(crate) struct Flights(Arc<Mutex<HashMap<Id<Token>, Landing>>>);

/// Receives the outcome once the refresh has ended.
type Landing = watch::Receiver<Option<Outcome>>;

impl Flights {
    /// Joins the refresh of this token, or starts one.
    pub(crate) async fn join<F, Fut>(&self, id: Id<Token>, start: F) -> Outcome
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Token, RefreshError>> + Send + 'static,
    {
        let mut landed = {
            let mut flights = self.0.lock();
            match flights.get(&id) {
                // A task that ended without an outcome has panicked, so a new one is started.
                Some(flight) if flight.has_changed().is_ok() => flight.clone(),
                _ => {
                    let (tell, landed) = watch::channel(None);
                    flights.insert(id, landed.clone());
                    tokio::spawn(fly(self.clone(), id, start(), tell));
                    landed
                }
            }
        };
        match landed.wait_for(Option::is_some).await {
            Ok(outcome) => outcome
                .clone()
                .unwrap_or_else(|| Err(Arc::new(RefreshError::Stopped))),
            Err(_) => Err(Arc::new(RefreshError::Stopped)),
        }
    }
}

impl Flights {
    /// Waits until the refreshes in progress have ended.
    pub(crate) async fn landed(&self) {
        let flying: Vec<Landing> = {
            let flights = self.0.lock();
            flights.values().cloned().collect()
        };
        for mut flight in flying {
            // An error means that the task has ended, too.
            let _ = flight.wait_for(Option::is_some).await;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let flights = self.0.lock();
        flights.is_empty()
    }
}

/// Runs the refresh. The flight is removed before the outcome is sent, so that a later caller starts a
/// new one.
async fn fly(
    flights: Flights,
    id: Id<Token>,
    refresh: impl Future<Output = Result<Token, RefreshError>> + Send,
    tell: watch::Sender<Option<Outcome>>,
) {
    let outcome = refresh.await.map_err(Arc::new);
    flights.0.lock().remove(&id);
    // There may be no receiver left. The outcome is stored in any case.
    let _ = tell.send(Some(outcome));
}

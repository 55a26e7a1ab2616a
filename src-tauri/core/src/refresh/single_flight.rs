//! Single flight: however many ask for a token to be renewed, it is renewed once, and
//! everyone gets that outcome.
//!
//! The refresh runs in a task of its own, so that it ends properly even if whoever asked first
//! has stopped waiting.

use std::{collections::HashMap, future::Future, sync::Arc};

use parking_lot::Mutex;

use tokio::sync::watch;

use super::RefreshError;
use tokenry_model::{id::Id, token::Token};

type Outcome = Result<Token, Arc<RefreshError>>;

#[derive(Default, Clone)]
pub(crate) struct Flights(Arc<Mutex<HashMap<Id<Token>, Landing>>>);

/// Holds the outcome once the flight has landed.
type Landing = watch::Receiver<Option<Outcome>>;

impl Flights {
    /// Joins the flight of this token, or starts one.
    pub(crate) async fn join<F, Fut>(&self, id: Id<Token>, start: F) -> Outcome
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Token, RefreshError>> + Send + 'static,
    {
        let mut landed = {
            let mut flights = self.0.lock();
            match flights.get(&id) {
                // A flight whose task is gone without an outcome has crashed: start anew.
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
    /// Waits until those that are under way have landed.
    pub(crate) async fn landed(&self) {
        let flying: Vec<Landing> = {
            let flights = self.0.lock();
            flights.values().cloned().collect()
        };
        for mut flight in flying {
            // One whose task is gone has landed, too.
            let _ = flight.wait_for(Option::is_some).await;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        let flights = self.0.lock();
        flights.is_empty()
    }
}

/// Takes the flight off the board before it tells the outcome: whoever asks after that has a
/// reason to, and starts anew.
async fn fly(
    flights: Flights,
    id: Id<Token>,
    refresh: impl Future<Output = Result<Token, RefreshError>> + Send,
    tell: watch::Sender<Option<Outcome>>,
) {
    let outcome = refresh.await.map_err(Arc::new);
    flights.0.lock().remove(&id);
    // Nobody may be waiting any more; the outcome is stored all the same.
    let _ = tell.send(Some(outcome));
}

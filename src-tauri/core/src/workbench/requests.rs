//! Sending and cancelling requests.

use std::collections::HashMap;

use parking_lot::Mutex;

use tokio_util::sync::CancellationToken;

use super::{Workbench, collections::Given};
use crate::{
    error::Error,
    sending::{SendOrder, Sent},
};

/// The requests in progress.
#[derive(Default)]
pub(crate) struct Sends(Mutex<HashMap<String, CancellationToken>>);

impl Workbench {
    /// Sends a request with a fresh token and stores the exchange. A failed or cancelled exchange is
    /// stored too. An error means that nothing was sent. Later failures are reported in
    /// [`Sent::warnings`].
    pub async fn send(&self, mut order: SendOrder) -> Result<Sent, Error> {
        self.open_vault().await?;
        let given = Given {
            request: order.request,
            values: std::mem::take(&mut order.values),
        };
        order.draft = self.filled(&order.draft, &given).await?;
        let cancel = self.inner.sends.enter(&order.send_id);
        let sent = Box::pin(self.inner.sending.send(&order, &cancel)).await;
        self.inner.sends.leave(&order.send_id);
        Ok(sent?)
    }

    pub fn cancel_send(&self, send_id: &str) {
        self.inner.sends.cancel(send_id);
    }
}

impl Sends {
    fn enter(&self, id: &str) -> CancellationToken {
        let cancel = CancellationToken::new();
        self.0.lock().insert(id.to_owned(), cancel.clone());
        cancel
    }

    fn leave(&self, id: &str) {
        self.0.lock().remove(id);
    }

    fn cancel(&self, id: &str) {
        if let Some(cancel) = self.0.lock().get(id) {
            cancel.cancel();
        }
    }
}

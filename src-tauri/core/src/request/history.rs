//! The history of exchanges, sealed, newest first.

use std::{sync::Arc, time::SystemTime};

use super::{AnswerBody, Bodies, BodyError, BodyWriter};
use tokenry_model::{
    clock::{Ambient, Timestamp},
    id::Id,
    redact::Redactor,
    request::{Exchange, ExchangeContent, Outcome},
    token::Token,
};
use tokenry_vault::store::ExchangeRow;
use tokenry_vault::store::Store;
use tokenry_vault::store::StoreError;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::Vault;
use tokenry_vault::vault::VaultError;

/// Maximum total size of the stored bodies, in bytes.
pub const BODIES_KEPT: u64 = 200 * 1024 * 1024;
/// The number of surplus exchanges, and the size of a body in bytes, that trigger a cleanup.
const TIDY_AFTER: u32 = 20;
const LARGE: u64 = 64 * 1024;

/// The exchanges of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub struct History {
    store: Store,
    vault: Vault,
    bodies: Bodies,
    ambient: Ambient,
}

/// A part of the list, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// There are older entries.
    pub more: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: Id<Exchange>,
    pub sent_at: Timestamp,
    /// `None` if the entry cannot be decrypted. It can only be removed.
    pub summary: Option<Summary>,
}

/// The summary of an exchange for a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    pub method: String,
    pub url: String,
    pub token_name: Option<String>,
    /// `None` without a response.
    pub status: Option<u16>,
    pub total_micros: Option<u64>,
}

#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Body(#[from] BodyError),
    #[error("This history entry cannot be read.")]
    Content(#[source] serde_json::Error),
    #[error("This exchange got no response, so it has no body.")]
    NoBody,
}

impl HistoryError {
    /// Returns what to do.
    pub fn hint(&self) -> String {
        match self {
            Self::Store(error) => error.hint(),
            Self::Vault(error) => error.hint(),
            Self::Body(error) => error.hint(),
            Self::Content(_) | Self::NoBody => "It can only be removed.".into(),
        }
    }
}

impl History {
    pub fn new(store: Store, vault: Vault, bodies: Bodies, ambient: Ambient) -> Self {
        Self {
            store,
            vault,
            bodies,
            ambient,
        }
    }

    pub fn bodies(&self) -> &Bodies {
        &self.bodies
    }

    /// Stores an exchange. `body` received the response body, and is dropped without a response.
    /// Call [`History::tidy_if_due`] afterwards, in the background.
    ///
    /// The exchange has happened, so this never fails as a whole: it returns the body, if there is
    /// one to show, and the errors in storing it.
    pub async fn add(
        &self,
        exchange: &Exchange,
        used: Option<Id<Token>>,
        body: Option<BodyWriter>,
    ) -> (Option<Arc<AnswerBody>>, Vec<HistoryError>) {
        let mut failed = Vec::new();
        let mut kept = None;
        if let (Outcome::Answered(answer), Some(body)) = (&exchange.content.outcome, body) {
            match body.finish(answer.header("content-type")).await {
                Ok(body) => kept = Some(body),
                Err(error) => failed.push(error.into()),
            }
        }
        if let Err(error) = self.store_row(exchange, used, kept.is_some()).await {
            failed.push(error);
            // The caller can still read the body, but no entry refers to it.
            if let Err(error) = self.bodies.remove(exchange.id) {
                tracing::warn!(%error, "a body without an entry stays behind");
            }
        }
        (kept, failed)
    }

    /// Returns the entries before `before`, or the newest ones.
    pub async fn page(
        &self,
        before: Option<(Timestamp, Id<Exchange>)>,
        limit: u32,
    ) -> Result<Page, HistoryError> {
        let mut rows = self
            .store
            .exchanges(before, limit.saturating_add(1))
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let entries = rows
            .iter()
            .map(|row| {
                let summary = match self.open(row) {
                    Ok(content) => Some(summary(&content)),
                    Err(HistoryError::Vault(locked @ VaultError::Locked { .. })) => {
                        return Err(locked.into());
                    }
                    Err(error) => {
                        tracing::warn!(%error, exchange = %row.id, "cannot be opened");
                        None
                    }
                };
                Ok(Entry {
                    id: row.id,
                    sent_at: row.sent_at,
                    summary,
                })
            })
            .collect::<Result<_, HistoryError>>()?;
        Ok(Page { entries, more })
    }

    pub async fn get(&self, id: Id<Exchange>) -> Result<Exchange, HistoryError> {
        let row = self.store.exchange(id).await?;
        Ok(Exchange {
            id,
            request: row.request,
            sent_at: row.sent_at,
            content: self.open(&row)?,
        })
    }

    /// Returns the response body of an exchange. [`BodyError::Gone`] if it was removed to keep the
    /// history within its limits.
    pub async fn body(&self, exchange: &Exchange) -> Result<Arc<AnswerBody>, HistoryError> {
        let Outcome::Answered(answer) = &exchange.content.outcome else {
            return Err(HistoryError::NoBody);
        };
        Ok(self
            .bodies
            .open(exchange.id, answer.header("content-type"), answer.size)
            .await?)
    }

    pub async fn remove(&self, id: Id<Exchange>) -> Result<(), HistoryError> {
        self.store.remove_exchange(id).await?;
        Ok(self.bodies.remove(id)?)
    }

    /// Removes every exchange and every body.
    pub async fn clear(&self) -> Result<(), HistoryError> {
        for name in self.store.trim_exchanges(0).await? {
            if let Ok(id) = name.parse() {
                self.bodies.remove(id)?;
            }
        }
        Ok(self.store.checkpoint_truncate().await?)
    }

    /// Reduces the history to its limits: [`Store::EXCHANGES_KEPT`] exchanges and [`BODIES_KEPT`]
    /// bytes of bodies. An exchange whose body is removed stays without it.
    pub async fn tidy(&self) -> Result<(), HistoryError> {
        for name in self.store.trim_exchanges(Store::EXCHANGES_KEPT).await? {
            if let Ok(id) = name.parse() {
                self.bodies.remove(id)?;
            }
        }
        let kept = self.store.exchanges(None, Store::EXCHANGES_KEPT).await?;
        let wanted = kept
            .iter()
            .filter(|row| row.body_file.is_some())
            .map(|row| row.id)
            .collect();
        let now = SystemTime::from(self.ambient.now());
        Ok(self.bodies.tidy(wanted, BODIES_KEPT, now).await?)
    }

    /// Calls [`tidy`](Self::tidy), but not after each of many small exchanges.
    pub async fn tidy_if_due(&self, added: u64) -> Result<(), HistoryError> {
        let many = Store::EXCHANGES_KEPT + TIDY_AFTER;
        if added < LARGE && self.store.exchange_count().await? < many {
            return Ok(());
        }
        self.tidy().await
    }

    async fn store_row(
        &self,
        exchange: &Exchange,
        used: Option<Id<Token>>,
        has_body: bool,
    ) -> Result<(), HistoryError> {
        self.vault.ensure_key(KeyId::Local).await?;
        let content = zeroize::Zeroizing::new(
            serde_json::to_vec(&exchange.content).map_err(HistoryError::Content)?,
        );
        let row = ExchangeRow {
            id: exchange.id,
            request: exchange.request,
            sent_at: exchange.sent_at,
            content: self.vault.seal(&place(exchange.id), &content)?,
            body_file: has_body.then(|| exchange.id.to_string()),
        };
        Ok(self.store.add_exchange(&row, used).await?)
    }

    fn open(&self, row: &ExchangeRow) -> Result<ExchangeContent, HistoryError> {
        let content = self.vault.open_sealed(&place(row.id), &row.content)?;
        serde_json::from_slice(&content).map_err(HistoryError::Content)
    }
}

fn place(id: Id<Exchange>) -> SealedCell {
    SealedCell {
        table: "exchanges",
        column: "content",
        row: *id.as_uuid(),
        key: KeyId::Local,
        generation: 0,
    }
}

/// Masks the secrets that were typed into a URL. Like transcripts, lists show no secrets.
fn summary(content: &ExchangeContent) -> Summary {
    let redactor = Redactor::new();
    let answer = match &content.outcome {
        Outcome::Answered(answer) => Some(answer),
        Outcome::Failed { .. } | Outcome::Cancelled => None,
    };
    Summary {
        method: redactor.text(&content.draft.method),
        url: redactor.address(&content.draft.url),
        token_name: content
            .token_name
            .as_deref()
            .map(|name| redactor.text(name)),
        status: answer.map(|answer| answer.status),
        total_micros: answer.map(|answer| answer.total_micros),
    }
}

#[cfg(test)]
mod tests;

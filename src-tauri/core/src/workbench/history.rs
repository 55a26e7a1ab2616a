//! The history of exchanges and their bodies.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::Workbench;
use crate::{
    error::Error,
    events::Event,
    request::{AnswerBody, BodyMode, Language, Lines, Page, SendError, Spot, file_name},
    sending::{Sent, first_lines},
};
use tokenry_model::{
    id::Id,
    request::{Exchange, Outcome},
};
use tokenry_vault::{store::Forgotten, vault::VaultStatus};

/// Maximum number of lines in a search result.
const FOUND: usize = 10_000;
/// Maximum size of copied text, in bytes. More makes other programs hang.
const COPIED: usize = 16_000_000;
/// Number of entries on a page of the history.
const PAGE: u32 = 100;

impl Workbench {
    /// Returns the entries before `before`, or the newest ones, newest first. Without a vault the
    /// history is empty, and no vault is created.
    pub async fn history(&self, before: Option<Id<Exchange>>) -> Result<Page, Error> {
        if self.vault_status().await? == VaultStatus::New {
            return Ok(Page::default());
        }
        self.open_vault().await?;
        let before = match before {
            Some(id) => Some((self.context.store.exchange(id).await?.sent_at, id)),
            None => None,
        };
        Ok(self.inner.history.page(before, PAGE).await?)
    }

    pub async fn exchange(&self, id: Id<Exchange>) -> Result<Sent, Error> {
        self.open_vault().await?;
        let exchange = self.inner.history.get(id).await?;
        let body = match &exchange.content.outcome {
            Outcome::Answered(_) => Some(self.inner.history.body(&exchange).await?),
            Outcome::Failed { .. } | Outcome::Cancelled => None,
        };
        self.shown(exchange, body).await
    }

    pub(super) async fn shown(
        &self,
        exchange: Exchange,
        body: Option<Arc<AnswerBody>>,
    ) -> Result<Sent, Error> {
        let first_lines = first_lines(body.as_deref()).await?;
        Ok(Sent {
            exchange,
            body,
            first_lines,
            warnings: Vec::new(),
        })
    }

    /// Removes one entry and its body.
    pub async fn forget_exchange(&self, id: Id<Exchange>) -> Result<(), Error> {
        self.inner.history.remove(id).await?;
        self.context.store.checkpoint_truncate().await?;
        self.context.events.tell(Event::HistoryChanged);
        Ok(())
    }

    pub async fn clear_history(&self) -> Result<(), Error> {
        self.inner.history.clear().await?;
        self.forget_in_backups(Forgotten::History).await;
        self.context.events.tell(Event::HistoryChanged);
        Ok(())
    }

    /// Returns a range of lines of a response body.
    pub async fn body_lines(
        &self,
        id: Id<Exchange>,
        mode: BodyMode,
        from: u64,
        count: u32,
    ) -> Result<Lines, Error> {
        let body = self.body(id).await?;
        Ok(body
            .lines(mode, from, count)
            .await
            .map_err(SendError::from)?)
    }

    /// Returns the numbers of the lines that contain `needle`, at most ten thousand.
    pub async fn search_body(
        &self,
        id: Id<Exchange>,
        mode: BodyMode,
        needle: &str,
    ) -> Result<Vec<u64>, Error> {
        let body = self.body(id).await?;
        Ok(body
            .search(mode, needle, FOUND)
            .await
            .map_err(SendError::from)?
            .lines)
    }

    /// Returns the whole response body as shown, for the clipboard.
    pub async fn body_text(&self, id: Id<Exchange>, mode: BodyMode) -> Result<String, Error> {
        let body = self.body(id).await?;
        Ok(body.whole(mode, COPIED).await.map_err(SendError::from)?)
    }

    /// Returns the selected text of a response body, for the clipboard.
    pub async fn body_between(
        &self,
        id: Id<Exchange>,
        mode: BodyMode,
        (one, other): (Spot, Spot),
    ) -> Result<String, Error> {
        let body = self.body(id).await?;
        let text = body.between(mode, one, other, COPIED).await;
        Ok(text.map_err(SendError::from)?)
    }

    /// Saves a response body to the downloads folder under a free name.
    pub async fn save_body(&self, id: Id<Exchange>) -> Result<PathBuf, Error> {
        let exchange = self.inner.history.get(id).await?;
        let body = self.body(id).await?;
        let folder = dirs::download_dir()
            .or_else(dirs::home_dir)
            .ok_or(Error::NoDownloads)?;
        let path = free_name(&folder, &exchange, &body);
        body.save_to(&path).await.map_err(SendError::from)?;
        Ok(path)
    }

    async fn body(&self, id: Id<Exchange>) -> Result<Arc<AnswerBody>, Error> {
        self.open_vault().await?;
        let exchange = self.inner.history.get(id).await?;
        Ok(self.inner.history.body(&exchange).await?)
    }
}

/// Returns `me.json`, or `me 2.json` if that is taken.
fn free_name(folder: &Path, exchange: &Exchange, body: &AnswerBody) -> PathBuf {
    let Outcome::Answered(answer) = &exchange.content.outcome else {
        return free_path(folder, "answer", "txt");
    };
    let url = url::Url::parse(&answer.url).ok();
    let kind = body.kind();
    let fallback = match kind.language {
        _ if kind.binary => "bin",
        Language::Text => "txt",
        other => other.as_str(),
    };
    let disposition = answer.header("content-disposition");
    let (stem, ending) = file_name(disposition, url.as_ref(), &kind.media_type, fallback);
    free_path(folder, &stem, &ending)
}

/// Returns `stem.ending`, or `stem 2.ending` if that is taken.
pub(super) fn free_path(folder: &Path, stem: &str, ending: &str) -> PathBuf {
    let mut path = folder.join(format!("{stem}.{ending}"));
    let mut number = 2;
    while path.exists() {
        path = folder.join(format!("{stem} {number}.{ending}"));
        number += 1;
    }
    path
}

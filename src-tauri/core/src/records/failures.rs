//! Transcripts of failures that have no token: failed logins and URLs without a server. Like the
//! transcripts of tokens they are redacted, sealed and limited in number.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::RecordError;
use crate::context::Context;
use tokenry_model::{
    client::Client,
    clock::Timestamp,
    id::Id,
    server::Server,
    transcript::{Failure, StepKind, Transcript},
};
use tokenry_vault::store::FailureRow;
use tokenry_vault::store::StoreError;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::VaultError;

/// A failure with its transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptFailure {
    pub id: Id<Failure>,
    pub at: Timestamp,
    /// A short title.
    pub title: String,
    /// The steps. The last one is the cause.
    pub transcript: Transcript,
    pub client: Option<Id<Client>>,
}

/// The sealed part of a failure.
#[derive(Serialize, Deserialize)]
struct Content {
    title: String,
    transcript: Transcript,
}

/// The server and client of a failure.
pub(crate) struct About {
    pub(crate) server: Option<Id<Server>>,
    pub(crate) client: Option<Id<Client>>,
}

impl Context {
    /// Lists the failures, newest first. One that cannot be opened is left out. The vault must be open.
    pub(crate) async fn failures(&self) -> Result<Vec<KeptFailure>, StoreError> {
        let rows = self.store.failures().await?;
        let open = |row: FailureRow| {
            let plain = self.vault.open_sealed(&place(&row), &row.content);
            let read: Option<Content> = plain
                .ok()
                .and_then(|plain| serde_json::from_slice(&plain).ok());
            if read.is_none() {
                tracing::warn!(failure = %row.id, "could not open a transcript");
            }
            read.map(|content| KeptFailure {
                id: row.id,
                at: row.at,
                title: content.title,
                transcript: content.transcript,
                client: row.client,
            })
        };
        Ok(rows.into_iter().filter_map(open).collect())
    }

    /// Keeps a failure. Errors are only logged, and nothing is kept while the vault is locked.
    pub(crate) async fn keep_failure(
        &self,
        about: About,
        title: String,
        mut transcript: Transcript,
        why: &str,
    ) {
        let at = self.now();
        let message = why.to_owned();
        transcript.record(at, StepKind::Failure { message });
        let content = Content { title, transcript };
        match self.seal_failure(&about, at, content).await {
            Ok(row) => match self.store.keep_failure(&row).await {
                Ok(()) => self.failure_kept.store(true, Ordering::Relaxed),
                Err(error) => tracing::warn!(%error, "could not keep the transcript of a failure"),
            },
            Err(RecordError::Vault(VaultError::Locked { .. })) => {}
            Err(error) => tracing::warn!(%error, "could not keep the transcript of a failure"),
        }
    }

    async fn seal_failure(
        &self,
        about: &About,
        at: Timestamp,
        content: Content,
    ) -> Result<FailureRow, RecordError> {
        let key = about.server.map_or(KeyId::Local, KeyId::Server);
        self.vault.ensure_key(key).await?;
        let mut row = FailureRow {
            id: Id::new(&self.ambient),
            server: about.server,
            client: about.client,
            at,
            content: tokenry_model::sealed::Sealed::from_bytes(Vec::new()),
        };
        let plain = serde_json::to_vec(&content)?;
        row.content = self.vault.seal(&place(&row), &plain)?;
        Ok(row)
    }
}

fn place(row: &FailureRow) -> SealedCell {
    SealedCell {
        table: "failures",
        column: "content",
        row: *row.id.as_uuid(),
        key: row.server.map_or(KeyId::Local, KeyId::Server),
        generation: row.at.as_millisecond(),
    }
}

//! What happened where no token came of it: a login that failed, an address at which no server was
//! found. Kept as the transcripts of tokens are: redacted, sealed, and not without end.

use serde::{Deserialize, Serialize};
use url::Url;

use super::Workbench;
use crate::{
    error::Error,
    login::{LoginContext, LoginPhase, LoginStatus},
};
use tokenry_model::{
    client::Client,
    clock::Timestamp,
    id::Id,
    server::Server,
    transcript::{Failure, StepKind, Transcript},
};
use tokenry_vault::{
    store::FailureRow,
    vault::{KeyId, Place, VaultError},
};

/// A failure, with all its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptFailure {
    pub id: Id<Failure>,
    pub at: Timestamp,
    /// What failed, in a few words.
    pub title: String,
    /// Its last step says why.
    pub transcript: Transcript,
    pub client: Option<Id<Client>>,
}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Content {
    title: String,
    transcript: Transcript,
}

/// Whom it concerns.
struct About {
    server: Option<Id<Server>>,
    client: Option<Id<Client>>,
}

impl Workbench {
    /// Newest first. One that cannot be opened is left out.
    pub async fn failures(&self) -> Result<Vec<KeptFailure>, Error> {
        self.open_vault().await?;
        let rows = self.inner.store.failures().await?;
        let open = |row: FailureRow| {
            let plain = self.inner.vault.open_sealed(&place(&row), &row.content);
            let read: Option<Content> = plain
                .ok()
                .and_then(|plain| serde_json::from_slice(&plain).ok());
            if read.is_none() {
                tracing::warn!(failure = %row.id, "a transcript cannot be opened");
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

    /// Whether this process has kept one.
    pub fn has_failed(&self) -> bool {
        self.inner.recent.has_failed()
    }

    /// The end of a login that waited for a person. One that was cancelled is no failure.
    pub(crate) async fn keep_failed_login(&self, status: &LoginStatus, end: &LoginPhase) {
        let why = match end {
            LoginPhase::Failed { message, .. } => message.as_str(),
            LoginPhase::TimedOut => "Nobody came back in time.",
            _ => return,
        };
        let about = About {
            server: Some(status.server),
            client: Some(status.client),
        };
        let title = title(&status.client_name, &status.server_name);
        self.keep_failure(about, title, status.transcript.clone(), why)
            .await;
    }

    /// A login that ended before anybody was asked, or that asks nobody.
    pub(crate) async fn keep_failed_grant(
        &self,
        asking: &LoginContext,
        transcript: Transcript,
        why: &str,
    ) {
        let about = About {
            server: Some(asking.server.id),
            client: Some(asking.client.id),
        };
        let title = title(&asking.client.profile.name, &asking.server.profile.name);
        self.keep_failure(about, title, transcript, why).await;
    }

    /// A look at an address that found no server.
    pub(super) async fn keep_failed_discovery(&self, address: &Url, transcript: Transcript) {
        let about = About {
            server: None,
            client: None,
        };
        let shown = tokenry_model::redact::Redactor::new().url(address);
        let title = format!("Looking for a server at {shown}");
        let why = "No server describes itself there.";
        self.keep_failure(about, title, transcript, why).await;
    }

    /// What failed is no reason to fail once more: where the vault is locked nothing is kept.
    async fn keep_failure(
        &self,
        about: About,
        title: String,
        mut transcript: Transcript,
        why: &str,
    ) {
        let at = self.now();
        transcript.record(at, StepKind::Failure, why);
        let content = Content { title, transcript };
        match self.seal_failure(&about, at, content).await {
            Ok(row) => match self.inner.store.keep_failure(&row).await {
                Ok(()) => self.inner.recent.note_failure(),
                Err(error) => tracing::warn!(%error, "the transcript of a failure is not kept"),
            },
            Err(Error::Vault(VaultError::Locked { .. })) => {}
            Err(error) => tracing::warn!(%error, "the transcript of a failure is not kept"),
        }
    }

    async fn seal_failure(
        &self,
        about: &About,
        at: Timestamp,
        content: Content,
    ) -> Result<FailureRow, Error> {
        let key = about.server.map_or(KeyId::Local, KeyId::Server);
        self.inner.vault.ensure_key(key).await?;
        let mut row = FailureRow {
            id: Id::new(&self.inner.nature),
            server: about.server,
            client: about.client,
            at,
            content: tokenry_model::sealed::Sealed::from_bytes(Vec::new()),
        };
        let plain = serde_json::to_vec(&content)?;
        row.content = self.inner.vault.seal(&place(&row), &plain)?;
        Ok(row)
    }
}

fn title(client: &str, server: &str) -> String {
    format!("Login of {client} at {server}")
}

fn place(row: &FailureRow) -> Place {
    Place {
        table: "failures",
        column: "content",
        row: *row.id.as_uuid(),
        key: row.server.map_or(KeyId::Local, KeyId::Server),
        generation: row.at.as_millisecond(),
    }
}

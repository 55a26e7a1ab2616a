//! Export of transcripts as text, for bug reports.

use std::path::PathBuf;

use super::{Workbench, history::free_path};
use crate::error::Error;
use tokenry_model::{
    client::Client,
    clock::Timestamp,
    id::Id,
    login::Login,
    redact::Redactor,
    request::{Exchange, Outcome},
    token::Token,
    transcript::{Failure, Transcript},
};

/// The transcript to export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TranscriptOf {
    /// All transcripts of a token, newest first, or only the one of this time.
    Token(Id<Token>, Option<Timestamp>),
    Exchange(Id<Exchange>),
    Login(Id<Login>),
    /// The last discovery.
    Discovery,
    /// The registration of a client.
    Registration(Id<Client>),
    /// A failed login or discovery.
    Failure(Id<Failure>),
}

impl Workbench {
    /// Returns the text of a transcript without secrets.
    ///
    /// The steps were redacted when they were recorded. Here they are redacted again by the values
    /// of the related secrets.
    pub async fn transcript_text(&self, of: TranscriptOf) -> Result<String, Error> {
        match of {
            TranscriptOf::Token(id, at) => self.token_text(id, at).await,
            TranscriptOf::Exchange(id) => {
                self.open_vault().await?;
                let exchange = self.inner.history.get(id).await?;
                let content = &exchange.content;
                let redactor = match content.draft.token {
                    Some(token) => self.redactor_of(token).await?,
                    None => Redactor::new(),
                };
                let title = match &content.outcome {
                    Outcome::Answered(answer) => format!("Request, answered {}", answer.status),
                    Outcome::Failed { .. } => "Request, without an answer".into(),
                    Outcome::Cancelled => "Request, cancelled".into(),
                };
                Ok(content
                    .transcript
                    .to_text(&title, exchange.sent_at, &redactor))
            }
            TranscriptOf::Discovery => {
                let (at, transcript) = self.last_discovery().ok_or(Error::NoTranscript)?;
                // Discovery sends no secrets.
                Ok(transcript.to_text("Looking for a server", at, &Redactor::new()))
            }
            TranscriptOf::Login(id) => {
                let status = self.running(id)?.status();
                let redactor = self.redactor_of_client(status.client).await?;
                let title = format!("Login at {}", status.server_name);
                Ok(status
                    .transcript
                    .to_text(&title, status.started_at, &redactor))
            }
            TranscriptOf::Registration(id) => {
                let Some(stored) = self.registration(id).await? else {
                    return Ok(String::new());
                };
                let redactor = self.redactor_of_client(id).await?;
                let transcript = stored.transcript;
                Ok(transcript.to_text(&transcript.title(), stored.said_at, &redactor))
            }
            TranscriptOf::Failure(id) => {
                let mut kept = self.failures().await?.into_iter();
                let failure = kept.find(|failure| failure.id == id);
                let failure = failure.ok_or(Error::NoTranscript)?;
                let redactor = match failure.client {
                    Some(client) => self.redactor_of_client(client).await?,
                    None => Redactor::new(),
                };
                let transcript = failure.transcript;
                Ok(transcript.to_text(&failure.title, failure.at, &redactor))
            }
        }
    }

    /// Returns the last discovery and its time.
    pub fn last_discovery(&self) -> Option<(Timestamp, Transcript)> {
        self.inner.recent.discovery()
    }

    /// Saves a transcript to the downloads folder under a free name.
    pub async fn save_transcript(&self, of: TranscriptOf) -> Result<PathBuf, Error> {
        let text = self.transcript_text(of).await?;
        let folder = dirs::download_dir()
            .or_else(dirs::home_dir)
            .ok_or(Error::NoDownloads)?;
        let path = free_path(&folder, "tokenry transcript", "txt");
        let written = std::fs::write(&path, text);
        written.map_err(|source| Error::NotSaved {
            path: path.clone(),
            source,
        })?;
        Ok(path)
    }

    async fn token_text(&self, id: Id<Token>, at: Option<Timestamp>) -> Result<String, Error> {
        let Some(token) = self.token_if_there(id).await? else {
            return Ok(String::new());
        };
        self.open_vault().await?;
        let stored = self.context.transcripts(&token, u32::MAX).await?;
        let redactor = self.redactor_of(id).await?;
        let wanted = stored
            .iter()
            .filter(|stored| at.is_none_or(|at| at == stored.at));
        let texts = wanted.map(|stored| {
            let title = stored.transcript.title();
            stored.transcript.to_text(&title, stored.at, &redactor)
        });
        Ok(texts.collect::<Vec<_>>().join("\n"))
    }

    /// A redactor with all secrets of a token and its client.
    async fn redactor_of(&self, id: Id<Token>) -> Result<Redactor, Error> {
        let Some(token) = self.token_if_there(id).await? else {
            return Ok(Redactor::new());
        };
        let secrets = self.open_secrets(&token).await?;
        let mut all = vec![secrets.access];
        all.extend(
            [secrets.refresh, secrets.id_token, secrets.previous_refresh]
                .into_iter()
                .flatten(),
        );
        all.extend(secrets.members.secrets());
        if let Some(client) = token.client {
            let client = self.client(client).await?;
            all.extend(self.context.client_secret(&client).await?);
            all.extend(self.context.hidden_of(&client).await?);
        }
        Ok(all.iter().fold(Redactor::new(), Redactor::with_secret))
    }

    async fn redactor_of_client(&self, id: Id<Client>) -> Result<Redactor, Error> {
        let client = self.client(id).await?;
        let mut all = self.context.hidden_of(&client).await?;
        all.extend(self.context.client_secret(&client).await?);
        Ok(all.iter().fold(Redactor::new(), Redactor::with_secret))
    }

    /// Returns `None` if the token has been removed.
    async fn token_if_there(&self, id: Id<Token>) -> Result<Option<Token>, Error> {
        let tokens = self.context.store.tokens().await?;
        Ok(tokens.into_iter().find(|token| token.id == id))
    }
}

//! Transcripts of tokens: sealed, and opened again.

use super::RecordError;
use crate::context::Context;
use tokenry_model::{
    clock::Timestamp, id::Id, server::Server, token::Token, transcript::Transcript,
};
use tokenry_vault::{
    store::SealedTranscript,
    vault::{KeyId, Place, VaultError},
};

/// A transcript of a token, with its time.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTranscript {
    pub at: Timestamp,
    pub transcript: Transcript,
}

/// Where a transcript stands: at its token, by its time.
pub(crate) fn place(token: Id<Token>, server: Id<Server>, at: Timestamp) -> Place {
    Place {
        table: "transcripts",
        column: "content",
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation: at.as_millisecond(),
    }
}

impl Context {
    /// Keeps what happened to a token. What happened is no reason to fail: where the vault was
    /// locked meanwhile there is no transcript.
    pub(crate) async fn keep_transcript(
        &self,
        token: &Token,
        transcript: &Transcript,
    ) -> Result<(), RecordError> {
        let at = self.now();
        match self.sealed_transcript(token.id, token.server, at, transcript) {
            Ok(sealed) => Ok(self.store.append_transcript(&sealed).await?),
            Err(RecordError::Vault(VaultError::Locked { .. })) => {
                tracing::warn!("locked before a transcript could be sealed");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) fn sealed_transcript(
        &self,
        token: Id<Token>,
        server: Id<Server>,
        at: Timestamp,
        transcript: &Transcript,
    ) -> Result<SealedTranscript, RecordError> {
        let plain = serde_json::to_vec(transcript)?;
        let content = self.vault.seal(&place(token, server, at), &plain)?;
        Ok(SealedTranscript { token, at, content })
    }

    /// Newest first. One that cannot be opened is left out. The vault is open.
    pub(crate) async fn transcripts(
        &self,
        token: &Token,
        limit: u32,
    ) -> Result<Vec<StoredTranscript>, RecordError> {
        let sealed = self.store.transcripts(token.id, limit).await?;
        let open = |sealed: SealedTranscript| {
            let place = place(token.id, token.server, sealed.at);
            let plain = self.vault.open_sealed(&place, &sealed.content);
            let read = plain
                .ok()
                .and_then(|plain| serde_json::from_slice(&plain).ok());
            if read.is_none() {
                tracing::warn!(token = %token.id, "a transcript cannot be opened");
            }
            read.map(|transcript| StoredTranscript {
                at: sealed.at,
                transcript,
            })
        };
        Ok(sealed.into_iter().filter_map(open).collect())
    }
}

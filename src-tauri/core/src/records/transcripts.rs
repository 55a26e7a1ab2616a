//! The sealing and opening of token transcripts.

use super::RecordError;
use crate::context::Context;
use tokenry_model::{
    clock::Timestamp, id::Id, server::Server, token::Token, transcript::Transcript,
};
use tokenry_vault::store::SealedTranscript;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::VaultError;

/// A transcript of a token and its time.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTranscript {
    pub at: Timestamp,
    pub transcript: Transcript,
}

/// The place of a transcript, by its token and time.
pub(crate) fn place(token: Id<Token>, server: Id<Server>, at: Timestamp) -> SealedCell {
    SealedCell {
        table: "transcripts",
        column: "content",
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation: at.as_millisecond(),
    }
}

impl Context {
    /// Keeps a transcript of a token. If the vault has been locked in the meantime, it is lost, which is
    /// not an error.
    pub(crate) async fn keep_transcript(
        &self,
        token: &Token,
        transcript: &Transcript,
    ) -> Result<(), RecordError> {
        let at = self.now();
        match self.sealed_transcript(token.id, token.server, at, transcript) {
            Ok(sealed) => Ok(self.store.append_transcript(&sealed).await?),
            Err(RecordError::Vault(VaultError::Locked { .. })) => {
                tracing::warn!("the vault was locked before a transcript could be sealed");
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

    /// Lists the transcripts, newest first. One that cannot be opened is left out. The vault must be open.
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
                tracing::warn!(token = %token.id, "could not open a transcript");
            }
            read.map(|transcript| StoredTranscript {
                at: sealed.at,
                transcript,
            })
        };
        Ok(sealed.into_iter().filter_map(open).collect())
    }
}

//! Texts about tokens: the entries of their histories, and the reasons of their states. They are sealed,
//! so that no other program can make Tokenry show its own text.

use serde::Serialize;

use crate::context::Context;
use tokenry_model::{
    clock::Timestamp,
    id::Id,
    sealed::Sealed,
    server::Server,
    token::{Health, Token, TokenEvent},
};
use tokenry_vault::store::SealedEvent;
use tokenry_vault::store::StoreError;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealOnlyKey;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::Vault;

/// A way to seal texts. `None` if the vault has been locked in the meantime. The text is then lost,
/// which is not an error.
pub(crate) trait Seals {
    fn sealed(&self, place: &SealedCell, plain: &[u8]) -> Option<Sealed>;

    fn event(
        &self,
        token: Id<Token>,
        server: Id<Server>,
        event: &TokenEvent,
    ) -> Option<SealedEvent> {
        let content = self.sealed(&event_place(token, server, event.at), &bytes(event))?;
        Some(SealedEvent {
            at: event.at,
            content,
        })
    }

    /// Seals the reason of a state at a [`health_place`]. A healthy token has none.
    fn health(&self, place: SealedCell, health: &Health) -> Option<Sealed> {
        match health {
            Health::Fine => None,
            _ => self.sealed(&place, &bytes(health)),
        }
    }
}

impl Seals for Vault {
    fn sealed(&self, place: &SealedCell, plain: &[u8]) -> Option<Sealed> {
        let sealed = self.seal(place, plain);
        sealed
            .inspect_err(|error| tracing::warn!(%error, "could not seal a history entry"))
            .ok()
    }
}

impl Seals for SealOnlyKey {
    fn sealed(&self, place: &SealedCell, plain: &[u8]) -> Option<Sealed> {
        Some(self.seal(place, plain))
    }
}

/// The place of a history entry, by its token and time.
fn event_place(token: Id<Token>, server: Id<Server>, at: Timestamp) -> SealedCell {
    SealedCell {
        table: "token_events",
        column: "content",
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation: at.as_millisecond(),
    }
}

/// The place of the reason of a state, which belongs to one generation of the token.
pub(crate) fn health_place(token: Id<Token>, server: Id<Server>, generation: i64) -> SealedCell {
    SealedCell {
        table: "tokens",
        column: "health_words",
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation,
    }
}

/// Serializes names, times and texts, which cannot fail.
fn bytes(of: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(of).unwrap_or_default()
}

impl Context {
    /// Reads a token, with the reason of its state if the vault is open.
    pub(crate) async fn stored_token(&self, id: Id<Token>) -> Result<Token, StoreError> {
        Ok(self.with_words(self.store.token(id).await?))
    }

    /// Adds the reason, if it was sealed for the stored state.
    pub(crate) fn with_words(&self, mut token: Token) -> Token {
        let Some(words) = &token.health_words else {
            return token;
        };
        let place = health_place(token.id, token.server, token.generation);
        let Ok(plain) = self.vault.open_sealed(&place, words) else {
            return token;
        };
        match serde_json::from_slice::<Health>(&plain) {
            Ok(health) if health.without_words() == token.health => token.health = health,
            _ => {
                tracing::warn!(token = %token.id, "the state of a token was changed outside Tokenry");
            }
        }
        token
    }

    /// Lists the history, newest first. An entry that does not open was not written by Tokenry, or not
    /// at this place, and is left out. The vault must be open.
    pub(crate) async fn history_of(
        &self,
        token: &Token,
        limit: u32,
    ) -> Result<Vec<TokenEvent>, StoreError> {
        let sealed = self.store.token_events(token.id, limit).await?;
        let open = |sealed: SealedEvent| {
            let place = event_place(token.id, token.server, sealed.at);
            let plain = self.vault.open_sealed(&place, &sealed.content);
            let read = plain
                .ok()
                .and_then(|plain| serde_json::from_slice(&plain).ok());
            if read.is_none() {
                tracing::warn!(token = %token.id, "could not open a history entry");
            }
            read
        };
        Ok(sealed.into_iter().filter_map(open).collect())
    }
}

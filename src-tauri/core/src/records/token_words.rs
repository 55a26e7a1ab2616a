//! What Tokenry tells about tokens: the lines of their histories, and why they need help. All of it
//! is sealed, so that nobody else has Tokenry say something, and opened where it is shown.

use serde::Serialize;

use crate::context::Context;
use tokenry_model::{
    clock::Timestamp,
    id::Id,
    sealed::Sealed,
    server::Server,
    token::{Health, Token, TokenEvent},
};
use tokenry_vault::{
    store::{SealedEvent, StoreError},
    vault::{KeyId, Place, SealOnlyKey, Vault},
};

/// What seals words. `None` where the vault was locked meanwhile: then what happened goes untold,
/// which is no reason to fail.
pub(crate) trait Seals {
    fn sealed(&self, place: &Place, plain: &[u8]) -> Option<Sealed>;

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

    /// At a [`health_place`]. Of a token that is fine there is nothing to say.
    fn health(&self, place: Place, health: &Health) -> Option<Sealed> {
        match health {
            Health::Fine => None,
            _ => self.sealed(&place, &bytes(health)),
        }
    }
}

impl Seals for Vault {
    fn sealed(&self, place: &Place, plain: &[u8]) -> Option<Sealed> {
        let sealed = self.seal(place, plain);
        sealed
            .inspect_err(|error| tracing::warn!(%error, "what happened to a token goes untold"))
            .ok()
    }
}

impl Seals for SealOnlyKey {
    fn sealed(&self, place: &Place, plain: &[u8]) -> Option<Sealed> {
        Some(self.seal(place, plain))
    }
}

/// Where a line of a history stands: at its token, by its time.
fn event_place(token: Id<Token>, server: Id<Server>, at: Timestamp) -> Place {
    Place {
        table: "token_events",
        column: "content",
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation: at.as_millisecond(),
    }
}

/// How a token fares is said of one generation of it.
pub(crate) fn health_place(token: Id<Token>, server: Id<Server>, generation: i64) -> Place {
    Place {
        table: "tokens",
        column: "health_words",
        row: *token.as_uuid(),
        key: KeyId::Server(server),
        generation,
    }
}

/// Names, times and texts cannot fail to become JSON; what is empty is not told.
fn bytes(of: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(of).unwrap_or_default()
}

impl Context {
    /// A token as it is stored, with the reason of its state where the vault is open.
    pub(crate) async fn stored_token(&self, id: Id<Token>) -> Result<Token, StoreError> {
        Ok(self.with_words(self.store.token(id).await?))
    }

    /// Puts the reason in, if it was sealed for the state that is stored.
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
            _ => tracing::warn!(token = %token.id, "it fares otherwise than Tokenry stored"),
        }
        token
    }

    /// Newest first. A line that does not open was not written by Tokenry, or not there, and is
    /// left out. The vault is open.
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
                tracing::warn!(token = %token.id, "a line of a history cannot be opened");
            }
            read
        };
        Ok(sealed.into_iter().filter_map(open).collect())
    }
}

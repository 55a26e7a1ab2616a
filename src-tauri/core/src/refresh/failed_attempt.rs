//! The end of a failed attempt.

use super::{
    RefreshError,
    attempt::Run,
    backoff::{may_have_arrived, wait},
};
use crate::{
    events::Event,
    records::token_words::{Seals as _, health_place},
};
use tokenry_model::token::{Health, Token, TokenEvent, TokenEventKind};
use tokenry_oauth::error::{RefreshVerdict, TokenError};

impl Run<'_> {
    /// Records a failed attempt. The stored token is kept. Only `invalid_grant` for the stored refresh
    /// token means that a login is needed.
    pub(super) async fn failed(
        mut self,
        error: TokenError,
        in_doubt: bool,
    ) -> Result<Token, RefreshError> {
        if error.blames_client() {
            self.context.note_refused(&self.client).await;
        }
        let context = self.context;
        let now = self.context.now();
        let name = self.token.name.clone();
        let (health, kind, outcome) = match error.refresh_verdict() {
            RefreshVerdict::Dead => {
                let reason = if in_doubt {
                    "An earlier refresh was interrupted before the server's response arrived, and the server no longer accepts the refresh token."
                } else {
                    "The server no longer accepts the refresh token. It has expired, was revoked, or was used elsewhere."
                };
                let health = Health::LoginNeeded {
                    reason: reason.into(),
                };
                let outcome = RefreshError::LoginNeeded {
                    name,
                    reason: reason.into(),
                    source: Some(error),
                };
                (health, TokenEventKind::LoginNeeded, outcome)
            }
            RefreshVerdict::Transient { retry_after } => {
                let failures = match self.token.health {
                    Health::BackingOff { failures, .. } => failures.saturating_add(1),
                    _ => 1,
                };
                let until = now + wait(failures, retry_after, context.ambient.bytes());
                let health = Health::BackingOff {
                    until,
                    failures,
                    reason: error.to_string(),
                };
                let outcome = RefreshError::Failed {
                    name,
                    source: error,
                    until,
                };
                (health, TokenEventKind::RefreshFailed, outcome)
            }
        };
        let event = TokenEvent {
            at: now,
            kind,
            detail: outcome.hint(),
        };
        let Token {
            id,
            server,
            generation,
            ..
        } = self.token;
        let words = self
            .held
            .health(health_place(id, server, generation), &health);
        let event = self.held.event(id, server, &event);
        context
            .store
            .set_token_health(id, generation, &health, words.as_ref(), event.as_ref())
            .await?;
        // If the request may have arrived, the intent is kept, because the refresh token may be consumed.
        let arrived =
            matches!(&outcome, RefreshError::Failed { source, .. } if may_have_arrived(source));
        if !arrived {
            context.store.abandon_refresh(self.attempt).await?;
        }
        self.keep_transcript().await?;
        context.events.tell(Event::TokensChanged);
        Err(outcome)
    }
}

//! The end of an attempt that brought nothing new.

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
    /// Nothing new was had. What is stored stays; only `invalid_grant` for the very refresh
    /// token now stored means that a login is needed.
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
                    "An earlier renewal was cut off before the server's answer arrived, and the server no longer takes the refresh token."
                } else {
                    "The server no longer takes the refresh token: it was revoked, used elsewhere, or has expired."
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
                let until = now + wait(failures, retry_after, context.nature.bytes());
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
        // Where the request may have arrived, the intent stays: the refresh token is in doubt.
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

//! Revocation of a token (RFC 7009).

use super::Workbench;
use crate::{
    error::Error,
    events::Event,
    records::token_words::{Seals as _, health_place},
};
use tokenry_model::{
    client::Client,
    id::Id,
    server::Server,
    token::{Health, Token, TokenEvent, TokenEventKind},
    token_type_hint::TokenTypeHint,
    transcript::{StepKind, Transcript},
};
use tokenry_oauth::{
    error::TokenError,
    revocation::{endpoint, revoke},
};

/// The result of a revocation for each part: the refresh token, if there is one, and the access
/// token. At least one of them was revoked.
#[derive(Debug)]
pub struct Revocation {
    pub parts: Vec<GivenBack>,
}

#[derive(Debug)]
pub struct GivenBack {
    pub part: TokenTypeHint,
    pub outcome: Result<(), TokenError>,
}

impl Workbench {
    /// Returns true if the server supports revocation, and the token has a client.
    pub async fn is_revocable(&self, token: &Token) -> Result<bool, Error> {
        let server = self.context.store.server(token.server).await?;
        Ok(token.client.is_some() && server.profile.endpoints.revocation.is_some())
    }

    /// Revokes a token at its server: the refresh token first, which usually also revokes the access
    /// tokens issued from it (RFC 7009 §2.1), then the access token. The token stays stored and is
    /// marked as in need of a login.
    ///
    /// # Errors
    ///
    /// If the server revoked nothing. Then nothing is changed here either.
    pub async fn revoke_token(&self, id: Id<Token>) -> Result<Revocation, Error> {
        self.open_vault().await?;
        // An interrupted refresh may hold the refresh token to revoke.
        self.inner.refresh.recover_all().await;
        let _lock = self.context.vault.lock_token(id).await?;
        let token = self.context.store.token(id).await?;
        let (server, client) = self.obtained_from(&token).await?;
        let client_secret = self.context.client_secret(&client).await?;
        let endpoint = endpoint(
            &server.profile,
            &client.profile,
            client_secret.as_ref(),
            &self.context.ambient,
        )?;
        let secrets = self.open_secrets(&token).await?;
        let refresh = secrets
            .refresh
            .map(|secret| (TokenTypeHint::Refresh, secret));

        let mut transcript = Transcript::default();
        let mut parts = Vec::new();
        for (part, secret) in refresh
            .into_iter()
            .chain([(TokenTypeHint::Access, secrets.access)])
        {
            let mut revoked = revoke(&self.context.http, &endpoint, &secret, part).await;
            let of_client = |error: TokenError| error.of_client(&client, self.context.now());
            revoked.outcome = revoked.outcome.map_err(of_client);
            let kind = StepKind::Revocation { token: part };
            let step = transcript.record_exchanges(self.context.now(), kind, revoked.https);
            step.notes
                .extend(revoked.outcome.as_ref().err().map(TokenError::message));
            let unreachable = matches!(revoked.outcome, Err(TokenError::Http(_)));
            parts.push(GivenBack {
                part,
                outcome: revoked.outcome,
            });
            if unreachable {
                break;
            }
        }
        self.context.keep_transcript(&token, &transcript).await?;
        // The first error concerns the most important token.
        if parts.iter().all(|part| part.outcome.is_err())
            && let Some(first) = parts.drain(..).find_map(|part| part.outcome.err())
        {
            return Err(first.into());
        }
        let revocation = Revocation { parts };
        let health = Health::LoginNeeded {
            reason: "You gave it back to the server.".into(),
        };
        let event = TokenEvent {
            at: self.context.now(),
            kind: TokenEventKind::Revoked,
            detail: revocation.sentence(),
        };
        let (store, vault) = (&self.context.store, &self.context.vault);
        let words = vault.health(health_place(id, token.server, token.generation), &health);
        let event = vault.event(id, token.server, &event);
        store
            .set_token_health(
                id,
                token.generation,
                &health,
                words.as_ref(),
                event.as_ref(),
            )
            .await?;
        self.context.events.tell(Event::TokensChanged);
        Ok(revocation)
    }

    /// The server and client of a token. A server accepts a revocation only from the client that the
    /// token was issued to (RFC 7009 §2.1).
    async fn obtained_from(&self, token: &Token) -> Result<(Server, Client), Error> {
        let (mut server, client) = self.context.usable_token(token).await?;
        let Some(client) = client else {
            return Err(Error::NoClient {
                name: token.name.clone(),
            });
        };
        server.profile = server.profile.seen_by(&client.profile);
        Ok((server, client))
    }
}

impl Revocation {
    /// Returns true if all parts were revoked.
    pub fn is_whole(&self) -> bool {
        self.parts.iter().all(|part| part.outcome.is_ok())
    }

    /// Returns a description of the result.
    pub fn sentence(&self) -> String {
        if self.is_whole() {
            return "The server has revoked it.".into();
        }
        let sentences: Vec<String> = self
            .parts
            .iter()
            .map(|part| match &part.outcome {
                Ok(()) => format!("The server has revoked the {}.", part.part.name()),
                Err(error) => format!(
                    "It did not revoke the {}, which may stay good until it ends: {}",
                    part.part.name(),
                    error.said().unwrap_or_else(|| error.message()),
                ),
            })
            .collect();
        sentences.join(" ")
    }
}

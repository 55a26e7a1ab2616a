//! Giving a token back: the server is told that it is not needed any more (RFC 7009).

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

/// What the server said to each part of a grant: the refresh token, where there is one, and
/// the access token. It took back at least one of them.
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
    /// Whether the server takes tokens back, and this one has a client to do it.
    pub async fn is_revocable(&self, token: &Token) -> Result<bool, Error> {
        let server = self.context.store.server(token.server).await?;
        Ok(token.client.is_some() && server.profile.endpoints.revocation.is_some())
    }

    /// Tells the server that the token is not needed any more: the refresh token first, which
    /// usually takes all that came of it along (RFC 7009 §2.1), then the access token. The
    /// token stays here, with the note that only a login makes it good again.
    ///
    /// An error where the server took back nothing; then nothing is changed here either.
    pub async fn revoke_token(&self, id: Id<Token>) -> Result<Revocation, Error> {
        self.open_vault().await?;
        // A renewal that was cut off may hold the refresh token that is to be given back.
        self.inner.refresh.recover_all().await;
        let _lock = self.context.vault.lock_token(id).await?;
        let token = self.context.store.token(id).await?;
        let (server, client) = self.obtained_from(&token).await?;
        let client_secret = self.context.client_secret(&client).await?;
        let endpoint = endpoint(
            &server.profile,
            &client.profile,
            client_secret.as_ref(),
            &self.context.nature,
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
        // What was said first is about the token that matters most.
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

    /// The server and the client that a token came from. A server takes a token back only
    /// from the client that it was issued to (RFC 7009 §2.1).
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
    /// Whether the server took back all of it.
    pub fn is_whole(&self) -> bool {
        self.parts.iter().all(|part| part.outcome.is_ok())
    }

    /// What the server did, for a person.
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

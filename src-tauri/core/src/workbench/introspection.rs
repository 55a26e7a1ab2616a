//! Introspection of a token (RFC 7662), and storing what it reveals.

use super::Workbench;
use crate::{error::Error, events::Event, records::token_words::Seals as _};
use tokenry_model::{
    client::Client,
    grant::Grant,
    id::Id,
    token::{Expiry, ExpirySource, Token, TokenEvent, TokenEventKind},
    transcript::{StepKind, Transcript},
};
use tokenry_oauth::{
    error::TokenError,
    introspection::{Introspection, endpoint, introspect},
};
use tokenry_vault::store::StoreError;

/// The introspection response, and the facts stored from it.
#[derive(Debug, Clone)]
pub struct Introspected {
    pub answer: Introspection,
    /// New facts, in full sentences.
    pub learned: Vec<String>,
}

impl Workbench {
    /// Introspects the access token without refreshing it. Unknown facts are stored: the expiry,
    /// the granted scopes and the account.
    ///
    /// An inactive response changes nothing: a server also sends it to a client that is not
    /// allowed to introspect the token (RFC 7662 §2.2).
    pub async fn introspect_token(&self, id: Id<Token>) -> Result<Introspected, Error> {
        let token = self.context.store.token(id).await?;
        self.context.true_token(&token).await?;
        let client = self
            .context
            .usable_client(self.asking_client(&token).await?)
            .await?;
        let mut server = self.context.usable_server(token.server).await?;
        server.profile = server.profile.seen_by(&client.profile);
        let secret = self.context.client_secret(&client).await?;
        let endpoint = endpoint(
            &server.profile,
            &client.profile,
            secret.as_ref(),
            &self.context.ambient,
        )?;
        let access = self.open_secrets(&token).await?.access;
        let mut answered = introspect(&self.context.http, &endpoint, &access).await;
        let of_client = |error: TokenError| error.of_client(&client, self.context.now());
        answered.outcome = answered.outcome.map_err(of_client);

        let mut transcript = Transcript::default();
        let kind = StepKind::Introspection;
        let step = transcript.record_exchanges(self.context.now(), kind, answered.https);
        match &answered.outcome {
            Ok(answer) => step.notes.clone_from(&answer.deviations),
            Err(error) => step.notes.push(error.message()),
        }
        self.context.keep_transcript(&token, &transcript).await?;
        let answer = answered.outcome?;
        let learned = match learned(token, &answer) {
            Some((token, learned)) => self.note_learned(&token, learned).await?,
            None => Vec::new(),
        };
        // The transcript is new even if nothing else is.
        self.context.events.tell(Event::TokensChanged);
        Ok(Introspected { answer, learned })
    }

    /// The client of the token. For a pasted token, any client of the server, preferably one with a
    /// secret, because servers are more likely to accept it.
    async fn asking_client(&self, token: &Token) -> Result<Id<Client>, Error> {
        if let Some(client) = token.client {
            return Ok(client);
        }
        let mut clients = self.context.store.clients().await?;
        clients.retain(|client| client.server == token.server);
        clients.sort_by_key(|client| client.secret.is_none());
        let first = clients.first().map(|client| client.id);
        first.ok_or_else(|| Error::NoClient {
            name: token.name.clone(),
        })
    }

    pub(super) async fn note_learned(
        &self,
        token: &Token,
        learned: Vec<String>,
    ) -> Result<Vec<String>, Error> {
        let event = TokenEvent {
            at: self.context.now(),
            kind: TokenEventKind::Introspected,
            detail: learned.join(" "),
        };
        let event = self.context.vault.event(token.id, token.server, &event);
        match self.context.store.note_learned(token, event.as_ref()).await {
            Ok(()) => Ok(learned),
            // The token was refreshed meanwhile, so the response is about the old one.
            Err(StoreError::TokenChanged { .. }) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Adds facts from the response to the token, and returns them as sentences. Values from the token
/// response or the person take precedence.
fn learned(mut token: Token, answer: &Introspection) -> Option<(Token, Vec<String>)> {
    if !answer.active {
        return None;
    }
    let mut learned = Vec::new();
    let unsaid = matches!(
        token.expiry.source,
        ExpirySource::Unknown | ExpirySource::Introspection
    );
    if let Some(at) = answer.expires_at
        && unsaid
        && token.expiry.at != Some(at)
    {
        token.expiry = Expiry {
            at: Some(at),
            source: ExpirySource::Introspection,
        };
        learned.push(format!("It expires at {at}."));
    }
    if let Some(scopes) = &answer.scopes
        && token.scopes.granted.is_none()
    {
        learned.push(format!("Its scopes are {}.", scopes.join(" ")));
        token.scopes.granted = Some(scopes.clone());
    }
    if let Some(account) = &answer.account
        && token.account.is_none()
        && token.grant != Grant::ClientCredentials
    {
        learned.push(format!("It belongs to {}.", account.label));
        token.account = Some(account.clone());
    }
    (!learned.is_empty()).then_some((token, learned))
}

//! Tokens: listing, showing, refreshing, renaming, pasting and forgetting them.

use serde::Deserialize;

use super::{
    Workbench,
    name_lookup::{is_unknown, meant},
};
use crate::{
    error::Error,
    events::Event,
    records::{StoredTranscript, token_secrets::OpenSecrets, token_words::Seals as _},
    refresh::{Fresh, Need},
    sending::placement_of,
};
use tokenry_model::{
    id::Id,
    jwt::Jwt,
    redact::Redactor,
    secret::Secret,
    server::{Placement, Server},
    token::{ShownMember, StateChange, Token, TokenEvent, TokenEventKind, TokenState},
};
use tokenry_oauth::dpop::DpopKey;
use tokenry_vault::{
    store::{Forgotten, Noun},
    vault::KeyId,
};

/// A token with the names of its server and client.
#[derive(Debug, Clone)]
pub struct TokenSummary {
    /// The expiry is [`Token::ends_at`].
    pub token: Token,
    pub state: TokenState,
    /// The states to come, in order.
    pub next_states: Vec<StateChange>,
    /// The token was obtained in the future.
    pub clock_warning: Option<String>,
    pub server_name: String,
    pub client_name: Option<String>,
}

/// The details of a token. Nothing here is secret: of a JWT only the claims.
#[derive(Debug, Clone)]
pub struct TokenDetail {
    pub summary: TokenSummary,
    pub server: Server,
    pub placement: Placement,
    pub access_claims: Option<Jwt>,
    pub id_claims: Option<Jwt>,
    /// Non-standard members of the token response.
    pub members: Vec<ShownMember>,
    /// Newest first.
    pub history: Vec<TokenEvent>,
    /// Newest first.
    pub transcripts: Vec<StoredTranscript>,
    /// The thumbprint of the key that the access token is bound to (RFC 7638).
    pub bound_to: Option<String>,
    /// The server issued a bearer token, although the request carried a DPoP proof.
    pub unbound: bool,
    /// The server supports revocation (RFC 7009), and the token has a client.
    pub revocable: bool,
    /// The server supports introspection (RFC 7662).
    pub introspectable: bool,
}

/// A secret of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SecretPart {
    Access,
    Refresh,
    Id,
}

impl Workbench {
    pub async fn tokens(&self) -> Result<Vec<TokenSummary>, Error> {
        let store = &self.context.store;
        let (servers, clients) = (store.servers().await?, store.clients().await?);
        let margin = self.settings().await?.margin();
        let now = self.context.now();
        let summary = |token: Token| {
            let mut token = self.context.with_words(token);
            let server = servers.iter().find(|server| server.id == token.server);
            let client = clients
                .iter()
                .find(|client| Some(client.id) == token.client);
            let state = token.state(now, margin);
            let next_states = token.next_states(now, margin);
            let clock_warning = token.clock_warning(now);
            token.expiry.at = token.ends_at(now);
            TokenSummary {
                state,
                next_states,
                clock_warning,
                server_name: server
                    .map(|server| server.profile.name.clone())
                    .unwrap_or_default(),
                client_name: client.map(|client| client.profile.name.clone()),
                token,
            }
        };
        Ok(store.tokens().await?.into_iter().map(summary).collect())
    }

    pub async fn token_summary(&self, id: Id<Token>) -> Result<TokenSummary, Error> {
        let mut token = self.context.stored_token(id).await?;
        let server = self.context.store.server(token.server).await?;
        let client_name = match token.client {
            Some(client) => Some(self.context.store.client(client).await?.profile.name),
            None => None,
        };
        let now = self.context.now();
        let margin = self.settings().await?.margin();
        let state = token.state(now, margin);
        let next_states = token.next_states(now, margin);
        let clock_warning = token.clock_warning(now);
        token.expiry.at = token.ends_at(now);
        Ok(TokenSummary {
            state,
            next_states,
            clock_warning,
            server_name: server.profile.name,
            client_name,
            token,
        })
    }

    /// Finds a token by name or by id.
    pub async fn token_named(&self, name: &str) -> Result<Token, Error> {
        if let Ok(id) = name.parse() {
            return Ok(self.context.store.token(id).await?);
        }
        let exact = self.context.store.token_named(name).await;
        if is_unknown(&exact) {
            let all = self.context.store.tokens().await?;
            return meant(Noun::Token, name, all, |one| one.name.as_str());
        }
        Ok(exact?)
    }

    pub async fn token_detail(&self, id: Id<Token>) -> Result<TokenDetail, Error> {
        let store = &self.context.store;
        let summary = self.token_summary(id).await?;
        let server = store.server(summary.token.server).await?;
        let secrets = self.open_secrets(&summary.token).await?;
        Ok(TokenDetail {
            placement: placement_of(&self.context, &summary.token, &server).await?,
            access_claims: Jwt::decode(secrets.access.expose()),
            id_claims: secrets
                .id_token
                .as_ref()
                .and_then(|token| Jwt::decode(token.expose())),
            members: shown_members(&secrets),
            history: self.context.history_of(&summary.token, 100).await?,
            transcripts: self.context.transcripts(&summary.token, 20).await?,
            bound_to: bound_to(&summary.token, &secrets),
            unbound: summary.token.secrets.dpop_key.is_some() && !summary.token.is_bound(),
            revocable: self.is_revocable(&summary.token).await?,
            introspectable: server.profile.endpoints.introspection.is_some(),
            server,
            summary,
        })
    }

    /// The non-standard members of the token response, with secrets masked.
    pub async fn token_members(&self, id: Id<Token>) -> Result<Vec<ShownMember>, Error> {
        let token = self.context.store.token(id).await?;
        if token.secrets.members.is_none() {
            return Ok(Vec::new());
        }
        Ok(shown_members(&self.open_secrets(&token).await?))
    }

    /// Reveals one of these values at a person's request. A dot selects a member of an object:
    /// `team.id`.
    pub async fn reveal_member(&self, id: Id<Token>, path: &str) -> Result<Secret, Error> {
        let token = self.context.store.token(id).await?;
        let members = self.open_secrets(&token).await?.members;
        members.value(path).ok_or_else(|| Error::NoSuchMember {
            name: token.name,
            member: path.to_owned(),
            known: members.iter().map(|one| one.name.clone()).collect(),
        })
    }

    pub async fn rename_token(&self, id: Id<Token>, name: &str) -> Result<(), Error> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Error::Missing {
                what: "name of the token",
            });
        }
        let before = self.context.store.token(id).await?;
        let event = TokenEvent {
            at: self.context.now(),
            kind: TokenEventKind::Renamed,
            detail: format!("Was “{}”.", before.name),
        };
        // A rename works without the vault. It is then not recorded in the history.
        let known = match self.open_vault().await {
            Ok(()) => Ok(self
                .context
                .vault
                .ensure_key(KeyId::Server(before.server))
                .await?),
            locked => locked,
        };
        let event = known
            .ok()
            .and_then(|()| self.context.vault.event(id, before.server, &event));
        let store = &self.context.store;
        store.rename_token(id, name, event.as_ref()).await?;
        self.context.events.tell(Event::TokensChanged);
        Ok(())
    }

    /// Returns the token with a fresh access token, refreshed first if due.
    pub async fn fresh(&self, id: Id<Token>, need: Need) -> Result<Fresh, Error> {
        Ok(self.inner.refresh.fresh(id, need).await?)
    }

    /// Returns true if this process is refreshing a token.
    pub fn is_renewing(&self) -> bool {
        self.inner.refresh.is_renewing()
    }

    /// Waits until running refreshes are stored.
    pub async fn renewals_ended(&self) {
        self.inner.refresh.renewals_ended().await;
    }

    /// Refreshes tokens before they expire, for the lifetime of the workbench. Does nothing while the
    /// vault is locked or the setting is off.
    pub fn keep_fresh_in_background(&self) {
        self.inner.refresh.keep_fresh_in_background();
    }

    /// Refreshes a token now, even if it is still valid.
    pub async fn refresh_token(&self, id: Id<Token>) -> Result<Fresh, Error> {
        Ok(self.inner.refresh.anew(id).await?)
    }

    /// Reveals one secret at a person's request. The access token is not refreshed first.
    pub async fn reveal(&self, id: Id<Token>, part: SecretPart) -> Result<Secret, Error> {
        let token = self.context.store.token(id).await?;
        let secrets = self.open_secrets(&token).await?;
        let missing = |what| Error::NoSuchPart {
            name: token.name.clone(),
            what,
        };
        match part {
            // Only a refresh token was pasted, and it has not been used yet.
            SecretPart::Access if secrets.access.is_empty() => Err(missing("access token yet")),
            SecretPart::Access => Ok(secrets.access),
            SecretPart::Refresh => secrets.refresh.ok_or_else(|| missing("refresh token")),
            SecretPart::Id => secrets.id_token.ok_or_else(|| missing("ID token")),
        }
    }

    pub(crate) async fn open_secrets(&self, token: &Token) -> Result<OpenSecrets, Error> {
        self.open_vault().await?;
        self.context
            .vault
            .ensure_key(KeyId::Server(token.server))
            .await?;
        Ok(OpenSecrets::open(&self.context.vault, token)?)
    }

    /// Removes a token from Tokenry. It is not revoked at the server.
    pub async fn forget_token(&self, id: Id<Token>) -> Result<(), Error> {
        self.context.store.forget_token(id).await?;
        self.forget_in_backups(Forgotten::Token(id)).await;
        self.context.events.tell(Event::TokensChanged);
        Ok(())
    }
}

fn shown_members(secrets: &OpenSecrets) -> Vec<ShownMember> {
    let own = [&secrets.refresh, &secrets.id_token];
    let own = own.into_iter().flatten().chain([&secrets.access]);
    let redactor = own.fold(Redactor::new(), Redactor::with_secret);
    secrets.members.shown(&redactor)
}

fn bound_to(token: &Token, secrets: &OpenSecrets) -> Option<String> {
    let key = secrets.dpop_key.as_ref().filter(|_| token.is_bound())?;
    let key = DpopKey::read(key).ok()?;
    Some(key.thumbprint().to_owned())
}

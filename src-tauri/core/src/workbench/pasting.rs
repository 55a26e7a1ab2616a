//! Pasted tokens: storing them, assigning the client that refreshes them, and manual corrections.

use super::Workbench;
use crate::{
    error::Error,
    events::Event,
    pasted_token,
    records::{token_secrets::OpenSecrets, token_words::Seals as _},
    refresh::expiry_of,
};
use tokenry_model::{
    authorization_params::AuthorizationParams,
    client::Client,
    clock::Timestamp,
    grant::Grant,
    id::Id,
    secret::Secret,
    server::{Placement, Server},
    token::{Expiry, ExpirySource, Health, Scopes, Token, TokenEvent, TokenEventKind},
};
use tokenry_oauth::reply::ReplyRules;
use tokenry_oauth::reply::TokenReply;
use tokenry_vault::{
    store::{SealedEvent, StoreError},
    vault::KeyId,
};

/// A token to add.
#[derive(Debug, Clone)]
pub struct BringOrder {
    pub server: Id<Server>,
    pub name: String,
    /// A bare token, a header with a token, a whole token response, or a curl command.
    pub text: Secret,
    pub expires_at: Option<Timestamp>,
    /// The client that refreshes the token.
    pub client: Option<Id<Client>>,
    /// The text is a refresh token only. It is used at once.
    pub refresh_token: bool,
}

/// The added token.
#[derive(Debug)]
pub struct BroughtIn {
    pub token: Token,
    /// Deviations of the response from the standard, and suggestions, in full sentences.
    pub remarks: Vec<String>,
    /// Set if a refresh token was stored but could not be used yet.
    pub not_renewed: Option<Error>,
}

/// Changes to a token. `None` leaves a value unchanged.
#[derive(Debug, Clone, Default)]
pub struct TokenEdit {
    /// The client that refreshes it, or none.
    pub client: Option<Option<Id<Client>>>,
    /// The expiry, or none.
    pub expires_at: Option<Option<Timestamp>>,
    /// The placement, or that of the client or server.
    pub placement: Option<Option<Placement>>,
}

/// The context of a pasted token.
pub(super) struct Belongs<'a> {
    pub(super) server: Id<Server>,
    pub(super) name: &'a str,
    pub(super) client: Option<Id<Client>>,
    pub(super) placement: Option<Placement>,
    pub(super) expires_at: Option<Timestamp>,
}

impl Workbench {
    /// Stores a pasted token: a bare token, a whole token response as JSON, or a curl command with a
    /// bearer header.
    pub async fn paste_token(
        &self,
        server: Id<Server>,
        name: &str,
        text: &Secret,
        expires_at: Option<Timestamp>,
    ) -> Result<Token, Error> {
        let order = BringOrder {
            server,
            name: name.to_owned(),
            text: text.clone(),
            expires_at,
            client: None,
            refresh_token: false,
        };
        Ok(self.bring_in(order).await?.token)
    }

    /// Stores a pasted token with the client that refreshes it. A refresh token alone requires a
    /// client. It is stored before it is used, so that it is never lost.
    pub async fn bring_in(&self, order: BringOrder) -> Result<BroughtIn, Error> {
        let name = order.name.trim();
        if name.is_empty() {
            return Err(Error::Missing {
                what: "name of the token",
            });
        }
        let mut server = self.context.true_server(order.server).await?;
        let habits = &mut server.profile.habits;
        if let Some(client) = order.client {
            let client = self.client_at(client, order.server).await?;
            habits.placement = client
                .profile
                .placement
                .unwrap_or_else(|| habits.placement.clone());
        }
        let read = if order.refresh_token {
            pasted_token::read_refresh
        } else {
            pasted_token::read
        };
        let pasted = read(order.text.expose(), ReplyRules::from(&*habits))?;
        let mut reply = pasted.reply;
        let only_refresh = reply.access.is_empty();
        if only_refresh && order.client.is_none() {
            return Err(Error::RefreshTokenAlone);
        }
        let mut remarks = std::mem::take(&mut reply.deviations);
        if reply.refresh.is_some() && order.client.is_none() {
            remarks.push(
                "It came with a refresh token. Choose the client that it belongs to, and Tokenry \
                 refreshes it."
                    .into(),
            );
        }
        self.context
            .vault
            .ensure_key(KeyId::Server(order.server))
            .await?;
        let belongs = Belongs {
            server: order.server,
            name,
            client: order.client,
            placement: pasted.placement.filter(|own| *own != habits.placement),
            expires_at: order.expires_at,
        };
        let (mut token, event) = self.pasted(belongs, reply, &remarks)?;
        let seal = self.context.token_seal(&token)?;
        let store = &self.context.store;
        store.add_token(&token, &seal, event.as_ref()).await?;
        self.context.events.tell(Event::TokensChanged);
        let mut not_renewed = None;
        if only_refresh {
            match self.refresh_token(token.id).await {
                Ok(fresh) => token = fresh.token,
                Err(error) => {
                    not_renewed = Some(error);
                    token = self.context.store.token(token.id).await?;
                }
            }
        }
        Ok(BroughtIn {
            token,
            remarks,
            not_renewed,
        })
    }

    /// Changes the editable properties of a token. Values from the server are kept.
    pub async fn edit_token(&self, id: Id<Token>, edit: TokenEdit) -> Result<Token, Error> {
        let mut token = self.context.store.token(id).await?;
        self.context.true_token(&token).await?;
        let mut told = Vec::new();
        if let Some(client) = edit.client {
            told.push(match client {
                Some(client) => {
                    let client = self.client_at(client, token.server).await?;
                    format!("The client {} refreshes it.", client.profile.name)
                }
                None if token.grant == Grant::Pasted => "No client refreshes it.".into(),
                None => {
                    let name = token.name;
                    return Err(Error::ClientIsItsOwn { name });
                }
            });
            token.client = client;
        }
        if let Some(at) = edit.expires_at {
            let against_server = !matches!(
                token.expiry.source,
                ExpirySource::Person | ExpirySource::Unknown
            );
            let source = if against_server {
                ExpirySource::Corrected
            } else {
                ExpirySource::Person
            };
            token.expiry = Expiry { at, source };
            told.push(match at {
                Some(at) => format!("Its expiry was set by hand: {at}."),
                None => "It was set by hand to never expire.".into(),
            });
        }
        if let Some(placement) = edit.placement {
            told.push(match &placement {
                Some(placement) => format!("It is sent {}.", placement.told()),
                None => "It uses the placement of its server.".into(),
            });
            token.placement = placement;
        }
        if told.is_empty() {
            return Ok(token);
        }
        let event = TokenEvent {
            at: self.context.now(),
            kind: TokenEventKind::Changed,
            detail: told.join(" "),
        };
        let seal = self.context.token_seal(&token)?;
        let (store, event) = (
            &self.context.store,
            self.context.vault.event(id, token.server, &event),
        );
        match store.edit_token(&token, &seal, event.as_ref()).await {
            // The token was refreshed meanwhile. The edit applies to the current one.
            Err(StoreError::TokenChanged { .. }) => {
                let now = self.context.store.token(id).await?;
                token = Token {
                    client: token.client,
                    expiry: if edit.expires_at.is_some() {
                        token.expiry
                    } else {
                        now.expiry
                    },
                    placement: token.placement,
                    ..now
                };
                store.edit_token(&token, &seal, event.as_ref()).await?;
            }
            stored => stored?,
        }
        self.context.events.tell(Event::TokensChanged);
        Ok(token)
    }

    async fn client_at(&self, client: Id<Client>, server: Id<Server>) -> Result<Client, Error> {
        let client = self.context.store.client(client).await?;
        if client.server == server {
            return Ok(client);
        }
        Err(Error::ClientElsewhere {
            client: client.profile.name,
            server: self.context.store.server(server).await?.profile.name,
        })
    }

    /// Seals a pasted token for storing. The vault must be open and have the server's key.
    pub(super) fn pasted(
        &self,
        belongs: Belongs<'_>,
        reply: TokenReply,
        remarks: &[String],
    ) -> Result<(Token, Option<SealedEvent>), Error> {
        let now = self.context.now();
        let refreshable = reply.refresh.is_some() && belongs.client.is_some();
        let expiry = match belongs.expires_at {
            // There is no access token yet, so a refresh is due at once.
            _ if reply.access.is_empty() => Expiry {
                at: Some(now),
                source: ExpirySource::Unknown,
            },
            Some(at) => Expiry {
                at: Some(at),
                source: ExpirySource::Person,
            },
            // A lifetime counts from the issue of the token, not from now.
            None => {
                let made = reply.created_at.filter(|made| *made < now);
                expiry_of(&reply, refreshable, made.unwrap_or(now))
            }
        };
        let id = Id::new(&self.context.ambient);
        let server = belongs.server;
        let secrets = OpenSecrets {
            access: reply.access,
            refresh: reply.refresh,
            id_token: reply.id_token,
            previous_refresh: None,
            dpop_key: None,
            members: reply.members,
        };
        let token = Token {
            id,
            server,
            client: belongs.client,
            name: belongs.name.to_owned(),
            grant: Grant::Pasted,
            account: None,
            scopes: Scopes {
                requested: Vec::new(),
                further: AuthorizationParams::default(),
                granted: reply.scopes,
                details: reply.details,
            },
            token_type: reply.token_type,
            placement: belongs.placement,
            expiry,
            health: Health::Fine,
            health_words: None,
            generation: 1,
            secrets: secrets.seal(&self.context.vault, id, server, 1)?,
            created_at: now,
            obtained_at: now,
            used_at: None,
        };
        let told = [&["Pasted.".to_owned()][..], remarks].concat();
        let event = TokenEvent {
            at: now,
            kind: TokenEventKind::Created,
            detail: told.join(" "),
        };
        let event = self.context.vault.event(id, server, &event);
        Ok((token, event))
    }
}

//! Clients that register themselves: RFC 7591 and 7592, and the way of Mastodon.

use serde_json::{Map, Value};
use url::Url;

use super::Workbench;
use crate::{
    client::{AuthMethod, Client, ClientProfile, Hardening},
    error::Error,
    events::Event,
    id::Id,
    oauth::registration::{
        self, Management, Proposal, Registered, RegistrationForm, RegistrationWay, management,
    },
    recipe,
    secret::Secret,
    server::Server,
    store::StoredRegistration,
    vault::{KeyId, Place},
};

/// What a person chose for a registration.
#[derive(Debug, Clone)]
pub struct RegistrationOrder {
    pub server: Id<Server>,
    /// Empty: named after the server here, and “Tokenry” there.
    pub name: String,
    pub redirect_uri: String,
    pub scopes: Vec<String>,
    /// `None`: the first that the server lists and Tokenry speaks.
    pub auth: Option<AuthMethod>,
    /// The initial access token that some servers want (RFC 7591 §3).
    pub initial_token: Option<Secret>,
}

impl Workbench {
    /// What [`Workbench::register_client`] would send.
    pub async fn registration_proposal(
        &self,
        order: &RegistrationOrder,
    ) -> Result<Proposal, Error> {
        let server = self.server(order.server).await?;
        self.proposal(&server, order)
    }

    /// Registers a client at its server and stores it. Nothing is sent where it could not be
    /// stored: the vault is open and the name is free before.
    pub async fn register_client(&self, order: RegistrationOrder) -> Result<Client, Error> {
        let server = self.server(order.server).await?;
        let proposal = self.proposal(&server, &order)?;
        let name = order.name.trim();
        let taken = |client: &Client| client.profile.name == name;
        if self.clients().await?.iter().any(taken) {
            let name = name.to_owned();
            return Err(Error::ClientNameTaken { name });
        }
        self.open_vault().await?;
        self.inner
            .vault
            .ensure_key(KeyId::Server(server.id))
            .await?;

        let plain_http = server.profile.habits.plain_http;
        let token = order.initial_token.as_ref();
        let http = &self.inner.http;
        let registered = registration::register(http, &proposal, token, plain_http).await?;
        let auth = registered.auth.unwrap_or_else(|| match registered.secret {
            None => AuthMethod::None,
            Some(_) => method(&server, order.auth, proposal.way),
        });
        let profile = ClientProfile {
            name: name.to_owned(),
            client_id: registered.client_id,
            auth,
            redirect_uri: own(order.redirect_uri, &registered.redirect_uris),
            further_redirects: Vec::new(),
            scopes: registered.scopes.unwrap_or(order.scopes),
            token_style: None,
            placement: None,
            extras: Vec::new(),
            hardening: Hardening::default(),
        };
        let client = self
            .add_client(server.id, profile, registered.secret)
            .await?;
        if let Some(management) = &registered.management {
            self.keep_management(&client, management).await?;
        }
        Ok(client)
    }

    /// What the server has about a client, its secrets masked (RFC 7592 §2.1).
    pub async fn read_registration(&self, id: Id<Client>) -> Result<Map<String, Value>, Error> {
        let (client, server, management) = self.managed(id).await?;
        let plain_http = server.profile.habits.plain_http;
        let read = management::read(&self.inner.http, &management, plain_http).await?;
        self.settle(client, read.registered).await?;
        Ok(read.shown)
    }

    /// Changes name, redirect URI and scopes at the server and here (RFC 7592 §2.2).
    pub async fn update_registration(
        &self,
        id: Id<Client>,
        profile: ClientProfile,
    ) -> Result<Client, Error> {
        let (mut client, server, management) = self.managed(id).await?;
        let form = RegistrationForm {
            name: profile.name.clone(),
            redirect_uri: profile.redirect_uri.clone(),
            scopes: profile.scopes.clone(),
            auth: profile.auth,
            website: None,
        };
        let plain_http = server.profile.habits.plain_http;
        let updated = management::update(&self.inner.http, &management, &form, plain_http).await?;
        client.profile = profile;
        self.settle(client, updated).await
    }

    /// Deletes a client at its server (RFC 7592 §2.3), and here with the tokens it got.
    pub async fn delete_registration(&self, id: Id<Client>) -> Result<(), Error> {
        let (_, server, management) = self.managed(id).await?;
        let plain_http = server.profile.habits.plain_http;
        management::delete(&self.inner.http, &management, plain_http).await?;
        self.remove_client(id).await
    }

    fn proposal(&self, server: &Server, order: &RegistrationOrder) -> Result<Proposal, Error> {
        let none = || Error::NoRegistration {
            server: server.profile.name.clone(),
        };
        let url = server.profile.endpoints.registration.clone();
        let url = url.ok_or_else(none)?;
        let recipe = self.recipe_of(&server.profile)?;
        let way = match recipe.map(|recipe| recipe.registration.way) {
            Some(recipe::RegistrationWay::Mastodon) => RegistrationWay::Mastodon,
            Some(recipe::RegistrationWay::ByHand | recipe::RegistrationWay::Dynamic) | None => {
                RegistrationWay::Dynamic
            }
        };
        let name = order.name.trim();
        let form = RegistrationForm {
            name: if name.is_empty() { "Tokenry" } else { name }.into(),
            redirect_uri: order.redirect_uri.clone(),
            scopes: order.scopes.clone(),
            auth: method(server, order.auth, way),
            website: None,
        };
        Ok(Proposal::new(way, url, &form))
    }

    async fn managed(&self, id: Id<Client>) -> Result<(Client, Server, Management), Error> {
        let client = self.client(id).await?;
        let server = self.server(client.server).await?;
        let not_managed = || Error::NotManaged {
            name: client.profile.name.clone(),
        };
        let stored = self.inner.store.registration(id).await?;
        let stored = stored.ok_or_else(not_managed)?;
        let uri = Url::parse(&stored.uri).map_err(|_| not_managed())?;
        self.open_vault().await?;
        self.inner
            .vault
            .ensure_key(KeyId::Server(server.id))
            .await?;
        let place = token_place(client.server, id);
        let token = self.inner.vault.open_secret(&place, &stored.token)?;
        Ok((client, server, Management { uri, token }))
    }

    /// Stores what the server says now: it may have given out new secrets.
    async fn settle(&self, mut client: Client, said: Registered) -> Result<Client, Error> {
        if let Some(management) = &said.management {
            self.keep_management(&client, management).await?;
        }
        if let Some(secret) = &said.secret {
            let place = super::clients::secret_place(client.server, client.id);
            client.secret = Some(self.inner.vault.seal_secret(&place, secret)?);
        }
        let profile = &mut client.profile;
        profile.client_id = said.client_id;
        profile.auth = said.auth.unwrap_or(profile.auth);
        profile.redirect_uri = own(
            std::mem::take(&mut profile.redirect_uri),
            &said.redirect_uris,
        );
        if let Some(scopes) = said.scopes {
            profile.scopes = scopes;
        }
        client.updated_at = self.now();
        let secret = client.secret.as_ref();
        self.inner
            .store
            .edit_client(client.id, &client.profile, secret, client.updated_at)
            .await?;
        self.inner.events.tell(Event::ServersChanged);
        Ok(client)
    }

    async fn keep_management(&self, client: &Client, kept: &Management) -> Result<(), Error> {
        let place = token_place(client.server, client.id);
        let stored = StoredRegistration {
            uri: kept.uri.to_string(),
            token: self.inner.vault.seal_secret(&place, &kept.token)?,
        };
        let store = &self.inner.store;
        Ok(store.keep_registration(client.id, &stored).await?)
    }
}

/// The person's choice, else the first that the server lists and we speak, else what the
/// way of registering takes for granted.
fn method(server: &Server, chosen: Option<AuthMethod>, way: RegistrationWay) -> AuthMethod {
    let mut listed = server.profile.auth_methods.iter();
    let known = || {
        listed.find_map(|method| {
            AuthMethod::named(method)
                .filter(|method| matches!(method, AuthMethod::Basic | AuthMethod::Post))
        })
    };
    chosen.or_else(known).unwrap_or(match way {
        RegistrationWay::Dynamic => AuthMethod::Basic,
        RegistrationWay::Mastodon => AuthMethod::Post,
    })
}

fn token_place(server: Id<Server>, client: Id<Client>) -> Place {
    Place {
        table: "registrations",
        column: "token",
        row: *client.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}

/// Ours if the server kept it, else the one it made of it.
fn own(asked: String, registered: &[String]) -> String {
    match registered.first() {
        Some(first) if !registered.contains(&asked) => first.clone(),
        _ => asked,
    }
}

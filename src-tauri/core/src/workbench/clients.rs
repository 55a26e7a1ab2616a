//! Clients: the registrations at a server.

use super::{
    Removal, Workbench,
    name_lookup::{is_unknown, meant},
};
use crate::{error::Error, events::Event};
use tokenry_model::{
    client::{AuthMethod, Client, ClientProfile},
    id::Id,
    secret::Secret,
    server::Server,
    token::Token,
};
use tokenry_oauth::{error::TokenError, http::Identity, signing::SigningKey};
use tokenry_vault::{
    store::{Forgotten, Noun},
    vault::{KeyId, Place, VaultError},
};

/// What an edit does to the stored secret.
#[derive(Debug, Clone)]
pub enum SecretChange {
    Keep,
    Remove,
    Set(Secret),
}

impl Workbench {
    pub async fn clients(&self) -> Result<Vec<Client>, Error> {
        Ok(self.inner.store.clients().await?)
    }

    pub async fn client(&self, id: Id<Client>) -> Result<Client, Error> {
        Ok(self.inner.store.client(id).await?)
    }

    /// By name ([`meant`]), or by id as text.
    pub async fn client_named(&self, name: &str) -> Result<Client, Error> {
        if let Ok(id) = name.parse() {
            return self.client(id).await;
        }
        let exact = self.inner.store.client_named(name).await;
        if is_unknown(&exact) {
            let all = self.inner.store.clients().await?;
            return meant(Noun::Client, name, all, |one| one.profile.name.as_str());
        }
        Ok(exact?)
    }

    /// A client without a name is named after its server.
    pub async fn add_client(
        &self,
        server: Id<Server>,
        mut profile: ClientProfile,
        secret: Option<Secret>,
    ) -> Result<Client, Error> {
        let known = self.true_server(server).await?;
        if profile.name.trim().is_empty() {
            profile.name = self.free_client_name(&known.profile.name).await?;
        }
        check(&profile, secret.is_some())?;
        if let Some(secret) = &secret {
            check_key(&profile, secret)?;
        }
        self.open_vault().await?;
        self.inner.vault.ensure_key(KeyId::Server(server)).await?;
        let now = self.now();
        let id = Id::new(&self.inner.nature);
        let profile = self.parted_client(server, id, profile, None).await?;
        let client = Client {
            id,
            server,
            profile,
            secret: secret
                .map(|secret| {
                    self.inner
                        .vault
                        .seal_secret(&secret_place(server, id), &secret)
                })
                .transpose()?,
            secret_expires_at: None,
            created_at: now,
            updated_at: now,
        };
        let seal = self.client_seal(&client)?;
        self.inner.store.add_client(&client, &seal).await?;
        self.inner.events.tell(Event::ServersChanged);
        Ok(client)
    }

    /// `Photos`, or `Photos 2` where that is taken.
    pub(super) async fn free_client_name(&self, wanted: &str) -> Result<String, Error> {
        let taken = self.inner.store.clients().await?;
        let is_free = |name: &String| taken.iter().all(|client| client.profile.name != *name);
        let numbered = (2_u32..).map(|number| format!("{wanted} {number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        Ok(names.find(is_free).unwrap_or_else(|| wanted.to_owned()))
    }

    pub async fn edit_client(
        &self,
        id: Id<Client>,
        profile: ClientProfile,
        change: SecretChange,
    ) -> Result<Client, Error> {
        let (mut client, _) = self.true_client(id).await?;
        let renamed = client.profile.client_id != profile.client_id;
        if renamed || !matches!(change, SecretChange::Keep) {
            self.forget_refused(id).await?;
        }
        if !matches!(change, SecretChange::Keep) {
            // The end that the server told was that of another secret.
            client.secret_expires_at = None;
        }
        client.secret = match change {
            SecretChange::Keep => client.secret,
            SecretChange::Remove => None,
            SecretChange::Set(secret) => {
                check_key(&profile, &secret)?;
                let place = secret_place(client.server, id);
                Some(self.inner.vault.seal_secret(&place, &secret)?)
            }
        };
        check(&profile, client.secret.is_some())?;
        let before = client.profile;
        client.profile = self
            .parted_client(client.server, id, profile, Some(&before))
            .await?;
        client.updated_at = self.now();
        let seal = self.client_seal(&client)?;
        self.inner.store.edit_client(&client, &seal).await?;
        self.inner.events.tell(Event::ServersChanged);
        Ok(client)
    }

    pub async fn client_removal(&self, id: Id<Client>) -> Result<Removal, Error> {
        self.removal(|client| client.id == id, |token| token.client == Some(id))
            .await
    }

    /// Removes a client with the tokens it got.
    pub async fn remove_client(&self, id: Id<Client>) -> Result<(), Error> {
        self.inner.store.remove_client(id).await?;
        self.forget_refused(id).await?;
        self.forget_in_backups(Forgotten::Client(id)).await;
        self.inner.events.tell(Event::ServersChanged);
        self.inner.events.tell(Event::TokensChanged);
        Ok(())
    }

    /// The client's secret, for the wire.
    pub(crate) async fn client_secret(&self, client: &Client) -> Result<Option<Secret>, Error> {
        self.open_vault().await?;
        self.inner
            .vault
            .ensure_key(KeyId::Server(client.server))
            .await?;
        Ok(self.opened_client_secret(client)?)
    }

    /// The certificate that a token's client shows, where it has one (RFC 8705).
    pub(crate) async fn identity_of(&self, token: &Token) -> Result<Option<Identity>, Error> {
        let Some(client) = token.client else {
            return Ok(None);
        };
        let client = self.inner.store.client(client).await?;
        if !client.profile.auth.is_tls() {
            return Ok(None);
        }
        let secret = self.client_secret(&client).await?;
        let identity = secret.as_ref().map(Identity::read).transpose();
        Ok(identity.map_err(TokenError::from)?)
    }

    /// The same, where the vault is known to be open and the server's key at hand.
    pub(crate) fn opened_client_secret(
        &self,
        client: &Client,
    ) -> Result<Option<Secret>, VaultError> {
        let place = secret_place(client.server, client.id);
        let open = |sealed| self.inner.vault.open_secret(&place, sealed);
        client.secret.as_ref().map(open).transpose()
    }
}

pub(super) fn secret_place(server: Id<Server>, client: Id<Client>) -> Place {
    Place {
        table: "client",
        column: "secret",
        row: *client.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}

/// A key that cannot sign is told before it is stored, and not by the server.
pub(super) fn check_key(profile: &ClientProfile, secret: &Secret) -> Result<(), Error> {
    if profile.auth == AuthMethod::PrivateKeyJwt {
        SigningKey::read(secret).map_err(TokenError::from)?;
    }
    if profile.auth.is_tls() {
        Identity::read(secret).map_err(TokenError::from)?;
    }
    Ok(())
}

/// What a form can get wrong, told before anything is stored.
pub(super) fn check(profile: &ClientProfile, has_secret: bool) -> Result<(), Error> {
    if profile.name.trim().is_empty() {
        return Err(Error::Missing {
            what: "name of the client",
        });
    }
    if profile.client_id.trim().is_empty() {
        return Err(Error::Missing { what: "client id" });
    }
    if profile.auth != AuthMethod::None && !has_secret {
        return Err(Error::SecretMissing);
    }
    Ok(())
}

//! Clients.

use super::{
    Removal, Workbench,
    name_lookup::{is_unknown, meant},
};
use crate::{error::Error, events::Event, records::client_secrets};
use tokenry_model::{
    client::{AuthMethod, Client, ClientProfile},
    id::Id,
    secret::Secret,
    server::Server,
};
use tokenry_oauth::{error::TokenError, http::Identity, signing::SigningKey};
use tokenry_vault::{
    store::{Forgotten, Noun},
    vault::KeyId,
};

/// Change to a stored secret.
#[derive(Debug, Clone)]
pub enum SecretChange {
    Keep,
    Remove,
    Set(Secret),
}

impl Workbench {
    pub async fn clients(&self) -> Result<Vec<Client>, Error> {
        Ok(self.context.store.clients().await?)
    }

    pub async fn client(&self, id: Id<Client>) -> Result<Client, Error> {
        Ok(self.context.store.client(id).await?)
    }

    /// Finds a client by name ([`meant`]) or by id.
    pub async fn client_named(&self, name: &str) -> Result<Client, Error> {
        if let Ok(id) = name.parse() {
            return self.client(id).await;
        }
        let exact = self.context.store.client_named(name).await;
        if is_unknown(&exact) {
            let all = self.context.store.clients().await?;
            return meant(Noun::Client, name, all, |one| one.profile.name.as_str());
        }
        Ok(exact?)
    }

    /// Stores a client. Without a name it is named after its server.
    pub async fn add_client(
        &self,
        server: Id<Server>,
        mut profile: ClientProfile,
        secret: Option<Secret>,
    ) -> Result<Client, Error> {
        let known = self.context.true_server(server).await?;
        if profile.name.trim().is_empty() {
            profile.name = self.free_client_name(&known.profile.name).await?;
        }
        check(&profile, secret.is_some())?;
        if let Some(secret) = &secret {
            check_key(&profile, secret)?;
        }
        self.open_vault().await?;
        self.context.vault.ensure_key(KeyId::Server(server)).await?;
        let now = self.context.now();
        let id = Id::new(&self.context.ambient);
        let profile = self
            .context
            .parted_client(server, id, profile, None)
            .await?;
        let client = Client {
            id,
            server,
            profile,
            secret: secret
                .map(|secret| {
                    self.context
                        .vault
                        .seal_secret(&client_secrets::secret_place(server, id), &secret)
                })
                .transpose()?,
            secret_expires_at: None,
            created_at: now,
            updated_at: now,
        };
        let seal = self.context.client_seal(&client)?;
        self.context.store.add_client(&client, &seal).await?;
        self.context.events.tell(Event::ServersChanged);
        Ok(client)
    }

    /// Returns `Photos`, or `Photos 2` if that is taken.
    pub(super) async fn free_client_name(&self, wanted: &str) -> Result<String, Error> {
        let taken = self.context.store.clients().await?;
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
        let (mut client, _) = self.context.true_client(id).await?;
        let renamed = client.profile.client_id != profile.client_id;
        if renamed || !matches!(change, SecretChange::Keep) {
            self.context.forget_refused(id).await?;
        }
        if !matches!(change, SecretChange::Keep) {
            // The stored expiry belongs to the old secret.
            client.secret_expires_at = None;
        }
        client.secret = match change {
            SecretChange::Keep => client.secret,
            SecretChange::Remove => None,
            SecretChange::Set(secret) => {
                check_key(&profile, &secret)?;
                let place = client_secrets::secret_place(client.server, id);
                Some(self.context.vault.seal_secret(&place, &secret)?)
            }
        };
        check(&profile, client.secret.is_some())?;
        let before = client.profile;
        client.profile = self
            .context
            .parted_client(client.server, id, profile, Some(&before))
            .await?;
        client.updated_at = self.context.now();
        let seal = self.context.client_seal(&client)?;
        self.context.store.edit_client(&client, &seal).await?;
        self.context.events.tell(Event::ServersChanged);
        Ok(client)
    }

    pub async fn client_removal(&self, id: Id<Client>) -> Result<Removal, Error> {
        self.removal(|client| client.id == id, |token| token.client == Some(id))
            .await
    }

    /// Removes a client and its tokens.
    pub async fn remove_client(&self, id: Id<Client>) -> Result<(), Error> {
        self.context.store.remove_client(id).await?;
        self.context.forget_refused(id).await?;
        self.forget_in_backups(Forgotten::Client(id)).await;
        self.context.events.tell(Event::ServersChanged);
        self.context.events.tell(Event::TokensChanged);
        Ok(())
    }
}

/// Rejects an invalid key before it is stored, rather than at the server.
pub(super) fn check_key(profile: &ClientProfile, secret: &Secret) -> Result<(), Error> {
    if profile.auth == AuthMethod::PrivateKeyJwt {
        SigningKey::read(secret).map_err(TokenError::from)?;
    }
    if profile.auth.is_tls() {
        Identity::read(secret).map_err(TokenError::from)?;
    }
    Ok(())
}

/// Checks the form before anything is stored.
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

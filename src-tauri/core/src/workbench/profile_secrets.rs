//! Secrets of profiles ([`tokenry_vault::profile_secrets`]): sealed where a profile is stored, opened where it is
//! used.

use super::Workbench;
use crate::{error::Error, refresh::token_secrets::OpenSecrets};
use tokenry_model::{
    client::Client,
    id::Id,
    sealed::Sealed,
    secret::Secret,
    server::{Extra, ExtraPlace, ExtraStep, Server},
    token::Token,
};
use tokenry_vault::{
    profile_secrets::{Kept, Profile, part, whole},
    vault::{KeyId, Place, VaultError},
};

/// Which extra parameter or header of a profile.
#[derive(Debug, Clone)]
pub struct SealedExtra {
    pub on: ExtraStep,
    pub place: ExtraPlace,
    pub name: String,
    /// Which of those that are alike in all that, from 0.
    pub nth: usize,
}

impl SealedExtra {
    fn value_in(&self, extras: &[Extra], of: &str) -> Result<Secret, Error> {
        let mut alike = extras
            .iter()
            .filter(|one| one.on == self.on && one.place == self.place && one.name == self.name);
        let found = alike.nth(self.nth).ok_or_else(|| Error::NoSuchPart {
            name: of.to_owned(),
            what: "parameter of that name",
        })?;
        Ok(Secret::new(found.value.as_str()))
    }
}

/// Values shorter than this are equal to a stored secret by chance.
pub(super) const SHORTEST: usize = 8;

impl Workbench {
    /// The server with its secrets, for the wire.
    pub(crate) async fn usable_server(&self, id: Id<Server>) -> Result<Server, Error> {
        let server = self.true_server(id).await?;
        Ok(self.opened_server(server).await?)
    }

    /// The same of one that is read already.
    pub(crate) async fn opened_server(&self, mut server: Server) -> Result<Server, VaultError> {
        let place = place_of_server(server.id);
        let kept = self.kept(place, &server.profile).await?;
        server.profile = whole(&server.profile, &kept);
        Ok(server)
    }

    /// The client, likewise.
    pub(crate) async fn usable_client(&self, id: Id<Client>) -> Result<Client, Error> {
        let (client, _) = self.true_client(id).await?;
        Ok(self.opened_client(client).await?)
    }

    /// The server and the client of a token that is about to be used.
    pub(crate) async fn usable_token(
        &self,
        token: &Token,
    ) -> Result<(Server, Option<Client>), Error> {
        let (server, client) = self.true_token(token).await?;
        let client = match client {
            Some(client) => Some(self.opened_client(client).await?),
            None => None,
        };
        Ok((self.opened_server(server).await?, client))
    }

    /// The same of one that is read already.
    pub(crate) async fn opened_client(&self, mut client: Client) -> Result<Client, VaultError> {
        let place = place_of_client(client.server, client.id);
        let kept = self.kept(place, &client.profile).await?;
        client.profile = whole(&client.profile, &kept);
        Ok(client)
    }

    /// The server as it was typed, because a person asks to see it.
    pub async fn reveal_server(&self, id: Id<Server>) -> Result<Server, Error> {
        self.usable_server(id).await
    }

    /// The client as it was typed, but for its secret.
    pub async fn reveal_client(&self, id: Id<Client>) -> Result<Client, Error> {
        self.usable_client(id).await
    }

    /// One sealed extra of a server, because a person asks to see it.
    pub async fn reveal_server_extra(
        &self,
        id: Id<Server>,
        extra: &SealedExtra,
    ) -> Result<Secret, Error> {
        let server = self.usable_server(id).await?;
        extra.value_in(&server.profile.habits.extras, &server.profile.name)
    }

    /// One sealed extra of a client, likewise.
    pub async fn reveal_client_extra(
        &self,
        id: Id<Client>,
        extra: &SealedExtra,
    ) -> Result<Secret, Error> {
        let client = self.usable_client(id).await?;
        extra.value_in(&client.profile.extras, &client.profile.name)
    }

    /// What a server and a client hide besides the client's secret, for a redactor.
    pub(super) async fn hidden_of(&self, client: &Client) -> Result<Vec<Secret>, Error> {
        let server = self.inner.store.server(client.server).await?;
        let of_server = self
            .kept(place_of_server(server.id), &server.profile)
            .await?;
        let place = place_of_client(server.id, client.id);
        let of_client = self.kept(place, &client.profile).await?;
        Ok(of_server.secrets().chain(of_client.secrets()).collect())
    }

    /// `profile` as it is stored. What it leaves `[redacted]` stays as `before` has it.
    pub(super) async fn parted_server<P: Profile>(
        &self,
        id: Id<Server>,
        profile: P,
        before: Option<&P>,
    ) -> Result<P, Error> {
        Box::pin(self.parted(place_of_server(id), profile, before)).await
    }

    /// The same of a client.
    pub(super) async fn parted_client<P: Profile>(
        &self,
        server: Id<Server>,
        id: Id<Client>,
        profile: P,
        before: Option<&P>,
    ) -> Result<P, Error> {
        Box::pin(self.parted(place_of_client(server, id), profile, before)).await
    }

    async fn parted<P: Profile>(
        &self,
        place: Place,
        profile: P,
        before: Option<&P>,
    ) -> Result<P, Error> {
        let kept = match before {
            Some(before) => self.kept(place, before).await?,
            None => Kept::default(),
        };
        let known = self.stored_secrets().await?;
        let is_known = |value: &str| {
            value.len() >= SHORTEST && known.iter().any(|secret| secret.same_as(value))
        };
        let (mut parted, kept) = part(&profile, &kept, &is_known)?;
        parted.set_sealed(None);
        if !kept.is_empty() {
            self.open_vault().await?;
            self.inner.vault.ensure_key(place.key).await?;
            let sealed = self.inner.vault.seal(&place, &kept.to_bytes())?;
            parted.set_sealed(Some(sealed));
        }
        Ok(parted)
    }

    async fn kept<P: Profile>(&self, place: Place, profile: &P) -> Result<Kept, VaultError> {
        let Some(sealed) = profile.sealed() else {
            return Ok(Kept::default());
        };
        self.inner.vault.ensure_open().await?;
        self.inner.vault.ensure_key(place.key).await?;
        self.opened_kept(&place, sealed)
    }

    fn opened_kept(&self, place: &Place, sealed: &Sealed) -> Result<Kept, VaultError> {
        let bytes = self.inner.vault.open_sealed(place, sealed)?;
        Kept::from_bytes(&bytes).map_err(|_| VaultError::Tampered {
            table: place.table,
            column: place.column,
        })
    }

    /// Every client secret and token, where the vault is open. What cannot be opened is no secret
    /// that anybody could have typed by mistake here.
    pub(super) async fn stored_secrets(&self) -> Result<Vec<Secret>, Error> {
        let (store, vault) = (&self.inner.store, &self.inner.vault);
        let mut secrets = Vec::new();
        for client in store.clients().await? {
            if vault.ensure_key(KeyId::Server(client.server)).await.is_ok() {
                secrets.extend(self.opened_client_secret(&client).ok().flatten());
            }
        }
        for token in store.tokens().await? {
            let opened = vault.ensure_key(KeyId::Server(token.server)).await.is_ok();
            if let Some(open) = opened
                .then(|| OpenSecrets::open(vault, &token).ok())
                .flatten()
            {
                secrets.push(open.access);
                secrets.extend([open.refresh, open.id_token].into_iter().flatten());
            }
        }
        Ok(secrets)
    }

    /// Moves the secrets of profiles that an older version stored in plain text to where they are
    /// sealed. Once in a process, when the vault is first open; what fails is tried next time.
    /// Whether it was looked and none had any.
    pub(super) async fn seal_profiles(&self) -> bool {
        if self.inner.profiles_sealed.set(()).is_err() {
            return false;
        }
        let sealed = Box::pin(self.try_to_seal_profiles()).await;
        sealed
            .inspect_err(|error| tracing::warn!(%error, "sealing the secrets of profiles"))
            .unwrap_or(false)
    }

    async fn try_to_seal_profiles(&self) -> Result<bool, Error> {
        let store = &self.inner.store;
        let (mut moved, mut clean) = (false, true);
        // What somebody else wrote there is not sealed as ours.
        for mut server in store.servers().await? {
            if !has_secrets(&server.profile) {
                continue;
            }
            clean = false;
            if self.server_changed(&server).await?.is_some() {
                continue;
            }
            let before = server.profile.clone();
            server.profile = self
                .parted_server(server.id, server.profile, Some(&before))
                .await?;
            let seal = self.server_seal(&server)?;
            store.edit_server(&server, &seal).await?;
            moved = true;
        }
        for mut client in store.clients().await? {
            if !has_secrets(&client.profile) {
                continue;
            }
            clean = false;
            if self.client_changed(&client).await?.is_some() {
                continue;
            }
            let before = client.profile.clone();
            client.profile = self
                .parted_client(client.server, client.id, client.profile, Some(&before))
                .await?;
            let seal = self.client_seal(&client)?;
            store.edit_client(&client, &seal).await?;
            moved = true;
        }
        if moved {
            store.forget_what_was_written().await?;
        }
        Ok(clean)
    }
}

/// Are there any in plain text? By itself, without looking at what else is stored.
fn has_secrets<P: Profile + PartialEq>(profile: &P) -> bool {
    tokenry_vault::profile_secrets::shown(profile) != *profile
}

fn place_of_server(id: Id<Server>) -> Place {
    Place {
        table: "servers",
        column: "profile",
        row: *id.as_uuid(),
        key: KeyId::Server(id),
        generation: 0,
    }
}

fn place_of_client(server: Id<Server>, id: Id<Client>) -> Place {
    Place {
        table: "clients",
        column: "profile",
        row: *id.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}

//! Secrets in profiles ([`tokenry_vault::profile_secrets`]). They are sealed when a profile is stored
//! and opened when it is used.

use super::{RecordError, token_secrets::OpenSecrets};
use crate::context::Context;
use tokenry_model::{
    client::Client, id::Id, sealed::Sealed, secret::Secret, server::Server, token::Token,
};
use tokenry_vault::profile_secrets::Kept;
use tokenry_vault::profile_secrets::Profile;
use tokenry_vault::profile_secrets::part;
use tokenry_vault::profile_secrets::whole;
use tokenry_vault::vault::KeyId;
use tokenry_vault::vault::SealedCell;
use tokenry_vault::vault::VaultError;

/// Minimum length. A shorter value may equal a stored secret by chance.
pub(crate) const SHORTEST: usize = 8;

impl Context {
    /// Reads a server with its decrypted secrets.
    pub(crate) async fn usable_server(&self, id: Id<Server>) -> Result<Server, RecordError> {
        let server = self.true_server(id).await?;
        Ok(self.opened_server(server).await?)
    }

    /// The same for one that has been read already.
    pub(crate) async fn opened_server(&self, mut server: Server) -> Result<Server, VaultError> {
        let place = place_of_server(server.id);
        let kept = self.kept(place, &server.profile).await?;
        server.profile = whole(&server.profile, &kept);
        Ok(server)
    }

    /// Reads a client with its decrypted secrets.
    pub(crate) async fn usable_client(&self, id: Id<Client>) -> Result<Client, RecordError> {
        let (client, _) = self.true_client(id).await?;
        Ok(self.opened_client(client).await?)
    }

    /// The server and the client of a token that is about to be used.
    pub(crate) async fn usable_token(
        &self,
        token: &Token,
    ) -> Result<(Server, Option<Client>), RecordError> {
        let (server, client) = self.true_token(token).await?;
        let client = match client {
            Some(client) => Some(self.opened_client(client).await?),
            None => None,
        };
        Ok((self.opened_server(server).await?, client))
    }

    /// The same for one that has been read already.
    pub(crate) async fn opened_client(&self, mut client: Client) -> Result<Client, VaultError> {
        let place = place_of_client(client.server, client.id);
        let kept = self.kept(place, &client.profile).await?;
        client.profile = whole(&client.profile, &kept);
        Ok(client)
    }

    /// The secrets of a server and client other than the client's secret, for a redactor.
    pub(crate) async fn hidden_of(&self, client: &Client) -> Result<Vec<Secret>, RecordError> {
        let server = self.store.server(client.server).await?;
        let of_server = self
            .kept(place_of_server(server.id), &server.profile)
            .await?;
        let place = place_of_client(server.id, client.id);
        let of_client = self.kept(place, &client.profile).await?;
        Ok(of_server.secrets().chain(of_client.secrets()).collect())
    }

    /// The profile in its stored form. Values that are `[redacted]` are taken from `before`.
    pub(crate) async fn parted_server<P: Profile>(
        &self,
        id: Id<Server>,
        profile: P,
        before: Option<&P>,
    ) -> Result<P, RecordError> {
        Box::pin(self.parted(place_of_server(id), profile, before)).await
    }

    /// The same for a client.
    pub(crate) async fn parted_client<P: Profile>(
        &self,
        server: Id<Server>,
        id: Id<Client>,
        profile: P,
        before: Option<&P>,
    ) -> Result<P, RecordError> {
        Box::pin(self.parted(place_of_client(server, id), profile, before)).await
    }

    async fn parted<P: Profile>(
        &self,
        place: SealedCell,
        profile: P,
        before: Option<&P>,
    ) -> Result<P, RecordError> {
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
            self.vault.ensure_key(place.key).await?;
            let sealed = self.vault.seal(&place, &kept.to_bytes())?;
            parted.set_sealed(Some(sealed));
        }
        Ok(parted)
    }

    async fn kept<P: Profile>(&self, place: SealedCell, profile: &P) -> Result<Kept, VaultError> {
        let Some(sealed) = profile.sealed() else {
            return Ok(Kept::default());
        };
        self.vault.ensure_open().await?;
        self.vault.ensure_key(place.key).await?;
        self.opened_kept(&place, sealed)
    }

    fn opened_kept(&self, place: &SealedCell, sealed: &Sealed) -> Result<Kept, VaultError> {
        let bytes = self.vault.open_sealed(place, sealed)?;
        Kept::from_bytes(&bytes).map_err(|_| VaultError::Tampered {
            table: place.table,
            column: place.column,
        })
    }

    /// All client secrets and tokens. The vault must be open. What cannot be opened is left out, since
    /// nobody can have typed it by mistake.
    pub(crate) async fn stored_secrets(&self) -> Result<Vec<Secret>, RecordError> {
        let (store, vault) = (&self.store, &self.vault);
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

    /// Seals the secrets of profiles that an older version stored in plain text. Done once per process,
    /// when the vault is first open, and again next time after an error. Returns true if none were
    /// found.
    pub(crate) async fn seal_profiles(&self) -> bool {
        if self.profiles_sealed.set(()).is_err() {
            return false;
        }
        let sealed = Box::pin(self.try_to_seal_profiles()).await;
        sealed
            .inspect_err(|error| tracing::warn!(%error, "could not seal the secrets of profiles"))
            .unwrap_or(false)
    }

    async fn try_to_seal_profiles(&self) -> Result<bool, RecordError> {
        let store = &self.store;
        let (mut moved, mut clean) = (false, true);
        // Do not seal what another program wrote.
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

/// Tests whether the profile itself has secrets in plain text.
fn has_secrets<P: Profile + PartialEq>(profile: &P) -> bool {
    tokenry_vault::profile_secrets::shown(profile) != *profile
}

fn place_of_server(id: Id<Server>) -> SealedCell {
    SealedCell {
        table: "servers",
        column: "profile",
        row: *id.as_uuid(),
        key: KeyId::Server(id),
        generation: 0,
    }
}

fn place_of_client(server: Id<Server>, id: Id<Client>) -> SealedCell {
    SealedCell {
        table: "clients",
        column: "profile",
        row: *id.as_uuid(),
        key: KeyId::Server(server),
        generation: 0,
    }
}
